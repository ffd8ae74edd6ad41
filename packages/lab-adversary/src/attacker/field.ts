import { batchSize, close, type Knowledge, learn, nothingKnown } from "../closure/closure.ts"
import { type Focus, focusOn, wordOf } from "../closure/focus.ts"
import type { ValueId } from "../graph/graph.ts"
import { groupBy } from "../graph/groupBy.ts"
import { type Bound, common } from "./knowledge.ts"
import type { Trace } from "../graph/trace.ts"

/** A trace, made ready for questions under one bound: can this attacker read this text, write that one, follow this commit? */
export interface Field {
  /** What was recorded. */
  readonly trace: Trace
  /** Under which bound. */
  readonly bound: Bound
  /** What is left of the graph. */
  readonly focus: Focus
  /** The states that a commit led to. */
  readonly commits: ReadonlyArray<CommitState>
}

/** A state that a commit led to, and what several members have come to share by it: whoever knows none of it was cut off, or never in. */
export interface CommitState {
  /** The state: an index of `Trace.states`. */
  readonly state: number
  /** Values that were new in it. */
  readonly fresh: ReadonlyArray<ValueId>
}

/** The trace under this bound, reduced to what decides over its messages. */
export const fieldOf = (trace: Trace, bound: Bound): Field => {
  const commits = commitStates(trace)
  const texts = trace.messages.flatMap(({ text, authenticators }) => [text, ...(authenticators ?? [])])
  const focus = focusOn(trace.graph, common(trace, bound), [...texts, ...commits.flatMap(({ fresh }) => fresh)])
  return { trace, bound, focus, commits }
}

/**
 * Closes any number of attackers, 1,024 at a time, or fewer if the graph is so large that their knowledge would fill more than 64 MB. `teach` gives the attackers `first` to before `first + count` what they begin with (the first of them is
 * bit 0); `visit` sees what they know in the end.
 */
export const closeMany = (
  field: Field,
  attackers: number,
  teach: (knowledge: Knowledge, first: number, count: number) => void,
  visit: (knowledge: Knowledge, first: number, count: number) => void
): void => {
  const { graph, consumers } = field.focus
  const room = 32 * Math.max(1, Math.floor(2 ** 24 / Math.max(1, graph.values)))
  const batch = Math.min(attackers, batchSize, room)
  const knowledge = nothingKnown(graph, batch)
  for (let first = 0; first < attackers; first += batch) {
    const count = Math.min(batch, attackers - first)
    knowledge.words.fill(0)
    teach(knowledge, first, count)
    close(graph, knowledge, consumers)
    visit(knowledge, first, count)
  }
}

/** `closeMany` for attackers that are given by what they begin with. */
export const closeEach = (
  field: Field,
  attackers: ReadonlyArray<ReadonlyArray<ValueId>>,
  visit: (knowledge: Knowledge, first: number, count: number) => void
): void =>
  closeMany(
    field,
    attackers.length,
    (knowledge, first, count) => {
      for (let a = 0; a < count; a++) {
        for (const value of attackers[first + a]!) {
          const place = field.focus.place[value]!
          if (place >= 0) learn(knowledge, place, a)
        }
      }
    },
    visit
  )

/** Which attackers of word `w` can read a message. */
export const readers = ({ trace, focus }: Field, knowledge: Knowledge, message: number, w: number): number =>
  wordOf(focus, knowledge, trace.messages[message]!.text, w)

/** Which attackers of word `w` could have written a message: they know all that its receivers checked. */
export const forgers = ({ trace, focus }: Field, knowledge: Knowledge, message: number, w: number): number =>
  trace.messages[message]!.authenticators?.reduce((all, value) => all & wordOf(focus, knowledge, value, w), ~0) ?? 0

/** Which attackers of word `w` know something that members shared by commit `index` of `Field.commits`. */
export const followers = ({ focus, commits }: Field, knowledge: Knowledge, index: number, w: number): number =>
  commits[index]!.fresh.reduce((some, value) => some | wordOf(focus, knowledge, value, w), 0)

const commitStates = (trace: Trace): ReadonlyArray<CommitState> => {
  const shared = sharedValues(trace)
  const freshAt = groupBy(shared, (value) => trace.values[value]?.state ?? -1)
  return trace.states.flatMap(({ commits }, state) =>
    state > 0 && commits > trace.states[state - 1]!.commits ? [{ state, fresh: freshAt.get(state) ?? [] }] : []
  )
}

/** Values that the states of two members or more have held, at whatever time. */
const sharedValues = (trace: Trace): ReadonlyArray<ValueId> => {
  const holder = new Int32Array(trace.graph.values).fill(-1)
  const shared = new Uint8Array(trace.graph.values)
  trace.held.forEach((member, value) => {
    if (holder[value] !== -1 && holder[value] !== member) shared[value] = 1
    holder[value] = member
  })
  return [...shared.keys()].filter((value) => shared[value] === 1)
}
