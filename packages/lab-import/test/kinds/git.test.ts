import * as Result from "effect/Result"
import { assert, it } from "vitest"
import { readGit } from "../../src/kinds/git.ts"
import { pseudonyms, toWorkload } from "../../src/index.ts"
import { failure, key, notes } from "../kit.ts"

const DAY = 86_400
const alias = pseudonyms(key)
/** As git prints it: newest first, each record ended by 0x01 and a line end. */
const log = (...commits: ReadonlyArray<readonly [at: number, author: string, text: string]>): string =>
  commits
    .toReversed()
    .map(([at, author, text]) => `${at}\0${author}\0${text}\n\u0001\n`)
    .join("")
const workloadOf = (text: string, options: Partial<Parameters<typeof toWorkload>[1]> = {}) =>
  Result.flatMap(readGit(text), (history) => toWorkload(history, { key, lagMs: "always", ...options }))

const history = log(
  [1_000_000, "Ann@x.org", "first"],
  [1_000_000, "bob@x.org", "größer\n\nbody"],
  [1_000_010, "ann@x.org", ""],
  [1_000_020, "cy@x.org", "c"],
  [1_000_030, "dan@x.org", "d"],
  [1_000_030 + 181 * DAY, "ann@x.org", "late"]
)

it("makes a history a workload: pseudonyms, sizes, inferred joins and departures", () => {
  const { inferred, workload } = Result.getOrThrow(workloadOf(history, { name: "mine" }))
  const [ann, bob, cy, dan] = ["ann@x.org", "bob@x.org", "cy@x.org", "dan@x.org"].map(alias) as [string, string, string, string]
  assert.deepStrictEqual(workload.header, { lab: "workload/1", name: "mine", members: [ann], start: "1970-01-12T13:46:40.000Z" })
  const gone = 180 * DAY * 1_000
  const back = 181 * DAY * 1_000 + 30_000
  assert.deepStrictEqual(workload.events, [
    { t: 0, do: "create", by: ann, with: [], inferred: true },
    { t: 0, do: "say", by: ann, size: 5 },
    { t: 0, do: "add", who: [bob], inferred: true },
    { t: 0, do: "say", by: bob, size: 14 },
    { t: 10_000, do: "say", by: ann, size: 0 },
    { t: 20_000, do: "add", who: [cy], inferred: true },
    { t: 20_000, do: "say", by: cy, size: 1 },
    { t: 30_000, do: "add", who: [dan], inferred: true },
    { t: 30_000, do: "say", by: dan, size: 1 },
    { t: gone, do: "leave", by: bob, inferred: true },
    { t: gone + 10_000, do: "leave", by: ann, inferred: true },
    { t: gone + 20_000, do: "leave", by: cy, inferred: true },
    { t: gone + 30_000, do: "leave", by: dan, inferred: true },
    { t: back, do: "create", by: ann, with: [], inferred: true },
    { t: back, do: "say", by: ann, size: 4 }
  ])
  assert.deepStrictEqual(inferred, { joins: 5, leaves: 4, presence: 0 })
})

it("lets people go after the silence that is asked for", () => {
  const { workload } = Result.getOrThrow(workloadOf(history, { leaveAfterMs: 200 * DAY * 1_000 }))
  assert.isFalse(workload.events.some((event) => event.do === "leave"))
})

it("refuses what is no history, and histories of fewer than four authors", () => {
  assert.strictEqual(failure(readGit("")).reason, "Empty")
  assert.include(failure(readGit("fatal: not a git repository")).message, "git log --all")
  const lone = failure(workloadOf(log([1, "a", "x"], [2, "a", "y"])))
  assert.strictEqual(lone.reason, "TooFewMembers")
  assert.strictEqual(lone.message, "git, one person; expected: 4 at least, or it is no group")
  assert.strictEqual(failure(workloadOf(log([1, "a", "x"], [2, "b", "y"], [3, "c", "z"]))).reason, "TooFewMembers")
})

it("names the record that is malformed, and passes over commits of nobody", () => {
  assert.include(failure(readGit("1\0a\0x\n\u0001\nyesterday\0b\0y\n\u0001\n")).message, 'record 2 of the log: "yesterday"')
  assert.include(failure(readGit("1\0a\n\u0001\n")).message, "record 1 of the log: a field is missing")
  assert.deepStrictEqual(notes(readGit("1\0 \0x\n\u0001\n")), { "commits without an author": 1 })
})
