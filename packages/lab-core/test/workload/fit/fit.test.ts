import * as Result from "effect/Result"
import { assert, describe, it } from "vitest"
import {
  countWorkload,
  type Fit,
  fitGaps,
  fitSpeakers,
  fitWorkload,
  formatWorkload,
  makeWorkload,
  parseWorkload,
  seeded,
  synthesize,
  type Workload,
  workload
} from "../../../src/index.ts"

const MINUTE = 60_000
const DAY = 86_400_000
const make = (name: string, ...settings: ReadonlyArray<string>): Workload => Result.getOrThrow(makeWorkload(name, "fit", settings))
const fit = (history: Workload): Fit => Result.getOrThrow(fitWorkload(history))

describe("the gaps inside conversations", () => {
  it("give back the mixture that they were drawn from, within 5 % and for the tail within 10 %", () => {
    const random = seeded("gaps")
    const drawn = Array.from({ length: 40_000 }, () => (random.chance(0.15) ? random.pareto(120_000, 1.5) : random.logNormal(25_000, 0.8)))
    const found = fitGaps(
      drawn.filter((gap) => gap < 30 * MINUTE),
      30 * MINUTE
    )
    assert.approximately(found?.turn.median ?? 0, 25_000, 1_250)
    assert.approximately(found?.turn.sigma ?? 0, 0.8, 0.04)
    assert.strictEqual(found?.pause.least, 120_000)
    assert.approximately(found?.pause.alpha ?? 0, 1.5, 0.15)
    assert.approximately(found?.pause.share ?? 0, 0.15, 0.015)
    assert.isBelow(found?.apart ?? 1, 0.02)
  })
  it("are told from those between conversations", () => {
    const random = seeded("apart")
    const drawn = Array.from({ length: 20_000 }, () => (random.chance(0.3) ? random.below(30 * MINUTE) : random.logNormal(25_000, 0.8)))
    assert.approximately(fitGaps(drawn, 30 * MINUTE)?.apart ?? 0, 0.3, 0.04)
  })
  it("say nothing when there are few", () => {
    assert.isUndefined(fitGaps([1_000, 2_000], 30 * MINUTE))
  })
})

describe("the speakers", () => {
  it.each([0, 0.5, 1, 1.5])("give back a Zipf exponent of %d, within a tenth", (s) => {
    const talk = make("key-rotation-daily", "members=40", "days=400", "perDay=24", "rekeys=0", `s=${s}`)
    assert.approximately(fitSpeakers(talk.events, 30 * MINUTE), s, 0.1)
  })
  it("give it back when many come and go, and when not all are online", () => {
    assert.approximately(fit(make("community-1k", "members=100", "days=400", "perDay=40", "churn=0.005")).s, 1.2, 0.12)
    assert.approximately(fit(make("team-50", "days=600", "perDay=24", "joins=2", "leaves=2")).s, 1, 0.12)
  })
})

