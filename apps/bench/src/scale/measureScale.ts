import { adopt, commit, type GroupState, joinGroup, type KeyPackageSecrets, persist, receive, send } from "@copath/group"
import { leafIndex } from "@copath/tree-math"
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { cpuTime, median, unit } from "../measure.ts"
import { adding, creatorOf, filledPair, invitee } from "./people.ts"
import { type Run, strict } from "./strict.ts"

/** What one operation takes at one size; medians. */
export interface Cost {
  readonly units: number
  readonly milliseconds: number
}

/** All figures of one size. */
export interface Size {
  readonly n: number
  readonly costs: Readonly<Record<string, Cost>>
  /** In bytes: of messages, and of one member's state. */
  readonly bytes: Readonly<Record<string, number>>
}

/** Sampling goes on for so long in CPU time; a slow operation has one sample. */
const ENOUGH_MICROSECONDS = 600_000

const costOf = async (operation: () => Promise<unknown>, most: number): Promise<Cost> => {
  const units: Array<number> = []
  const milliseconds: Array<number> = []
  let spent = 0
  while (units.length === 0 || (spent < ENOUGH_MICROSECONDS && units.length < most)) {
    const before = unit()
    const start = cpuTime()
    const began = performance.now()
    await operation()
    milliseconds.push(performance.now() - began)
    const cpu = cpuTime() - start
    spent += cpu
    units.push(cpu / ((before + unit()) / 2))
  }
  // The first half is the warm-up.
  const half = units.length >> 1
  return { units: median(units.slice(half)), milliseconds: median(milliseconds.slice(half)) }
}

const ROW = 50

const sendRow = async (run: Run, from: GroupState): Promise<ReadonlyArray<Uint8Array>> => {
  const row: Array<Uint8Array> = []
  for (let state = from; row.length < ROW;) {
    const sent = await run(send(state, new Uint8Array(64)))
    row.push(sent.message)
    state = sent.state
  }
  return row
}

const receiveRow = async (run: Run, to: GroupState, row: ReadonlyArray<Uint8Array>): Promise<void> => {
  let state = to
  for (const message of row) {
    const received = await run(receive(state, message))
    if (received._tag !== "application") throw new Error("a message was sent")
    state = received.state
  }
}

const each = ({ milliseconds, units }: Cost): Cost => ({ units: units / ROW, milliseconds: milliseconds / ROW })

/** One member's state in a fresh process: bytes of heap and buffers, restored, and after one commit. */
const memoryOf = async (run: Run, state: GroupState, message: Uint8Array) => {
  const folder = mkdtempSync(join(tmpdir(), "scale-"))
  const file = (name: string, bytes: Uint8Array): string => {
    writeFileSync(join(folder, name), bytes)
    return join(folder, name)
  }
  const two = await filledPair(run, 2)
  const files = [
    file("warm-state", await run(persist(two.second))),
    file("warm-commit", (await run(commit(two.first, { path: true }))).message),
    file("state", await run(persist(state))),
    file("commit", message)
  ]
  const script = join(import.meta.dirname, "memory.ts")
  const { status, stderr, stdout } = spawnSync(process.execPath, ["--expose-gc", "--conditions=copath:source", script, ...files], {
    encoding: "utf8"
  })
  rmSync(folder, { recursive: true })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout) as { readonly restored: number; readonly processed: number }
}

/** Measures every operation in a blank and a filled group of `n`, with at most `most` samples of each. */
export const measureSize = async (n: number, most: number, progress: (line: string) => void): Promise<Size> => {
  const [run, pooled] = [strict("one"), strict("pool")]
  const costs: Record<string, Cost> = {}
  const bytes: Record<string, number> = {}
  const measure = async (what: string, operation: () => Promise<unknown>, of = (cost: Cost): Cost => cost): Promise<void> => {
    const cost = of(await costOf(operation, most))
    costs[what] = cost
    progress(`n = ${n}: ${what}: ${cost.units.toPrecision(3)} u, ${cost.milliseconds.toPrecision(3)} ms`)
  }

  progress(`n = ${n}: making key packages`)
  const others: Array<KeyPackageSecrets> = []
  while (others.length < n - 1) others.push(await invitee(run, others.length + 1))
  const creator = await creatorOf(run)
  const all = others.map(({ keyPackage }) => keyPackage)
  let made: Awaited<ReturnType<typeof adding>> | undefined
  await measure("create by one commit", async () => {
    made = await adding(run, creator, all)
  })
  const joiner = others.at(-1)
  if (made === undefined || joiner === undefined) throw new Error("a group has two members")
  const blank: Awaited<ReturnType<typeof adding>> = made
  await measure("join, blank", () => run(joinGroup({ welcome: blank.welcome, keyPackage: joiner })))
  await measure("join, blank, thread pool", () => pooled(joinGroup({ welcome: blank.welcome, keyPackage: joiner })))
  bytes["Welcome, blank"] = blank.welcome.length
  const member = await run(joinGroup({ welcome: blank.welcome, keyPackage: joiner }))
  const first = await run(commit(member, { path: true }))
  await measure("commit, blank", async () => run(adopt((await run(commit(member, { path: true }))).state)))
  bytes["commit, blank"] = first.message.length
  await measure("process, blank", () => run(receive(blank.state, first.message)))

  const pair = await filledPair(run, n)
  const path = await run(commit(pair.first, { path: true }))
  await measure("commit, filled", async () => run(adopt((await run(commit(pair.first, { path: true }))).state)))
  await measure("process, filled", () => run(receive(pair.second, path.message)))
  bytes["commit, filled"] = path.message.length
  const late = await invitee(run, n)
  const added = await adding(run, pair.first, [late.keyPackage])
  await measure("add of one, filled", () => adding(run, pair.first, [late.keyPackage]))
  await measure("process an add, filled", () => run(receive(pair.second, added.message)))
  await measure("join, filled", () => run(joinGroup({ welcome: added.welcome, keyPackage: late })))
  if (n > 2) {
    const removal = await run(commit(pair.first, { remove: [leafIndex(0)] }))
    await measure("remove, filled", async () => run(adopt((await run(commit(pair.first, { remove: [leafIndex(0)] }))).state)))
    await measure("process a removal, filled", () => run(receive(pair.second, removal.message)))
  }
  await measure("send 64 bytes", () => sendRow(run, pair.first), each)
  const row = await sendRow(run, pair.first)
  await measure("receive 64 bytes", () => receiveRow(run, pair.second, row), each)
  const written = await run(persist(pair.second))
  await measure("write the state down", () => run(persist(pair.second)))
  bytes["state, written"] = written.length
  const { processed, restored } = await memoryOf(run, pair.second, path.message)
  bytes["state, in memory"] = restored
  bytes["after a commit, in memory"] = processed
  progress(`n = ${n}: ${written.length} bytes written, ${restored} in memory, ${processed} after a commit`)
  return { n, costs, bytes }
}
