import { type BitMatrix, bitAt, columnBefore } from "../closure/bitMatrix.ts"
import type { Fallen } from "../attacker/seizures.ts"
import type { Trace } from "../graph/trace.ts"

/** How the loss after a seizure ends: at once, sender by sender, or not within the run. */
export type Ending = "cliff" | "staircase" | "wall"

/** Where the loss of one row ends. */
export interface Cut {
  /** How the loss ends. */
  readonly ending: Ending
  /** The state whose event ended it; `undefined` for a wall. */
  readonly by: number | undefined
  /** The first state after which nothing falls: that state, or a later one if a message was still on its way; `Infinity` for a wall. */
  readonly until: number
}

/**
 * Judges how the loss ends that message `last` is the last of, for whoever took this member's state, which is in this row, when `said` messages had been said.
 *
 * It ends *sender by sender* if another message was safe, of the same epoch as `last` or of one between it and the seizure. Then every sender must have said
 * something safe since, if it is still there at the end: one sender's healing says nothing of another's. Otherwise it ends at once, which a later message that
 * is safe must show. What the seized member says itself shows nothing: that can be safe from its own state while all others bleed.
 */
export const cutOf = (fallen: Fallen, row: number, member: number, state: number, last: number, said: number): Cut => {
  const { trace } = fallen.field
  if (!isStaircase(fallen, row, member, trace.states[state]!.epoch, last, said)) {
    const safe = firstSafe(fallen, row, member, last, said)
    return safe === undefined ? wall : ended("cliff", fallen, row, last, safe)
  }
  const { by } = trace.messages[last]!
  if (someoneBleeds(trace, fallen.read, row, said)) return wall
  const next = trace.messages.findIndex((message, index) => index > last && message.by === by)
  if (next >= 0) return ended("staircase", fallen, row, last, next)
  const left = trace.members[by]?.spans.find(({ to }) => to > trace.messages[last]!.state)?.to ?? Infinity
  return left < trace.states.length ? { ending: "staircase", by: left, until: left } : wall
}

/** The last message that falls to a row, of those from `said` on: late messages of an old epoch do not count as later. `newest`: what {@link newestEpochs} gives. */
export const lastFallen = (trace: Trace, read: BitMatrix, row: number, said: number, newest: Float64Array): number | undefined => {
  let last: number | undefined
  for (let one = columnBefore(read, row, read.columns); one >= said && one >= 0; one = columnBefore(read, row, one)) {
    const epoch = last === undefined ? -Infinity : trace.messages[last]!.epoch
    if (newest[one]! <= epoch) break
    if (trace.messages[one]!.epoch > epoch) last = one
  }
  return last
}

/** By message, the newest epoch of it and those before it. */
export const newestEpochs = ({ messages }: Trace): Float64Array => {
  let newest = -Infinity
  return Float64Array.from(messages, ({ epoch }) => (newest = Math.max(newest, epoch)))
}

const wall: Cut = { ending: "wall", by: undefined, until: Infinity }

const isStaircase = ({ field, read }: Fallen, row: number, member: number, since: number, last: number, said: number): boolean => {
  const { messages } = field.trace
  const until = messages[last]!.epoch
  for (let message = said; message < messages.length; message++) {
    const { by, epoch } = messages[message]!
    if (by !== member && epoch >= since && epoch <= until && !bitAt(read, row, message)) return true
    // A late message comes while the next epoch lasts, or never.
    if (epoch > until + 1) return false
  }
  return false
}

/** The first safe message of another than the seized member that is later than the last that falls: in its place, or by its epoch. */
const firstSafe = ({ field, read }: Fallen, row: number, member: number, last: number, said: number): number | undefined => {
  const { messages } = field.trace
  const { epoch } = messages[last]!
  for (let message = said; message < messages.length; message++) {
    const one = messages[message]!
    if (one.by !== member && (message > last || one.epoch > epoch) && !bitAt(read, row, message)) return message
  }
  return undefined
}

/** Whether somebody who is there at the end said nothing safe since. */
const someoneBleeds = (trace: Trace, read: BitMatrix, row: number, said: number): boolean => {
  const judged = new Set<number>()
  for (let message = trace.messages.length - 1; message >= said; message--) {
    const { by } = trace.messages[message]!
    if (judged.has(by)) continue
    judged.add(by)
    const stays = (trace.members[by]?.spans.at(-1)?.to ?? 0) >= trace.states.length
    if (stays && bitAt(read, row, message)) return true
  }
  return false
}

/** The event between the last message that falls and the first that does not: the first commit of which the attacker learned nothing, if there was any commit. */
const ended = (ending: Ending, { field, follows }: Fallen, row: number, last: number, safe: number): Cut => {
  const { messages, states } = field.trace
  const [from, to] = [messages[last]!, messages[safe]!]
  const after = (state: number) => (to.epoch > from.epoch ? states[state]!.epoch > from.epoch : state > from.state)
  let by: number | undefined
  for (let commit = firstWhere(field.commits, ({ state }) => after(state)); commit < field.commits.length; commit++) {
    const { state } = field.commits[commit]!
    if (state > to.state) break
    by = state
    if (!bitAt(follows, row, commit)) break
  }
  by ??= to.state
  return { ending, by, until: Math.max(by, from.state) }
}

/** The first index from which on something holds. */
const firstWhere = <A>(items: ReadonlyArray<A>, holds: (item: A) => boolean): number => {
  let [low, high] = [0, items.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(items[middle]!)) high = middle
    else low = middle + 1
  }
  return low
}
