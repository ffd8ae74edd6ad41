import { assert, describe, it } from "vitest"
import { applyPolicy, countWorkload, parsePolicy } from "../../../src/index.ts"
import * as Result from "effect/Result"
import { make, only, tally } from "./make.ts"

const DAY = 86_400_000
const mean = (list: ReadonlyArray<number>): number => list.reduce((sum, x) => sum + x, 0) / list.length
const share = (list: ReadonlyArray<number>, n: number): number =>
  list
    .toSorted((a, b) => b - a)
    .slice(0, n)
    .reduce((sum, x) => sum + x, 0) / list.reduce((sum, x) => sum + x, 0)

describe("pair-to-eight", () => {
  it("has two to eight members by lot, two devices each, and nobody comes or goes", () => {
    const sizes = Array.from({ length: 60 }, (_, i) => make("pair-to-eight", String(i), "days=1").header.members.length)
    assert.deepStrictEqual(
      [...new Set(sizes)].toSorted((a, b) => a - b),
      [2, 3, 4, 5, 6, 7, 8]
    )
    const friends = make("pair-to-eight", "1", "members=4")
    assert.strictEqual(friends.header.devices, 2)
    const { departures, ever, messages } = countWorkload(friends)
    assert.deepStrictEqual([ever, departures], [4, 0])
    assert.approximately(messages / 28, 40, 4)
  })
  it("takes other numbers of devices", () => {
    assert.strictEqual(make("pair-to-eight", "1", "days=1", "devices=1").header.devices, undefined)
    assert.strictEqual(make("pair-to-eight", "1", "days=1", "devices=3").header.devices, 3)
  })
})

describe("team-50", () => {
  const team = make("team-50", "1")
  it("has 50 members, one join and one leave, and about 600 messages in 28 days", () => {
    const { departures, ever, messages, span } = countWorkload(team)
    assert.deepStrictEqual({ departures, ever }, { departures: 1, ever: 51 })
    assert.approximately(messages, 600, 75)
    assert.isBelow(span, 28 * DAY)
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
      for (; day < 28 && event.t > day * DAY + 4 * 3_600_000; day++) if (day % 7 < 5) shares.push(1 - offline.size / 50)
      if (event.do === "offline") offline.add(event.by)
      if (event.do === "online") offline.delete(event.by)
    }
    assert.approximately(mean(shares), 0.7, 0.05)
  })
  it("talks in bursts, and few say most", () => {
    const says = only(team, "say")
    const gaps = says.slice(1).map((event, i) => event.t - (says[i]?.t ?? 0))
    const sorted = gaps.toSorted((a, b) => a - b)
    assert.isBelow(sorted[Math.floor(gaps.length / 2)] ?? 0, 2 * 60_000)
    assert.isAbove(mean(gaps), 30 * 60_000)
    assert.isAbove(share([...tally(says.map(({ by }) => by)).values()], 10), 0.4)
  })
  it("takes other values", () => {
    const less = countWorkload(make("team-50", "1", "members=8", "days=7", "perDay=10", "joins=8", "leaves=4"))
    assert.deepStrictEqual([less.ever, less.departures], [10, 1])
    assert.approximately(less.messages, 50, 30)
  })
})

describe("family-years", () => {
  const family = make("family-years", "1")
  it("has a quarter of a million messages in 1,737 days", () => {
    const { messages, span } = countWorkload(family)
    assert.approximately(messages, 250_000, 2_500)
    assert.approximately(span / DAY, 1_737, 1)
  })
  it("has twelve people with one phone each, replaced every two years: the old one adds the new one, which removes it", () => {
    const [adds, removes] = [only(family, "add"), only(family, "remove")]
    assert.isTrue(adds.length >= 24 && adds.length <= 36, String(adds.length))
    assert.strictEqual(adds.length, removes.length)
    const born = new Map<string, number>()
    for (const [i, { by, t, who }] of adds.entries()) {
      const [phone = ""] = who
      assert.strictEqual(phone.slice(0, 3), by?.slice(0, 3))
      assert.deepStrictEqual([removes[i]?.by, removes[i]?.who], [phone, [by]])
      const before = born.get(by ?? "")
      if (before !== undefined) assert.approximately((t - before) / DAY, 730.5, 1)
      born.set(phone, t)
    }
    const { atOnce } = countWorkload(family)
    assert.isAtMost(atOnce, 14)
  })
  it("keeps its phones for ever if it likes", () => {
    assert.strictEqual(countWorkload(make("family-years", "1", "days=900", "perDay=1", "phoneYears=0")).ever, 12)
  })
})

describe("community-1k", () => {
  const community = make("community-1k", "1")
  it("has 119 messages a day, a fifth of them references to media, most of them by few", () => {
    const says = only(community, "say")
    assert.approximately(says.length / 28, 119, 5)
    assert.approximately(says.filter(({ size }) => size === 280).length / says.length, 0.2, 0.02)
    assert.isAbove(share([...tally(says.map(({ by }) => by)).values()], 50), 0.5)
  })
  it("gains and loses a fiftieth a day", () => {
    const { departures, joins } = countWorkload(community)
    assert.approximately((joins - 1_000) / 28, 20, 2)
    assert.approximately(departures / 28, 20, 2)
  })
  it("talks in the evening more than at night", () => {
    const hours = only(community, "say").map(({ t }) => Math.floor((t % DAY) / 3_600_000))
    const between = (from: number, until: number) => hours.filter((hour) => hour >= from && hour < until).length
    assert.isAbove(between(18, 22), 5 * between(1, 5))
  })
})

