import type { LabResult } from "@copath/lab-core"

type Cell = LabResult["cells"][number]

/** Other figures for a result: what a slower machine, a larger group or another catalog would give. */
export interface Extreme {
  /** Milliseconds of each time of a cell, by the cell's index; measured ones would differ from run to run. */
  readonly ms: (cell: number) => number
  /** What byte counts are multiplied by. */
  readonly size: number
  /** What a composition is called, by its index. */
  readonly name?: (cell: number) => string
}

/** A value with each number in it changed, but for how many samples there were. */
const mapped = <A>(value: A, change: (n: number) => number): A => {
  const inside = (part: unknown, key: string): unknown => {
    if (typeof part === "number") return key === "n" ? part : change(part)
    if (Array.isArray(part)) return part.map((one) => inside(one, key))
    if (typeof part !== "object" || part === null) return part
    return Object.fromEntries(Object.entries(part).map(([name, one]) => [name, inside(one, name)]))
  }
  return inside(value, "") as A
}

const changed = (cell: Cell, index: number, { ms, name, size }: Extreme): Cell => {
  const sized = <A>(value: A): A => mapped(value, (n) => Math.round(n * size))
  const { cost, perMember, timeline } = cell
  return {
    ...cell,
    composition: name === undefined ? cell.composition : { ...cell.composition, name: name(index) },
    cost: sized(cost),
    perMember: sized(perMember),
    commits: cell.commits.map((commit) => ({ ...commit, bytes: sized(commit.bytes), welcomeBytes: sized(commit.welcomeBytes) })),
    times: { ...cell.times, cpu: mapped(cell.times.cpu, () => ms(index)) },
    timeline: {
      ...timeline,
      sentBytes: sized(timeline.sentBytes),
      handshakeBytes: sized(timeline.handshakeBytes),
      stateBytes: sized(timeline.stateBytes)
    }
  }
}

/** A result with other figures in it. The same for the same extreme, however long the run took. */
export const extreme = (result: LabResult, other: Extreme): LabResult => ({
  ...result,
  cells: result.cells.map((cell, index) => changed(cell, index, other))
})
