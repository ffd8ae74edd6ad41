import { neverPolicy, runCell, type Watch, workload, type WorkloadEvent } from "@copath/lab-core"
import type { Composed } from "@copath/profile-lab"
import { Effect } from "effect"
import { SUITE } from "./compositions.ts"

/** What is done once to a group that has just been set up. */
export const operations = ["add", "remove", "update"] as const
/** One of `operations`. */
export type Operation = (typeof operations)[number]

/** Bytes that go up, all senders together; what goes to everybody is counted once. */
export interface OperationBytes {
  /** Setting the group up: key packages, a commit, a Welcome. */
  readonly create: number
  /** The creator's second text, of 32 bytes: one of somebody who has spoken before, while nothing changes. */
  readonly message: number
  /** What the members' first texts take beyond that, all together. */
  readonly firstTexts: number
  /** Each operation by itself, and what everybody's next text takes beyond an ordinary one on its account. */
  readonly of: Readonly<Record<Operation, { readonly atOnce: number; readonly later: number }>>
}

const TEXT = 32
const SECOND = 1000

/** After each step: how many bytes have gone up. */
const uploads = (sent: Array<number>): Watch => ({
  suite: (suite) => suite,
  random: (random) => random,
  symbols: (symbols) => symbols,
  acts: () => {},
  says: () => {},
  opens: () => {},
  opened: () => {},
  sent: () => {},
  wantsPersisted: () => false,
  settled: (moment) => void sent.push(moment.sent)
})

/**
 * A group of so many members is set up, everybody says something, and its creator once more; then it does one operation, and everybody says something again. All bytes are
 * exact, so one run of each is enough.
 */
export const operationBytes = Effect.fnUntraced(function* (composed: Composed, members: number) {
  const name = (i: number): string => `g${i}`
  const everybody = Array.from({ length: members }, (_, i) => name(i))
  const [creator = "", second = "", ...others] = everybody
  const say = (who: ReadonlyArray<string>): ReadonlyArray<WorkloadEvent> => who.map((by) => ({ t: 0, do: "say", by, size: TEXT }))
  const acts: Readonly<Record<Operation, WorkloadEvent>> = {
    add: { t: 0, do: "add", by: creator, who: ["new"] },
    remove: { t: 0, do: "remove", by: creator, who: [second] },
    update: { t: 0, do: "rekey", by: creator }
  }
  const run = Effect.fnUntraced(function* (operation: Operation) {
    const left = operation === "remove" ? [creator, ...others] : everybody
    const events = [
      { t: 0, do: "create", by: creator, with: everybody.slice(1) } as const,
      ...say(everybody),
      ...say([creator]),
      acts[operation],
      ...say(left)
    ]
    const timed = events.map((event, i) => ({ ...event, t: i * SECOND }))
    const made = yield* Effect.fromResult(workload({ lab: "workload/1", name: "after-set-up", members: everybody }, timed))
    const sent: Array<number> = []
    const outcome = yield* runCell({
      composed,
      suite: SUITE,
      workload: made,
      policy: neverPolicy,
      seed: "after-set-up",
      repeat: 0,
      stopwatch: () => 0,
      watch: uploads(sent)
    })
    if (outcome._tag === "refused") return yield* Effect.fail({ message: outcome.refused.reason })
    const [failure] = outcome.cell.health.failures
    if (failure !== undefined) return yield* Effect.fail({ message: `${failure.member} could not follow: ${failure.reason}` })
    const upTo = (step: number): number => sent[step] ?? 0
    const create = upTo(0)
    const message = upTo(members + 1) - upTo(members)
    const atOnce = upTo(members + 2) - upTo(members + 1)
    const later = upTo(events.length - 1) - upTo(members + 2) - message * left.length
    const firstTexts = upTo(members) - create - message * members
    return { create, message, firstTexts, atOnce, later }
  })
  const [add, remove, update] = [yield* run("add"), yield* run("remove"), yield* run("update")]
  const { create, firstTexts, message } = update
  const bytes: OperationBytes = { create, message, firstTexts, of: { add, remove, update } }
  return bytes
})
