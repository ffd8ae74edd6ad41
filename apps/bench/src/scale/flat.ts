import { commit, receive } from "@copath/group"
import { cpuTime, median } from "../measure.ts"
import { filledPair } from "./people.ts"
import { strict } from "./strict.ts"

/** What processing a path commit takes in two filled groups, sampled in turns. */
export interface Flatness {
  readonly sizes: readonly [number, number]
  /** CPU microseconds, medians. */
  readonly microseconds: readonly [number, number]
}

const WARM = 200
const SAMPLES = 150
const RUNS = 5

/** The committer's neighbour takes in its commit: of all members, it has the most keys to derive, one for each level of the tree. */
export const measureFlatness = async (sizes: readonly [number, number]): Promise<Flatness> => {
  const run = strict("one")
  const prepared = async (n: number) => {
    const { first, second } = await filledPair(run, n)
    const { message } = await run(commit(first, { path: true }))
    const operation = () => run(receive(second, message))
    for (let i = 0; i < WARM; i++) await operation()
    return { operation, samples: [] as Array<number> }
  }
  const groups = [await prepared(sizes[0]), await prepared(sizes[1])] as const
  for (let i = 0; i < SAMPLES; i++) {
    for (const { operation, samples } of groups) {
      const start = cpuTime()
      for (let j = 0; j < RUNS; j++) await operation()
      samples.push((cpuTime() - start) / RUNS)
    }
  }
  return { sizes, microseconds: [median(groups[0].samples), median(groups[1].samples)] }
}
