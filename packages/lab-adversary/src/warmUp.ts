import { type CellOutcome, workload, type WorkloadEvent } from "@copath/lab-core"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"

const members = ["a", "b", "c", "d", "e", "f"]
const talk = Array.from({ length: 90 }, (_, i): WorkloadEvent => {
  const t = 1000 * (i + 1)
  const by = members[i % 5] ?? "a"
  if (i % 9 === 5) return { t, do: "rekey", by }
  return i === 60 ? { t, do: "remove", by: "a", who: ["f"] } : { t, do: "say", by, size: 20 + i }
})

/** A short life of a small group in which everything happens: what a thread runs before it measures. */
export const smallLife = Result.getOrThrow(
  workload({ lab: "workload/1", name: "warm-up", members: ["a"] }, [
    { t: 0, do: "create", by: "a", with: [] },
    { t: 1, do: "add", by: "a", who: members.slice(1) },
    ...talk
  ])
)

/** What a life has to be faster by than all before it, to count as faster. */
const FASTER = 0.02
/** So many lives that are no faster end the warm-up. */
const PATIENCE = 3
/** Milliseconds after which no further life begins. */
const MOST = 1000

/**
 * Lives a small life again and again, until the runtime has made of it what it will: three in a row were no faster than the fastest before, by two in a hundred. Lives that take long
 * are few: after a second none begins. `stopwatch` in milliseconds. Gives how many there were.
 */
export const warmUp: (life: Effect.Effect<CellOutcome>, stopwatch: () => number) => Effect.Effect<number> = Effect.fnUntraced(
  function* (life, stopwatch) {
    const begun = stopwatch()
    let [lives, fastest, idle] = [0, Number.POSITIVE_INFINITY, 0]
    while (idle < PATIENCE && stopwatch() - begun < MOST) {
      const before = stopwatch()
      const { _tag } = yield* life
      lives++
      // Parts that do not fit do not fit again.
      if (_tag === "refused") break
      const took = stopwatch() - before
      idle = took < fastest * (1 - FASTER) ? 0 : idle + 1
      fastest = Math.min(fastest, took)
    }
    return lives
  }
)
