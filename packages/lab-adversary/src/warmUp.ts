import { workload, type WorkloadEvent } from "@copath/lab-core"
import * as Result from "effect/Result"

const members = ["a", "b", "c", "d", "e", "f"]
const talk = Array.from({ length: 90 }, (_, i): WorkloadEvent => {
  const t = 1000 * (i + 1)
  const by = members[i % 5] ?? "a"
  if (i % 9 === 5) return { t, do: "rekey", by }
  return i === 60 ? { t, do: "remove", by: "a", who: ["f"] } : { t, do: "say", by, size: 20 + i }
})

/** A short life of a small group in which everything happens: what a thread runs before it measures. */
export const warmUp = Result.getOrThrow(
  workload({ lab: "workload/1", name: "warm-up", members: ["a"] }, [
    { t: 0, do: "create", by: "a", with: [] },
    { t: 1, do: "add", by: "a", who: members.slice(1) },
    ...talk
  ])
)
