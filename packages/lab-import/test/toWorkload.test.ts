import { formatWorkload, parseWorkload, type WorkloadEvent } from "@copath/lab-core"
import * as fc from "fast-check"
import * as Result from "effect/Result"
import { assert, describe, it } from "vitest"
import type { History, HistoryRecord } from "../src/history.ts"
import { type Imported, type ImportOptions, toWorkload } from "../src/toWorkload.ts"
import { failure, key } from "./kit.ts"

const [HOUR, DAY] = [3_600_000, 86_400_000]
const history = (records: ReadonlyArray<HistoryRecord>, is: Partial<History> = {}): History => ({
  kind: "csv",
  records,
  notes: new Map(),
  relative: false,
  complete: false,
  least: 1,
  ...is
})
const say = (t: number, user: string): HistoryRecord => ({ t, what: "say", user, size: 1 })
const made = (records: ReadonlyArray<HistoryRecord>, options: Partial<ImportOptions> = {}): Imported =>
  Result.getOrThrow(toWorkload(history(records), { key, keepNames: true, lagMs: "always", ...options }))
/** Each event on a line; `~` marks what is inferred. */
const line = (event: WorkloadEvent): string => {
  const names =
    event.do === "create" ? [event.by, ...event.with] : "who" in event ? [event.by ?? "?", ...event.who] : "by" in event ? [event.by] : []
  return `${"inferred" in event ? "~" : ""}${event.t} ${event.do} ${names.join(" ")}`
}
const lines = (imported: Imported): ReadonlyArray<string> => imported.workload.events.map(line)

describe("who belongs", () => {
  it("is whoever acts: the first creates the group, others are added where nobody says so", () => {
    assert.deepStrictEqual(lines(made([say(5, "a"), say(7, "b"), { t: 8, what: "join", user: "c" }, say(9, "c")])), [
      "~0 create a",
      "0 say a",
      "~2 add ? b",
      "2 say b",
      "3 add ? c",
      "4 say c"
    ])
  })

  it("is what the file says, where it does", () => {
    const records: ReadonlyArray<HistoryRecord> = [
      { t: 0, what: "create", user: "a", whom: ["a", "b", "b"] },
      { t: 1, what: "add", user: "b", whom: ["c", "a", "d"] },
      { t: 1, what: "add", user: "e", whom: ["e"] },
      { t: 2, what: "remove", user: "a", whom: ["c", "x", "a"] },
      say(3, "d"),
      { t: 4, what: "leave", user: "y" },
      { t: 5, what: "remove", whom: ["b"] }
    ]
    const imported = made(records)
    assert.deepStrictEqual(lines(imported), [
      "0 create a b",
      "1 add b c d",
      "1 add ? e",
      "2 remove a c",
      "2 leave a",
      "3 say d",
      "5 remove ? b"
    ])
    assert.deepStrictEqual(imported.inferred, { joins: 0, leaves: 0, presence: 0 })
  })

  it("ends with silence that is longer than allowed, and begins anew with the next act", () => {
    const imported = made([say(0, "a"), say(1, "b"), say(11, "a"), say(12, "a"), say(13, "b")], { leaveAfterMs: 10 })
    assert.deepStrictEqual(lines(imported), [
      "~0 create a",
      "0 say a",
      "~1 add ? b",
      "1 say b",
      "~10 leave a",
      "~11 add ? a",
      "11 say a",
      "~11 leave b",
      "12 say a",
      "~13 add ? b",
      "13 say b"
    ])
    assert.deepStrictEqual(imported.inferred, { joins: 4, leaves: 2, presence: 0 })
  })

  it("may be all whose join is not recorded, from the beginning", () => {
    const records: ReadonlyArray<HistoryRecord> = [
      say(0, "a"),
      { t: 1, what: "add", user: "b", whom: ["c"] },
      { t: 2, what: "join", user: "d" },
      { t: 3, what: "remove", user: "a", whom: ["e"] }
    ]
    assert.deepStrictEqual(lines(made(records, { fromStart: true })), [
      "~0 create a b e",
      "0 say a",
      "1 add b c",
      "2 add ? d",
      "3 remove a e"
    ])
    assert.deepStrictEqual(lines(made(records)), ["~0 create a", "0 say a", "~1 add ? b", "1 add b c", "2 add ? d"])
  })

  it("does not depend on the order of the file where times differ", () => {
    const records = [say(3, "a"), say(1, "b"), say(2, "c")]
    assert.deepStrictEqual(lines(made(records)), lines(made(records.toReversed())))
  })
})

