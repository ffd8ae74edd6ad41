import {
  type Attacker,
  certificate,
  closeEach,
  type Deletion,
  fieldOf,
  initial,
  readers,
  type Recording,
  replay,
  taken
} from "@copath/lab-adversary"
import { CipherSuite, equalBytes } from "@copath/contracts"
import type { Cell } from "@copath/lab-core"
import { Effect, Result } from "effect"
import { inWords } from "./named.ts"

/** What is said of an attacker, and whether the derivation did what it says when it was done again. */
export interface Answer {
  readonly lines: ReadonlyArray<string>
  /** `undefined` where there is none. */
  readonly replayed: boolean | undefined
}

/** What was run, in a line. */
export const runLine = ({ composition, policy, workload }: Cell, { members, messages, states }: Recording["trace"]): string =>
  `${composition.name} on ${workload.name}, policy ${policy.name}: ${members.length} members, ${messages.length === 0 ? "no messages" : `messages 0 to ${messages.length - 1}`}, states 0 to ${states.length - 1}`

/** Which messages an attacker reads, of all. */
export const overviewOf = ({ trace }: Recording, attacker: Attacker, deletion: Deletion): Answer => {
  const field = fieldOf(trace, "lower")
  let read: ReadonlyArray<number> = []
  closeEach(field, [taken(trace, attacker, deletion)], (knowledge) => {
    read = [...trace.messages.keys()].filter((message) => (readers(field, knowledge, message, 0) & 1) === 1)
  })
  return {
    lines: [
      `${read.length} of ${trace.messages.length} messages fall to one ${inWords(attacker, trace)}${read.length === 0 ? "." : `: ${stretches(read)}.`}`
    ],
    replayed: undefined
  }
}

/** Why a message falls, if it does; and whether the provider, given no more than the attacker has, comes to its text. */
export const answerOf = Effect.fnUntraced(function* (
  recording: Recording,
  attacker: Attacker,
  deletion: Deletion,
  message: number,
  explain: boolean
) {
  const { trace } = recording
  const who = inWords(attacker, trace)
  const found = certificate(trace, attacker, message, "lower", deletion)
  if (found === undefined) {
    const perhaps = trace.unexplained.length > 0 && certificate(trace, attacker, message, "upper", deletion) !== undefined
    const unless = perhaps ? `, unless the attacker knows what is unexplained: ${trace.unexplained.length} values` : ""
    return { lines: [`Message ${message} does not fall to one ${who}${unless}.`], replayed: undefined } satisfies Answer
  }
  const falls = `Message ${message} falls to one ${who}.`
  if (!explain) return { lines: [falls], replayed: undefined } satisfies Answer
  const made = replay(recording, yield* CipherSuite, found.edges, initial(trace, attacker, "lower", deletion))
  const text = trace.messages[message]?.text ?? -1
  const given = Result.isSuccess(made)
    ? (made.success.get(text) ?? (found.edges.length === 0 ? recording.bytesOf(text) : undefined))
    : undefined
  const replayed = given !== undefined && equalBytes(given, recording.bytesOf(text))
  const because = Result.isFailure(made) ? `: ${made.failure.reason} at operation ${found.edges.indexOf(made.failure.edge) + 1}` : ""
  const outcome = replayed
    ? `yes, ${found.edges.length} operations give the text's ${recording.bytesOf(text).length} bytes`
    : `no${because}`
  return { lines: [falls, "", ...found.lines, "", `replayed: ${outcome}`], replayed } satisfies Answer
})

/** `0–7, 12, 15–20`. */
const stretches = (all: ReadonlyArray<number>): string => {
  const found: Array<[number, number]> = []
  for (const n of all) {
    const last = found.at(-1)
    if (last?.[1] === n - 1) last[1] = n
    else found.push([n, n])
  }
  return found.map(([from, to]) => (from === to ? String(from) : `${from}–${to}`)).join(", ")
}
