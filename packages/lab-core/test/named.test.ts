import * as Result from "effect/Result"
import { assert, describe, it } from "vitest"
import { applyPolicy, countWorkload, defaultPolicy, formatWorkload, makeWorkload, namedWorkloads, parseWorkload } from "../src/index.ts"
import { replay } from "./replay.ts"

const make = (name: string, seed: string, ...settings: ReadonlyArray<string>) => Result.getOrThrow(makeWorkload(name, seed, settings))
/** How often each name occurs. */
const tally = (names: ReadonlyArray<string>): ReadonlyArray<number> => {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts.values()]
}

describe.each(namedWorkloads.map(({ name }) => name))("%s", (name) => {
  it("is the same for the same seed, and another for another", () => {
    assert.deepStrictEqual(make(name, "1"), make(name, "1"))
    assert.notDeepEqual(make(name, "1").events, make(name, "2").events)
  })
  it("is a lawful workload file", () => {
    const text = formatWorkload(make(name, "1"))
    assert.strictEqual(formatWorkload(Result.getOrThrow(parseWorkload(text))), text)
  })
  it("becomes steps that can be run", () => {
    const workload = make(name, "1")
    assert.strictEqual(replay(applyPolicy(workload, defaultPolicy)).messages, countWorkload(workload).messages)
  })
})

describe("team-50", () => {
  const team = make("team-50", "1")
  it("has 50 members, one join and one leave, and about 600 messages in 28 days", () => {
    const { departures, ever, messages, span } = countWorkload(team)
    assert.deepStrictEqual({ departures, ever }, { departures: 1, ever: 51 })
    assert.approximately(messages, 600, 75)
    assert.isBelow(span, 28 * 86_400_000)
  })
  it("speaks in working hours only, and only who is online", () => {
    const offline = new Set<string>()
    const start = Date.parse(team.header.start ?? "")
    for (const event of team.events) {
      if (event.do === "offline") offline.add(event.by)
      if (event.do === "online") offline.delete(event.by)
      if (event.do !== "say") continue
      const at = new Date(start + event.t)
      assert.include([1, 2, 3, 4, 5], at.getUTCDay())
      assert.isTrue(at.getUTCHours() >= 8 && at.getUTCHours() < 18)
      assert.isFalse(offline.has(event.by))
    }
  })
  it("has about seven in ten members online on a workday's noon", () => {
    const offline = new Set<string>()
    const shares: Array<number> = []
    let day = 0
    for (const event of team.events) {
      for (; day < 28 && event.t > day * 86_400_000 + 4 * 3_600_000; day++) if (day % 7 < 5) shares.push(1 - offline.size / 50)
      if (event.do === "offline") offline.add(event.by)
      if (event.do === "online") offline.delete(event.by)
    }
    assert.approximately(shares.reduce((a, b) => a + b, 0) / shares.length, 0.7, 0.05)
  })
  it("talks in bursts, and few say most", () => {
    const says = team.events.filter((event) => event.do === "say")
    const gaps = says.slice(1).map((event, i) => event.t - (says[i]?.t ?? 0))
    const sorted = gaps.toSorted((a, b) => a - b)
    assert.isBelow(sorted[Math.floor(gaps.length / 2)] ?? 0, 2 * 60_000)
    assert.isAbove(gaps.reduce((a, b) => a + b, 0) / gaps.length, 30 * 60_000)
    const top = tally(says.map((event) => event.by)).toSorted((a, b) => b - a)
    assert.isAbove(top.slice(0, 10).reduce((a, b) => a + b, 0) / says.length, 0.4)
  })
  it("takes other values", () => {
    const small = countWorkload(make("team-50", "1", "members=8", "days=7", "perDay=10", "joins=8", "leaves=4"))
    assert.deepStrictEqual([small.ever, small.departures], [10, 1])
    assert.approximately(small.messages, 50, 30)
  })
})

describe("churn", () => {
  it("has ten operations for each of 64 members, eight in ten of them updates", () => {
    const { departures, events, joins, messages, rekeys } = countWorkload(make("churn", "1"))
    assert.deepStrictEqual([events, messages], [641, 0])
    assert.approximately(rekeys / 640, 0.8, 0.05)
    assert.approximately((joins - 64) / 640, 0.1, 0.04)
    assert.approximately(departures / 640, 0.1, 0.04)
  })
  it("lets few update most under a Zipf exponent of 1", () => {
    const most = (s: string) =>
      Math.max(...tally(make("churn", "1", s, "updates=1").events.flatMap((event) => (event.do === "rekey" ? [event.by] : []))))
    assert.isAbove(most("s=1"), 2 * most("s=0"))
  })
  it("never runs out of members", () => {
    const { events } = make("churn", "1", "members=2", "operations=200", "updates=0", "adds=0")
    assert.strictEqual(events.length, 201)
  })
})

it("refuses unknown names, parameters and values, and says which there are", () => {
  const wrong = (name: string, ...settings: ReadonlyArray<string>) => Result.getOrThrow(Result.flip(makeWorkload(name, "1", settings)))
  assert.include(wrong("team-51").message, "team-50, churn")
  assert.include(wrong("churn", "size=3").message, "members, operations")
  assert.include(wrong("churn", "toString=3").message, "members, operations")
  assert.include(wrong("churn", "members=1").message, "from 2 to")
  assert.include(wrong("churn", "members=2.5").message, "whole number")
  assert.include(wrong("churn", "members").message, "whole number")
  assert.include(wrong("churn", "members=7=8").message, "whole number")
  assert.include(wrong("churn", "members=7", "members=8").message, "members is set twice")
})
