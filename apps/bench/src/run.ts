import { blankGroup, filledBefore, filledGroup } from "./groups.ts"
import { cpuTime, median, type Sample, sample } from "./measure.ts"
import { type Bytes, type Operation, operations, type Setting, type Task, type TreeState } from "./operations.ts"
import type { Peer } from "./peers/peer.ts"

export interface Plan {
  /** In the order of the columns; figures are compared with the first peer's. */
  readonly peers: ReadonlyArray<Peer>
  /** Makes the members that are not measured: the fastest peer. */
  readonly builder: Peer
  /** Group sizes: even, from 2. */
  readonly sizes: ReadonlyArray<number>
  /** At most so many samples of an operation. */
  readonly runs: number
  /** No further sample of an operation is begun after so many seconds. */
  readonly secondsPerOperation: number
  readonly progress: (line: string) => void
}

/** One operation of one peer. */
export interface Figure {
  readonly peer: string
  readonly samples: number
  /** Medians. */
  readonly units: number
  readonly cpuMicroseconds: number
  readonly bytes: Bytes
}

/** One operation at one size, a figure for each peer. */
export interface Line {
  readonly n: number
  readonly operation: string
  readonly tree: TreeState
  readonly figures: ReadonlyArray<Figure>
}

/** Before it counts, an operation is run for so long in CPU time, for the compiler to get warm; a slow one is warm after one run. */
const WARM_MICROSECONDS = 300_000
/** A quick operation is run uncounted at most so many times for each sample after the first. */
const WARM_RUNS = 40

/** A sample goes on for so long in CPU time: one run of a millisecond between two measurements of u would mostly show what those left in the caches. */
const SAMPLE_MICROSECONDS = 20_000

interface Column {
  readonly peer: Peer
  readonly task: Task
  /** Runs of the task that make one sample; their mean counts. */
  runs: number
  readonly samples: Array<Sample>
  bytes: Bytes
}

const take = async (column: Column): Promise<Sample> => {
  const { operations, run } = column.task
  return sample(operations * column.runs, async () => {
    for (let i = 0; i < column.runs; i++) column.bytes = await run()
  })
}

/** Runs a task up to `most` times uncounted. The only run of a slow one counts as its first sample. */
const warmUp = async (column: Column, most: number): Promise<void> => {
  const first = await take(column)
  let spent = first.cpuMicroseconds * column.task.operations
  if (spent >= WARM_MICROSECONDS) column.samples.push(first)
  for (let i = 1; i < most && spent < WARM_MICROSECONDS; i++) {
    const start = cpuTime()
    await column.task.run()
    const taken = cpuTime() - start
    spent += taken
    column.runs = Math.max(1, Math.min(WARM_RUNS, Math.round(SAMPLE_MICROSECONDS / taken)))
  }
}

const measured = async (plan: Plan, operation: Operation, settings: ReadonlyArray<Setting>): Promise<Line> => {
  const columns: Array<Column> = []
  for (const setting of settings)
    columns.push({ peer: setting.peer, task: await operation.prepare(setting), runs: 1, samples: [], bytes: {} })
  for (const column of columns) await warmUp(column, 1 + WARM_RUNS * (plan.runs - 1))
  // Peers take turns, so that a slow minute of the machine is slow for all of them.
  const start = performance.now()
  do {
    for (const column of columns) {
      if (column.samples.length < plan.runs) column.samples.push(await take(column))
    }
  } while (columns.some(({ samples }) => samples.length < plan.runs) && performance.now() - start < 1000 * plan.secondsPerOperation)
  const figures = columns.map(({ bytes, peer, samples }) => ({
    peer: peer.name,
    samples: samples.length,
    units: median(samples.map(({ units }) => units)),
    cpuMicroseconds: median(samples.map(({ cpuMicroseconds }) => cpuMicroseconds)),
    bytes
  }))
  return { n: settings[0]?.n ?? 0, operation: operation.title, tree: operation.tree, figures }
}

const settingsFor = async ({ builder, peers, progress }: Plan, n: number): Promise<ReadonlyArray<Setting>> => {
  const others: Array<Uint8Array> = []
  while (others.length < n - 1) others.push((await builder.newcomer(`other ${others.length}`)).keyPackage)
  const before = await filledBefore(builder, n, (members) => {
    if (members % 100 === 0) progress(`n = ${n}: ${members} members have joined and committed`)
  })
  const settings: Array<Setting> = []
  for (const peer of peers) {
    settings.push({ peer, n, others, blank: await blankGroup(builder, peer, n), filled: await filledGroup(peer, before) })
  }
  return settings
}

/** Builds the groups of each size and measures every operation in them. */
export const runPlan = async (plan: Plan): Promise<ReadonlyArray<Line>> => {
  const lines: Array<Line> = []
  for (const n of plan.sizes) {
    plan.progress(`n = ${n}: building the groups`)
    const settings = await settingsFor(plan, n)
    for (const operation of operations) {
      const line = await measured(plan, operation, settings)
      const shown = line.figures.map(({ peer, samples, units }) => `${peer} ${units.toPrecision(3)} u (${samples})`)
      plan.progress(`n = ${n}: ${line.operation}, ${line.tree}: ${shown.join(", ")}`)
      lines.push(line)
    }
  }
  return lines
}
