import * as Result from "effect/Result"
import { assert, it } from "vitest"
import { formatWorkload, importGit, type ImportError, keyFromSeed, parseWorkload, pseudonyms, sipHash } from "../src/index.ts"

const DAY = 86_400
const key = keyFromSeed("test")
const alias = pseudonyms(key)
/** As git prints it: newest first, each record ended by 0x01 and a line end. */
const log = (...commits: ReadonlyArray<readonly [at: number, author: string, text: string]>): string =>
  commits
    .toReversed()
    .map(([at, author, text]) => `${at}\0${author}\0${text}\n\u0001\n`)
    .join("")
const failure = (text: string): ImportError => Result.getOrThrow(Result.flip(importGit(text, { key })))

const history = log(
  [1_000_000, "Ann@x.org", "first"],
  [1_000_000, "bob@x.org", "größer\n\nbody"],
  [1_000_010, "ann@x.org", ""],
  [1_000_020, "cy@x.org", "c"],
  [1_000_030, "dan@x.org", "d"],
  [1_000_030 + 181 * DAY, "ann@x.org", "late"]
)

it("makes a history a workload: pseudonyms, sizes, inferred joins and departures", () => {
  const { events, header } = Result.getOrThrow(importGit(history, { key, name: "mine" }))
  const [ann, bob, cy, dan] = ["ann@x.org", "bob@x.org", "cy@x.org", "dan@x.org"].map(alias) as [string, string, string, string]
  assert.deepStrictEqual(header, { lab: "workload/1", name: "mine", members: [ann], start: "1970-01-12T13:46:40.000Z" })
  const gone = 180 * DAY * 1_000
  assert.deepStrictEqual(events, [
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
    { t: gone + 20_000, do: "leave", by: cy, inferred: true },
    { t: gone + 30_000, do: "leave", by: dan, inferred: true },
    { t: 181 * DAY * 1_000 + 30_000, do: "say", by: ann, size: 4 }
  ])
})

it("writes neither names nor texts", () => {
  const text = formatWorkload(Result.getOrThrow(importGit(history, { key })))
  for (const word of ["ann", "x.org", "first", "late"]) assert.notInclude(text, word)
  assert.strictEqual(formatWorkload(Result.getOrThrow(parseWorkload(text))), text)
})

it("gives other pseudonyms under another key", () => {
  assert.notStrictEqual(pseudonyms(keyFromSeed("other"))("ann@x.org"), alias("ann@x.org"))
})

it("lets people go after the silence that is asked for", () => {
  const { events } = Result.getOrThrow(importGit(history, { key, leaveAfterMs: 200 * DAY * 1_000 }))
  assert.isFalse(events.some((event) => event.do === "leave"))
})

it("refuses what is no history, and histories of fewer than four authors", () => {
  assert.strictEqual(failure("").reason, "NoHistory")
  assert.include(failure("fatal: not a git repository").message, "git log --all")
  const lone = failure(log([1, "a", "x"], [2, "a", "y"]))
  assert.strictEqual(lone.reason, "TooFewAuthors")
  assert.include(lone.message, "1 author;")
  assert.strictEqual(failure(log([1, "a", "x"], [2, "b", "y"], [3, "c", "z"])).reason, "TooFewAuthors")
})

it("names the record that is malformed", () => {
  assert.include(failure("1\0a\0x\n\u0001\nyesterday\0b\0y\n\u0001\n").message, "record 2")
  assert.include(failure("1\0a\n\u0001\n").message, "record 1")
})

it("computes SipHash-2-4 as its authors do", () => {
  const key16 = Uint8Array.from({ length: 16 }, (_, i) => i)
  const message = Uint8Array.from({ length: 15 }, (_, i) => i)
  assert.strictEqual(sipHash(key16, message), 0xa129ca6149be45e5n)
  assert.strictEqual(sipHash(key16, new Uint8Array(0)), 0x726fdb47dd0e0e31n)
})