describe("channel-50k", () => {
  const channel = make("channel-50k", "1")
  const says = only(channel, "say")
  const authors = new Set(channel.header.members.slice(0, 20))
  it("has fifty thousand members, of whom twenty write two hundred messages a day", () => {
    assert.strictEqual(channel.header.members.length, 50_000)
    assert.approximately(says.filter(({ by }) => authors.has(by)).length / 28, 200, 10)
    assert.isTrue([...authors].every((who) => says.some(({ by }) => by === who)))
    assert.isFalse(only(channel, "leave").some(({ by }) => authors.has(by)))
  })
  it("lets only one in ten of the others say anything", () => {
    const others = says.filter(({ by }) => !authors.has(by))
    assert.approximately(others.length / 28, 20, 4)
    const quiet = make("channel-50k", "1", "members=400", "authors=2", "comments=400", "readOnly=0.9", "churn=0", "s=0")
    assert.approximately(tally(only(quiet, "say").map(({ by }) => by)).size - 2, 40, 15)
    const none = make("channel-50k", "1", "members=400", "authors=2", "readOnly=1")
    assert.strictEqual(tally(only(none, "say").map(({ by }) => by)).size, 2)
  })
  it("gains half a percent a day in bursts, and loses as much one by one", () => {
    const { departures, joins } = countWorkload(channel)
    assert.approximately((joins - 50_000) / 28, 250, 50)
    assert.approximately(departures / 28, 250, 10)
    const gaps = (times: ReadonlyArray<{ readonly t: number }>) => times.slice(1).map(({ t }, i) => t - (times[i]?.t ?? 0))
    const near = (list: ReadonlyArray<number>) => list.filter((gap) => gap < 120_000).length / list.length
    assert.isAbove(near(gaps(only(channel, "add"))), 0.75)
    assert.isBelow(near(gaps(only(channel, "leave"))), 0.6)
  })
})

describe("sleepy-devices", () => {
  /** How long each sleep that ends within the time lasted, in days. */
  const sleeps = (workload: ReturnType<typeof make>): ReadonlyArray<number> => {
    const since = new Map<string, number>()
    return workload.events.flatMap((event) => {
      if (event.do === "offline") since.set(event.by, event.t)
      return event.do === "online" ? [(event.t - (since.get(event.by) ?? 0)) / DAY] : []
    })
  }
  it("sleeps for twelve days on average, most shorter and some far longer", () => {
    // Sleeps that the end cuts short are not seen, and these are the long ones: so a long time is looked at.
    const list = sleeps(make("sleepy-devices", "1", "days=3650", "perDay=0.1")).toSorted((a, b) => a - b)
    assert.isAbove(list.length, 4_000)
    assert.approximately(mean(list), 12, 1)
    // The median of a Weibull distribution with shape 0.6 and mean 12: 12 / Γ(1 + 1/0.6) × ln(2)^(1/0.6).
    assert.approximately(list[list.length >> 1] ?? 0, 4.33, 0.4)
  })
  it("has one sleeper in ten, who says something soon after waking", () => {
    const sleepy = make("sleepy-devices", "1")
    assert.strictEqual(tally(only(sleepy, "offline").map(({ by }) => by)).size, 20)
    const end = 28 * DAY - 3_600_000
    for (const { by, t } of only(sleepy, "online")) {
      if (t < end) assert.isTrue(only(sleepy, "say").some((say) => say.by === by && say.t > t && say.t - t < 900_000))
    }
    assert.approximately(only(sleepy, "say").length / 28, 101, 5)
  })
  it("is heard of only from those who are awake", () => {
    const offline = new Set<string>()
    const heard = make("sleepy-devices", "2").events.filter((event) => {
      if (event.do === "offline") offline.add(event.by)
      if (event.do === "online") offline.delete(event.by)
      return event.do === "say" && offline.has(event.by)
    })
    assert.deepStrictEqual(heard, [])
  })
  it("loses its sleepers, and nobody else, to a policy that evicts the idle and keeps the others' keys fresh", () => {
    const sleepy = make("sleepy-devices", "1")
    const sleepers = new Set(only(sleepy, "offline").map(({ by }) => by))
    const steps = applyPolicy(sleepy, Result.getOrThrow(parsePolicy("rekey.every=1d,evict.idle=3d")))
    const evicted = steps.flatMap((step) => (step.do === "remove" ? step.remove : []))
    assert.isAbove(evicted.length, 20)
    assert.isTrue(evicted.every((who) => sleepers.has(who)))
    const long = sleeps(sleepy).filter((days) => days > 3).length
    const back = steps.filter((step) => step.do === "add" && step.cause === "policy").length
    assert.approximately(back, long, 2)
  })
})

describe("key-rotation-daily", () => {
  it("renews everybody's keys once a day at any hour, and has sixty messages a day", () => {
    const rotation = make("key-rotation-daily", "1")
    const rekeys = only(rotation, "rekey")
    assert.strictEqual(rekeys.length, 2_800)
    assert.isTrue([...tally(rekeys.map(({ by, t }) => `${by} ${Math.floor(t / DAY)}`)).values()].every((n) => n === 1))
    const hours = [...tally(rekeys.map(({ t }) => String(Math.floor((t % DAY) / 3_600_000)))).values()]
    assert.strictEqual(hours.length, 24)
    assert.isTrue(hours.every((n) => n > 70 && n < 170))
    assert.approximately(only(rotation, "say").length / 28, 60, 5)
  })
})