describe("who is online", () => {
  const online = (records: ReadonlyArray<HistoryRecord>, leadMs: number, lagMs: number) =>
    lines(made(records, { leadMs, lagMs })).filter((text) => text.includes("line"))

  it("is who acts, from the lead before to the lag after", () => {
    const records = [say(0, "a"), say(10, "b"), say(100, "a"), say(110, "a"), say(200, "b")]
    assert.deepStrictEqual(online(records, 5, 20), ["20 offline a", "30 offline b", "95 online a", "130 offline a", "195 online b"])
  })

  it("does not come and go between acts that are close", () => {
    assert.deepStrictEqual(online([say(0, "a"), say(24, "a"), say(60, "b")], 5, 20), ["44 offline a"])
  })

  it("is who is connected, where the file says so, however silent", () => {
    const records: ReadonlyArray<HistoryRecord> = [
      say(0, "a"),
      { t: 1, what: "join", user: "b" },
      { t: 1, what: "online", user: "b" },
      say(500, "a"),
      { t: 600, what: "offline", user: "b" },
      { t: 601, what: "online", user: "b" },
      say(1_000, "a")
    ]
    assert.deepStrictEqual(
      online(records, 5, 20).filter((text) => text.endsWith("b")),
      ["600 offline b", "601 online b"]
    )
  })

  it("is nobody who has left", () => {
    assert.deepStrictEqual(online([say(0, "a"), say(0, "b"), { t: 10, what: "leave", user: "b" }, say(100, "a")], 0, 20), [
      "20 offline a",
      "100 online a"
    ])
  })

  it("with lead and lag of nothing is who acts, at that moment", () => {
    assert.deepStrictEqual(lines(made([say(0, "a"), say(5, "a"), say(9, "b")], { leadMs: 0, lagMs: 0 })), [
      "~0 create a",
      "0 say a",
      "0 offline a",
      "5 online a",
      "5 say a",
      "5 offline a",
      "~9 add ? b",
      "9 say b"
    ])
  })
})

describe("what cannot be a workload", () => {
  const refused = (records: ReadonlyArray<HistoryRecord>, options: Partial<ImportOptions> = {}, is: Partial<History> = {}) =>
    failure(toWorkload(history(records, is), { key, ...options }))

  it("is refused with the reason", () => {
    assert.strictEqual(refused([]).reason, "Empty")
    assert.strictEqual(refused([say(0, "a")], {}, { least: 2 }).reason, "TooFewMembers")
    assert.strictEqual(refused([say(0, "a")], { key: new Uint8Array(8) }).reason, "Option")
    assert.strictEqual(refused([say(0, "a")], { name: "" }).reason, "Option")
    assert.strictEqual(refused([say(0, "a")], { lagMs: -1 }).reason, "Option")
    assert.strictEqual(refused([say(0, "a")], { leadMs: Number.NaN }).reason, "Option")
    for (const bad of [say(0.5, "a"), say(9e15, "a"), say(0, ""), { ...say(0, "a"), size: -1 } as HistoryRecord]) {
      const error = refused([say(0, "a"), bad])
      assert.strictEqual(error.reason, "Malformed")
      assert.strictEqual(error.place, "record 2")
    }
  })
})

describe("any history", () => {
  const people = ["Annabel", "Bartholomew", "Cidonia", "Desdemona", "Ermentrude"]
  const user = fc.constantFrom(...people)
  const t = fc.oneof(fc.integer({ min: -30 * DAY, max: 30 * DAY }), fc.integer({ min: 0, max: 10 }), fc.integer())
  const whom = fc.array(user, { maxLength: 3 })
  const record: fc.Arbitrary<HistoryRecord> = fc.oneof(
    { weight: 3, arbitrary: fc.record({ t, what: fc.constant("say" as const), user, size: fc.nat() }) },
    fc.record({ t, what: fc.constantFrom("join" as const, "leave" as const, "online" as const, "offline" as const), user }),
    fc.record({ t, what: fc.constantFrom("create" as const, "add" as const, "remove" as const), user, whom }),
    fc.record({ t, what: fc.constantFrom("create" as const, "add" as const, "remove" as const), whom })
  )
  const duration = fc.oneof(fc.constantFrom(0, 1, 5, HOUR, DAY), fc.nat())
  const options = fc.record({
    leaveAfterMs: duration,
    leadMs: duration,
    lagMs: fc.oneof(duration, fc.constant("always" as const)),
    fromStart: fc.boolean()
  })

  it("is a workload that the lab reads again, or an ImportError; no name is left in it", () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 60 }), options, (records, chosen) => {
        const result = toWorkload(history(records), { key, ...chosen })
        if (Result.isFailure(result)) {
          assert.include(["Empty", "TooFewMembers"], result.failure.reason)
          return
        }
        const text = formatWorkload(result.success.workload)
        assert.strictEqual(formatWorkload(Result.getOrThrow(parseWorkload(text))), text)
        for (const name of people) assert.notInclude(text, name)
        const said = records.filter(({ what }) => what === "say").length
        assert.strictEqual(result.success.workload.events.filter((event) => event.do === "say").length, said)
      }),
      { numRuns: 500 }
    )
  })

  it("has everybody online who acts, and nobody acts while offline", () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 40 }), options, (records, chosen) => {
        const result = toWorkload(history(records), { key, ...chosen })
        if (Result.isFailure(result)) return
        const away = new Set<string>()
        for (const event of result.success.workload.events) {
          if (event.do === "offline") {
            assert.isFalse(away.has(event.by))
            away.add(event.by)
          } else if (event.do === "online") assert.isTrue(away.delete(event.by))
          else if (event.do === "say") assert.isFalse(away.has(event.by))
          else if (event.do === "leave") away.delete(event.by)
          else if (event.do === "remove") for (const name of event.who) away.delete(name)
        }
      }),
      { numRuns: 300 }
    )
  })
})
