import { bitAt, type Trace } from "@copath/lab-adversary"
import type { Claims } from "../claims.ts"
import { type History, seizuresOf } from "./securityLaw.ts"
import { because, delivered, nameIn, type TraceLaw } from "./traceLaw.ts"

/** What must not fall to a seizure of `member` at `at`, of all that was said before. */
type Forbidden = (trace: Trace, member: number, at: number, message: number) => boolean

/** The state at which a member last came to keys of its own: by its own commit, or by joining. */
const renewedAt = (trace: Trace, member: number, at: number): number => {
  const joined = trace.members[member]?.spans.findLast(({ from }) => from <= at)?.from ?? 0
  return trace.states.findLastIndex(
    ({ committer, did }, state) => state <= at && (state === joined || (did === "rekey" && committer === member))
  )
}

const inEpoch: Forbidden = (trace, _member, at, message) => trace.messages[message]?.epoch === trace.states[at]?.epoch

/** The first seizure after which more than `allowed` forbidden messages of the past fall, with the first of them. */
const fallen = (trace: Trace, forbidden: Forbidden, allowed = 0): string | undefined => {
  const { lower, rows } = seizuresOf(trace)
  for (const [row, { from, member, to }] of rows.entries()) {
    // All states of a row hold the same, and what was said by the first of them is less than by the last.
    for (const at of from === to - 1 ? [from] : [from, to - 1]) {
      const past = trace.messages.flatMap(({ state }, message) =>
        state <= at && bitAt(lower.read, row, message) && forbidden(trace, member, at, message) ? [message] : []
      )
      const [first = -1] = past
      if (past.length <= allowed) continue
      const count = past.length === 1 ? "a message" : `${past.length} messages`
      return `${nameIn(trace, member)}, seized at state ${at}, gives away ${count} of the past, message ${first} by this:${because(trace, member, at, first)}`
    }
  }
  return undefined
}

/** The running epoch's past. */
export const keysGone: TraceLaw = {
  id: "keysGone",
  title: () => "keys are gone after use: a seizure gives away nothing that was said in the running epoch",
  ports: ["protection"],
  asked: ({ forwardSecrecy = 0 }) => forwardSecrecy === 0,
  on: delivered,
  judge: (trace) => fallen(trace, inEpoch)
}

const bound = ({ forwardSecrecy = 0 }: Claims): string => {
  if (forwardSecrecy === "epoch") return "a seizure gives away nothing from before the running epoch"
  if (forwardSecrecy === "renewal") return "a seizure gives away nothing from before its victim last renewed its keys"
  return forwardSecrecy === 0
    ? "a seizure gives away nothing of epochs that are over"
    : `a seizure gives away at most ${forwardSecrecy} messages of the past`
}

const scripted = (kind: History["kind"] | undefined): boolean => kind !== "drawn"

/** The past before the running epoch, or as far as is promised. */
export const forwardSecrecy: TraceLaw = {
  id: "forwardSecrecy",
  title: (claims) => `forward secrecy is as deep as declared: ${bound(claims)}`,
  ports: ["cgka", "schedule", "protection"],
  asked: ({ forwardSecrecy: promised }) => promised !== Number.POSITIVE_INFINITY,
  on: delivered,
  judge: (trace, { forwardSecrecy: promised = 0 }, kind) => {
    if (promised === "renewal") return fallen(trace, (_, member, at, m) => (trace.messages[m]?.state ?? 0) <= renewedAt(trace, member, at))
    if (promised === "epoch" || promised === 0) return fallen(trace, (...seized) => !inEpoch(...seized))
    // A number of messages is one of the scripts: in longer epochs more are said.
    return scripted(kind) ? fallen(trace, () => true, promised) : undefined
  }
}

/** Of members who never committed: an epoch's secrets alone lead to none of the epochs before. */
export const chained: TraceLaw = {
  id: "chained",
  title: () => "epochs are chained, as declared: who never committed, and is seized at the end, gives away nothing of the past",
  ports: ["schedule"],
  asked: ({ chained: promised = true }) => promised,
  on: ["joint"],
  judge: (trace) =>
    fallen(trace, (_, member, at, message) => at === trace.states.length - 1 && !inEpoch(trace, member, at, message) && idle(trace, member))
}

const idle = ({ states }: Trace, member: number): boolean => states.every(({ committer, did }) => did === "create" || committer !== member)
