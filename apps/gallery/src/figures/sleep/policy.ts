import { traceRun } from "@copath/lab-adversary"
import { makeWorkload, parsePolicy } from "@copath/lab-core"
import { readBy, seize } from "@copath/lab-kat"
import { traffic } from "@copath/lab-report"
import { Effect, Result } from "effect"
import { composedOf, type Wanted } from "../../compositions.ts"

/** A policy in a group in which some sleep. */
export interface PolicyInput {
  /** The composition. */
  readonly wanted: Wanted
  /** A named workload, with its settings. */
  readonly workload: { readonly name: string; readonly set: ReadonlyArray<string> }
  /** A policy's text. */
  readonly policy: string
  /** Fixes all randomness. */
  readonly seed: string
}

/** One sleep of one device. */
export interface Slept {
  /** Whose. */
  readonly member: string
  /** When it began, in days. */
  readonly from: number
  /** How long it was. */
  readonly days: number
  /** Whether it ended before the run did. */
  readonly woke: boolean
  /** How many messages are read by who seizes the device in its sleep. */
  readonly read: number
  /** How many of these were said in the sleep. */
  readonly waiting: number
}

/** What came of a policy, or why the parts cannot work together. */
export type PolicyOutput =
  | { readonly refused: string }
  | {
      readonly refused?: never
      readonly sleeps: ReadonlyArray<Slept>
      readonly messages: number
      readonly bytes: number
      readonly removed: number
    }

const DAY = 86_400_000

/** Plays the workload, and seizes every device that sleeps, once in each sleep: its state does not change until it wakes. */
const policy = async ({ policy: text, seed, wanted, workload: { name, set } }: PolicyInput): Promise<PolicyOutput> => {
  const workload = Result.getOrThrow(makeWorkload(name, seed, set))
  const input = {
    composed: composedOf(wanted, "symbolic"),
    suite: 1,
    workload,
    policy: Result.getOrThrow(parsePolicy(text)),
    seed,
    repeat: 0,
    stopwatch: () => 0
  }
  const run = await Effect.runPromise(traceRun(input, { persistEvery: 0 }))
  if (run._tag === "refused") return { refused: run.refused.reason }
  const { cell, recording } = run
  if (!cell.agreement.agreed) return { refused: "members do not agree at the end" }
  const { trace } = recording
  const end = trace.states.at(-1)?.ms ?? 0
  const sleeps = trace.states.flatMap(({ by, did, ms }, state) => {
    const member = trace.members[by]?.name
    if (did !== "offline" || member === undefined) return []
    const woken = workload.events.find((event) => event.do === "online" && event.by === member && event.t >= ms)
    return [{ member, state, from: ms, to: woken?.t ?? end, woke: woken !== undefined }]
  })
  const read = readBy(
    trace,
    sleeps.map(({ member, state }) => seize(trace, member, state))
  )
  return {
    sleeps: sleeps.map(({ from, member, to, woke }, i) => ({
      member,
      from: from / DAY,
      days: (to - from) / DAY,
      woke,
      read: read[i]!.size,
      waiting: [...read[i]!].filter((message) => {
        const said = trace.states[trace.messages[message]!.state]!.ms
        return said >= from && said < to
      }).length
    })),
    messages: trace.messages.length,
    bytes: traffic.of(cell),
    removed: cell.counts.removes
  }
}

export default policy
