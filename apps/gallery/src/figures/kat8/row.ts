import { indicesOf } from "@copath/lab-core"
import { canonicalRows, runRow } from "@copath/lab-kat"
import { Effect } from "effect"

/** Messages that fall to whoever takes one member's state at one of several moments, as a stretch of them. */
export interface Stretch {
  /** The member. */
  readonly member: number
  /** The first state that gives them away; states count from the script's beginning. */
  readonly from: number
  /** The first state after those. */
  readonly to: number
  /** The first message. */
  readonly first: number
  /** The first message after them. */
  readonly end: number
}

/** One known answer, measured. */
export interface Answer {
  /** The mean share of messages that fall. */
  readonly exposure: number
  /** The most messages of the past that fall. */
  readonly depth: number
  /** What falls to whom. */
  readonly stretches: ReadonlyArray<Stretch>
}

/** Plays the canonical script with real members and real cryptography, by a known answer's id. */
const row = async (id: string): Promise<Answer> => {
  const asked = canonicalRows.find((one) => one.id === id)
  if (asked === undefined) throw new RangeError(`no known answer is called ${id}`)
  const { depth, exposure, security } = await Effect.runPromise(runRow(asked))
  const stretches = (security.heatmap?.rows ?? []).flatMap(({ from, member, runs, to }) =>
    stretchesOf(indicesOf(runs)).map(([first, end]): Stretch => ({ member, from, to, first, end }))
  )
  return { exposure, depth: depth ?? Number.POSITIVE_INFINITY, stretches: joined(stretches) }
}

/** Ascending indices as stretches without a gap. */
const stretchesOf = (indices: ReadonlyArray<number>): ReadonlyArray<readonly [first: number, end: number]> => {
  const found: Array<readonly [number, number]> = []
  for (const index of indices) {
    const last = found.at(-1)
    if (last?.[1] === index) found[found.length - 1] = [last[0], index + 1]
    else found.push([index, index + 1])
  }
  return found
}

/** Stretches of one member that are the same over consecutive states, as one. */
const joined = (stretches: ReadonlyArray<Stretch>): ReadonlyArray<Stretch> => {
  const found: Array<Stretch> = []
  const open = new Map<string, number>()
  for (const stretch of stretches) {
    const key = [stretch.member, stretch.first, stretch.end].join()
    const at = open.get(key)
    const before = at === undefined ? undefined : found[at]
    if (at !== undefined && before !== undefined && before.to === stretch.from) found[at] = { ...before, to: stretch.to }
    else open.set(key, found.push(stretch) - 1)
  }
  return found
}

export default row
