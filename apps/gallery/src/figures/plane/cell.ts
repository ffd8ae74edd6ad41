import { defaultSummary, securityOf, traceRun } from "@copath/lab-adversary"
import { makeWorkload, parsePolicy } from "@copath/lab-core"
import { traffic } from "@copath/lab-report"
import { Effect, Result } from "effect"
import { composedOf, type Wanted } from "../../compositions.ts"

/** One point of the plane, as plain data. */
export interface PlaneInput {
  /** The composition. */
  readonly wanted: Wanted
  /** A named workload, with its settings. */
  readonly workload: { readonly name: string; readonly set: ReadonlyArray<string> }
  /** A policy's text. */
  readonly policy: string
  /** Fixes all randomness. */
  readonly seed: string
  /** Above so many states that differ, a sample of them is seized. */
  readonly seizures: number
}

/** What it came to, or why its parts cannot work together. */
export type PlaneOutput = { readonly refused: string } | Measured

interface Measured {
  readonly refused?: never
  readonly members: number
  readonly messages: number
  readonly commits: number
  /** Bytes up and down, for each member and day. */
  readonly bytes: number
  readonly exposure: { readonly share: number; readonly lo?: number; readonly hi?: number }
  /** Whether members agreed to the end and nobody was lost. */
  readonly sound: boolean
}

/** Plays a workload with the stand-in provider, whose messages are as long as real ones, and seizes everybody at every state. */
const cell = async ({ policy, seed, seizures, wanted, workload }: PlaneInput): Promise<PlaneOutput> => {
  const run = await Effect.runPromise(
    traceRun(
      {
        composed: composedOf(wanted, "symbolic"),
        suite: 1,
        workload: Result.getOrThrow(makeWorkload(workload.name, seed, workload.set)),
        policy: Result.getOrThrow(parsePolicy(policy)),
        seed,
        repeat: 0,
        stopwatch: () => 0
      },
      { persistEvery: 0 }
    )
  )
  if (run._tag === "refused") return { refused: run.refused.reason }
  const options = { ...defaultSummary, limit: seizures, seed, rowCap: 0, messageCap: 0, synergyPairs: 0 }
  const { exact, lower, upper } = securityOf(run.recording.trace, options)
  const { interval, share } = lower.exposure
  const { agreement, counts, health, workload: played } = run.cell
  if (!exact) return { refused: `what falls is not known for certain: ${share} to ${upper?.exposure.share}` }
  return {
    members: played.members,
    messages: counts.messages,
    commits: counts.commits,
    bytes: traffic.of(run.cell),
    exposure: { share, ...interval },
    sound: agreement.agreed && health.lostMembers === 0
  }
}

export default cell
