import { makeWorkload, neverPolicy, runCell, type Workload, workload, type WorkloadEvent } from "@copath/lab-core"
import type { Composed } from "@copath/profile-lab"
import { scaleCell } from "@copath/lab-scale"
import { Effect } from "effect"
import { SUITE } from "./compositions.ts"

/** Bytes that go up; what goes to everybody is counted once. */
export interface TalkBytes {
  /** All of the set-up. */
  readonly setUp: number
  /** A text of 32 bytes with all that it takes to send it under a new key: the mean of a hundred. */
  readonly text: number
}

/** Texts of the workload. */
const TEXTS = 100

/** The workload `setup-and-talk`; `renewing`: whoever says something commits a new key first. */
const talk = Effect.fnUntraced(function* (members: number, renewing: boolean) {
  const made = yield* Effect.fromResult(makeWorkload("setup-and-talk", "talk", [`members=${members}`, `messages=${TEXTS}`]))
  if (!renewing) return made
  const events = made.events.flatMap((event): ReadonlyArray<WorkloadEvent> =>
    event.do === "say" ? [{ t: event.t, do: "rekey", by: event.by }, event] : [event]
  )
  return yield* Effect.fromResult(workload(made.header, events))
})

const only = (made: Workload): Workload => ({ ...made, events: made.events.slice(0, 1) })

/** Bytes by real members. */
const byMembers = Effect.fnUntraced(function* (composed: Composed, made: Workload) {
  const outcome = yield* runCell({
    composed,
    suite: SUITE,
    workload: made,
    policy: neverPolicy,
    seed: "talk",
    repeat: 0,
    stopwatch: () => 0
  })
  if (outcome._tag === "refused") return yield* Effect.fail({ message: outcome.refused.reason })
  return outcome.cell.perMember.sent.total
})

/** Bytes by counting, where the composition can be counted: the same, without anybody to receive them. */
const byCounting = Effect.fnUntraced(function* (composed: Composed, made: Workload) {
  const history = { workload: made, policy: neverPolicy }
  const { costs } = yield* scaleCell({ composed, suite: SUITE, history, seed: "talk", observers: 1, joiners: 0, receivers: false })
  const kinds = ["commit", "welcome", "proposal", "keyPackage", "application"] as const
  return kinds.reduce((sum, kind) => sum + Object.values(costs[`sent.${kind}`] ?? {}).reduce((all, { total }) => all + total, 0), 0)
})

/** Sets a group up and lets it talk; `counted`: nobody receives, and groups may be large. */
export const talkBytes = Effect.fnUntraced(function* (
  composed: Composed,
  members: number,
  { counted, renewing }: { readonly counted: boolean; readonly renewing: boolean }
) {
  const made = yield* talk(members, renewing)
  const bytesOf = counted ? byCounting : byMembers
  const setUp = yield* bytesOf(composed, only(made))
  const bytes: TalkBytes = { setUp, text: ((yield* bytesOf(composed, made)) - setUp) / TEXTS }
  return bytes
})
