import { derivationLines, readLine } from "@copath/lab-core"
import type { Attacker } from "../attacker/attacker.ts"
import { derivation } from "../closure/derivation.ts"
import { type Operation, operations, type ValueId } from "../graph/graph.ts"
import { type Bound, type Deletion, common, taken } from "../attacker/knowledge.ts"
import { labelOf } from "../graph/labels.ts"
import type { Trace } from "../graph/trace.ts"

/** Why an attacker can read a message: what it begins with, and each step from there to the text. */
export interface Certificate {
  /** Who reads it. */
  readonly attacker: Attacker
  /** An index of `Trace.messages`. */
  readonly message: number
  /** What it has of its own and needs: values that the wire does not show. */
  readonly begins: ReadonlyArray<ValueId>
  /** Edges of `Trace.graph`, in an order in which they can be carried out. */
  readonly edges: ReadonlyArray<number>
  /** The same for people: one line for each. Numbers refer to earlier lines; where there is none, the line before is meant. */
  readonly lines: ReadonlyArray<string>
}

/** The smallest derivation of a message's text by this attacker; `undefined` if it cannot read it. */
export const certificate = (
  trace: Trace,
  attacker: Attacker,
  message: number,
  bound: Bound = "lower",
  deletion: Deletion = "ideal"
): Certificate | undefined => {
  const target = trace.messages[message]?.text
  if (target === undefined) return undefined
  const open = new Set(common(trace, bound))
  const edges = derivation(trace.graph, new Set([...open, ...taken(trace, attacker, deletion)]), target)
  if (edges === undefined) return undefined
  const made = new Set(edges.map((edge) => trace.graph.out[edge]!))
  const unexplained = new Set(trace.unexplained)
  const begins = [...new Set([...edges.flatMap((edge) => inputs(trace, edge)), target])].filter(
    (value) => !made.has(value) && (!open.has(value) || unexplained.has(value))
  )
  const first = begins.map((value) => ({ value, text: `${labelOf(trace, value)}, ${whence(trace, attacker, value, deletion)}` }))
  const steps = edges.map((edge) => {
    const out = trace.graph.out[edge]!
    return { out, from: inputs(trace, edge), text: `${labelOf(trace, out)}: ${verbs[operations[trace.graph.operation[edge]!]!]}` }
  })
  const { by, state, epoch } = trace.messages[message]!
  return { attacker, message, begins, edges, lines: [...derivationLines(first, steps), readLine(message, nameOf(trace, by), state, epoch)] }
}

const inputs = (trace: Trace, edge: number): ReadonlyArray<ValueId> => [
  ...trace.graph.from.subarray(trace.graph.start[edge], trace.graph.start[edge + 1])
]

const nameOf = (trace: Trace, member: number): string => trace.members[member]?.name ?? "nobody"

/** What operations are called in certificates, after the value that they give. */
export const verbs: Readonly<Record<Operation, string>> = {
  hash: "hashed",
  extract: "extracted",
  expand: "expanded",
  mac: "as a tag",
  keyPair: "as a key pair",
  signingKey: "as a signing key",
  dh: "agreed upon",
  hpkeSender: "opened with the sender's randomness",
  hpkeReceiver: "opened with the receiver's key",
  exportSender: "exported with the sender's randomness",
  exportReceiver: "exported with the receiver's key",
  aead: "opened",
  nonceReuse: "opened by a nonce that served twice",
  slice: "cut out",
  join: "put together",
  part: "found inside",
  declared: "by a declared rule",
  claimed: "by a declared rule that nobody can carry out again",
  xor: "added bit by bit"
}

/** Where an attacker has a value from. */
const whence = (trace: Trace, attacker: Attacker, value: ValueId, deletion: Deletion): string => {
  if (attacker.as === "coalition") {
    const one = attacker.of.find((part) => taken(trace, part, deletion).includes(value))
    return one === undefined ? "unexplained" : whence(trace, one, value, deletion)
  }
  if (!taken(trace, attacker, deletion).includes(value)) return "unexplained"
  switch (attacker.as) {
    case "seize":
      return `held by ${nameOf(trace, attacker.who)} at state ${attacker.at}`
    case "resident":
      return `held or used by ${nameOf(trace, attacker.who)} from state ${attacker.from} to before ${attacker.to}`
    case "exMember":
      return `remembered by ${nameOf(trace, attacker.who)}`
    case "newcomer":
      return `held or used by ${nameOf(trace, attacker.who)} since it joined`
    case "badRandomness":
      return `drawn badly by ${nameOf(trace, attacker.who)} at state ${trace.values[value]?.state ?? 0}`
    case "server":
      return "on the wire"
  }
}