describe("a history", () => {
  const community = make("community-1k", "members=200", "days=600", "perDay=30", "s=1", "churn=0.004", "media=0")
  const found = fit(community)
  it("gives back what it was made with: messages a day, gaps, sizes, comings and goings", () => {
    assert.approximately(found.perDay, 30, 1)
    assert.approximately(found.s, 1, 0.12)
    assert.approximately(found.shape.turn.median, 25_000, 1_500)
    assert.approximately(found.shape.turn.sigma, 1, 0.05)
    assert.approximately(found.shape.pause.share, 0.1, 0.02)
    assert.approximately(found.shape.pause.alpha, 1.5, 0.3)
    assert.approximately(found.shape.length, 6, 1)
    assert.approximately(found.shape.size.median, 60, 2)
    assert.approximately(found.shape.size.sigma, 0.9, 0.03)
    assert.approximately(found.membership.joins, 0.004, 0.0005)
    assert.approximately(found.membership.leaves, 0.004, 0.0005)
    assert.approximately(found.membership.mean, 200, 30)
  })
  it("gives back its hours and days", () => {
    assert.isAbove(found.rhythm.hours[20] ?? 0, 5 * (found.rhythm.hours[3] ?? 0))
    assert.approximately(found.rhythm.week[5] ?? 0, 1.1, 0.05)
    const { rhythm } = fit(make("team-50", "days=200"))
    assert.deepStrictEqual(
      rhythm.hours.map((weight, hour) => (weight > 0 ? hour : -1)).filter((hour) => hour >= 0),
      [8, 9, 10, 11, 12, 13, 14, 15, 16, 17]
    )
    for (const weight of rhythm.week.slice(0, 5)) assert.approximately(weight, 1.4, 0.15)
    assert.deepStrictEqual(rhythm.week.slice(5), [0, 0])
  })
  it("can be made anew at another size, with the same parameters", () => {
    const small = Result.getOrThrow(synthesize(found, { members: 50, days: 2_000, seed: "1" }))
    const again = fit(small)
    assert.strictEqual(small.header.members.length, 50)
    assert.strictEqual(small.header.name, "community-1k-50")
    assert.approximately(again.perDay / found.perDay, 50 / found.membership.mean, 0.03)
    assert.approximately(again.s, found.s, 0.12)
    assert.approximately(again.shape.turn.median / found.shape.turn.median, 1, 0.1)
    assert.approximately(again.membership.mean, 50, 12)
    assert.approximately(again.membership.joins, found.membership.joins, 0.001)
    const text = formatWorkload(small)
    assert.isTrue(formatWorkload(Result.getOrThrow(parseWorkload(text))) === text)
  })
  it("made anew is the same for the same seed, and another for another", () => {
    const at = (seed: string) => Result.getOrThrow(synthesize(found, { members: 20, days: 30, seed }))
    assert.deepStrictEqual(at("1"), at("1"))
    assert.notDeepEqual(at("1").events, at("2").events)
    assert.approximately(countWorkload(at("1")).span / DAY, 30, 1)
  })
  it("without a start has a rhythm all the same", () => {
    const { start: _start, ...header } = community.header
    assert.deepStrictEqual(fit({ ...community, header }), { ...found, dated: false })
  })
  it("that begins in mid-week has the days that the calendar gives it", () => {
    const { rhythm } = fit({
      ...make("team-50", "days=200"),
      header: { ...make("team-50", "days=7").header, start: "2026-01-07T08:00:00Z" }
    })
    assert.deepStrictEqual(
      rhythm.week.map((weight) => Math.round(weight)),
      [0, 0, 1, 1, 1, 1, 1]
    )
  })
})

describe("refuses", () => {
  it("a history in which nobody speaks", () => {
    assert.strictEqual(Result.getOrThrow(Result.flip(fitWorkload(make("churn")))).reason, "NoMessages")
  })
  it("sizes that cannot be made, saying what can", () => {
    const found = fit(make("team-50"))
    const wrong = (members: number, days?: number) =>
      Result.getOrThrow(Result.flip(synthesize(found, { members, seed: "1", ...(days === undefined ? {} : { days }) })))
    assert.strictEqual(wrong(0).reason, "Members")
    assert.strictEqual(wrong(2.5).reason, "Members")
    assert.strictEqual(wrong(5, 0).reason, "Days")
    assert.include(wrong(1_000_000, 1_000).message, "take fewer members or days")
  })
})

it("fits two messages of one member", () => {
  const two = Result.getOrThrow(
    workload({ lab: "workload/1", name: "two", members: ["a"] }, [
      { t: 0, do: "create", by: "a", with: [] },
      { t: 0, do: "say", by: "a", size: 0 },
      { t: 0, do: "say", by: "a", size: 0 }
    ])
  )
  const found = fit(two)
  assert.strictEqual(found.messages, 2)
  assert.isTrue(Result.isSuccess(synthesize(found, { members: 3, seed: "1" })))
})
