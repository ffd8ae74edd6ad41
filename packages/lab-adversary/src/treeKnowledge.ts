import { runLengths, type Trees, type TreeHolders, type TreeSeizures } from "@copath/lab-core"
import type { Knowledge } from "./closure/closure.ts"
import { closeEach, type Field } from "./attacker/field.ts"
import { everybody, focusOn, nowhere } from "./closure/focus.ts"
import type { ValueId } from "./graph/graph.ts"
import { groupBy } from "./graph/groupBy.ts"
import { common, taken } from "./attacker/knowledge.ts"
import type { Recording } from "./record/record.ts"
import type { Holding, Span, Trace } from "./graph/trace.ts"

/**
 * The film of a run's trees with what was seen of their private keys: who held them, and which of them fall for certain to whoever seizes a member at a frame.
 * `recording` and `trees` are of one run. Everything that a state holds is taken, and members delete at once.
 */
export const treeKnowledge = ({ trace, treeKeys }: Pick<Recording, "trace" | "treeKeys">, trees: Trees): Trees => ({
  ...trees,
  holders: holdersOf(trace, treeKeys, trees),
  seizures: seizuresOf(trace, treeKeys, trees)
})

/** The first frame at or behind a state. */
const frameOf = ({ frames: { step } }: Trees, state: number): number => {
  let [low, high] = [0, step.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (step[middle]! < state) low = middle + 1
    else high = middle
  }
  return low
}

/** States from one to before another, as the frames that are among them. */
const framesOf = (trees: Trees, { from, to }: Span): Span => ({ from: frameOf(trees, from), to: frameOf(trees, to) })

const holdersOf = (trace: Trace, treeKeys: ReadonlyArray<ValueId>, trees: Trees): TreeHolders => {
  // An index into the trace's members is none into the film's.
  const place = trace.members.map(({ name }) => trees.members.indexOf(name))
  const held = new Map(treeKeys.map((value): [ValueId, Array<Holding>] => [value, []]))
  for (const one of trace.held) held.get(one.value)?.push(one)
  const lives = livesOf(treeKeys.length, trees)
  const rows = treeKeys.flatMap((value, key) => {
    const life = lives[key]!
    const spans = (held.get(value) ?? []).flatMap(({ member, ...span }) => {
      const shown = framesOf(trees, span)
      const both = { from: Math.max(shown.from, life.from), to: Math.min(shown.to, life.to) }
      return both.from < both.to && place[member]! >= 0 ? [{ ...both, member: place[member]! }] : []
    })
    return [...groupBy(spans, ({ from, to }) => `${from} ${to}`).values()].map((alike) => ({ ...alike[0]!, key, members: runsOf(alike) }))
  })
  return {
    key: rows.map(({ key }) => key),
    members: rows.map(({ members }) => members),
    from: rows.map(({ from }) => from),
    to: rows.map(({ to }) => to)
  }
}

const runsOf = (alike: ReadonlyArray<{ readonly member: number }>): ReadonlyArray<number> =>
  runLengths([...new Set(alike.map(({ member }) => member))].toSorted((a, b) => a - b))

/** By key, the frames from the first that shows it to the last. */
const livesOf = (length: number, { keys }: Trees): ReadonlyArray<Span> => {
  const lives = Array.from({ length }, () => ({ from: Infinity, to: 0 }))
  for (const [i, key] of keys.key.entries()) {
    const life = lives[key]!
    life.from = Math.min(life.from, keys.from[i]!)
    life.to = Math.max(life.to, keys.to[i]!)
  }
  return lives
}

/** Whom an attacker robs, and when. */
interface Robbed {
  /** Indices of the film's members and of the trace's. */
  readonly member: number
  readonly who: number
  readonly frame: number
}

const seizuresOf = (trace: Trace, treeKeys: ReadonlyArray<ValueId>, trees: Trees): TreeSeizures => {
  const focus = focusOn(trace.graph, common(trace, "lower"), treeKeys)
  const field: Field = { trace, bound: "lower", focus, commits: [] }
  const robbed = trees.members.flatMap((name, member) => {
    const who = trace.members.findIndex((one) => one.name === name)
    const spans = (trace.members[who]?.spans ?? []).map((span) => framesOf(trees, span))
    return spans.flatMap(({ from, to }) =>
      Array.from({ length: Math.min(to, trees.frames.step.length) - from }, (_, i): Robbed => ({ member, who, frame: from + i }))
    )
  })
  const attackers = robbed.map(({ frame, who }) => taken(trace, { as: "seize", who, at: trees.frames.step[frame]!, takes: "all" }))
  const columns = { member: [] as Array<number>, frames: [] as Array<ReadonlyArray<number>>, keys: [] as Array<ReadonlyArray<number>> }
  const falling = trees.members.map(() => new Map<number, Array<number>>())
  closeEach(field, attackers, (knowledge, first, count) => {
    for (const [key, value] of treeKeys.entries()) {
      const place = focus.place[value]!
      if (place === nowhere) continue
      forEachKnower(knowledge, place, count, (attacker) => {
        const { frame, member } = robbed[first + attacker]!
        const frames = falling[member]!.get(key)
        if (frames === undefined) falling[member]!.set(key, [frame])
        else frames.push(frame)
      })
    }
  })
  // Keys that one path has set fall together, as a rule: they share a row.
  for (const [member, keys] of falling.entries()) {
    const rows = [...keys].map(([key, frames]) => ({ key, frames: runLengths(frames) }))
    for (const alike of groupBy(rows, ({ frames }) => frames.join()).values()) {
      columns.member.push(member)
      columns.frames.push(alike[0]!.frames)
      columns.keys.push(runLengths(alike.map(({ key }) => key).toSorted((a, b) => a - b)))
    }
  }
  return columns
}

const forEachKnower = ({ width, words }: Knowledge, place: number, count: number, visit: (attacker: number) => void): void => {
  for (let w = 0; w * 32 < count; w++) {
    const all = count - w * 32 < 32 ? 2 ** (count - w * 32) - 1 : ~0
    for (let word = (place === everybody ? ~0 : words[place * width + w]!) & all; word !== 0; word &= word - 1) {
      visit(w * 32 + 31 - Math.clz32(word & -word))
    }
  }
}
