import type { Cell, LabResult } from "@copath/lab-core"
import { fixture, twelve } from "./fixture.ts"

/** A summary's numbers, multiplied. */
const times = <S extends Readonly<Record<string, number>>>(summary: S, factor: number): S =>
  Object.fromEntries(Object.entries(summary).map(([name, value]) => [name, name === "n" ? value : value * factor])) as S

/** The cell as another run would have it, all its costs multiplied. */
const scaled = (cell: Cell, factor: number): Cell => ({
  ...cell,
  cost: Object.fromEntries(
    Object.entries(cell.cost).map(([metric, byRole]) => [
      metric,
      Object.fromEntries(Object.entries(byRole ?? {}).map(([role, summary]) => [role, times(summary, factor)]))
    ])
  ),
  perMember: {
    ...cell.perMember,
    received: times(cell.perMember.received, factor),
    state: times(cell.perMember.state, factor)
  },
  times: { ...cell.times, cpu: Object.fromEntries(Object.entries(cell.times.cpu).map(([role, summary]) => [role, times(summary, factor)])) }
})

/** Two compositions over so many seeds, the second at twice the cost of the first, and both with workloads that cost more from seed to seed. */
export const overSeeds = (seeds: number): LabResult => {
  const base = fixture(twelve.slice(0, 2))
  const [first] = base.cells
  if (first === undefined) throw new Error("the fixture has cells")
  return {
    ...base,
    cells: Array.from({ length: seeds }, (_, repeat) =>
      base.cells.map((cell, i) => ({
        ...scaled({ ...first, composition: cell.composition }, (1 + repeat / 10) * (i + 1)),
        repeat,
        workload: { ...cell.workload, hash: `hash ${repeat}` }
      }))
    ).flat()
  }
}

/** A sweep of group sizes: the first composition's costs grow like the root of the size, the second's like the size itself. */
export const sweep = (sizes: ReadonlyArray<number>, seeds = 1): LabResult => {
  const base = fixture(twelve.slice(0, 2))
  const [first] = base.cells
  if (first === undefined) throw new Error("the fixture has cells")
  return {
    ...base,
    cells: sizes.flatMap((n) =>
      Array.from({ length: seeds }, (_, repeat) =>
        base.cells.map(({ composition, workload }, i) => ({
          ...scaled({ ...first, composition }, (i === 0 ? n ** 0.5 : n) * (1 + (repeat % 2) / 100)),
          repeat,
          workload: { ...workload, name: `churn members=${n}`, hash: `${n} ${repeat}`, peak: n, members: n }
        }))
      ).flat()
    )
  }
}
