import { assert, describe, it } from "vitest"
import { countWorkload, namedWorkloads, type Workload } from "../../../src/index.ts"
import { make, only, tally } from "./make.ts"

/** Whoever is there before each event. */
const follow = (workload: Workload, look: (event: Workload["events"][number], present: ReadonlySet<string>) => void): void => {
  const present = new Set<string>()
  for (const event of workload.events) {
    look(event, present)
    if (event.do === "create") for (const who of [event.by, ...event.with]) present.add(who)
    if (event.do === "add") for (const who of event.who) present.add(who)
    if (event.do === "remove") for (const who of event.who) present.delete(who)
  }
}

describe("churn (R071)", () => {
  it("has ten operations for each of 64 members, eight in ten of them updates", () => {
    const { departures, events, joins, messages, rekeys } = countWorkload(make("churn", "1"))
    assert.deepStrictEqual([events, messages], [641, 0])
    assert.approximately(rekeys / 640, 0.8, 0.05)
    assert.approximately((joins - 64) / 640, 0.1, 0.04)
    assert.approximately(departures / 640, 0.1, 0.04)
  })
  it("lets few update most under a Zipf exponent of 1", () => {
    const most = (s: string) => Math.max(...tally(only(make("churn", "1", s, "updates=1"), "rekey").map(({ by }) => by)).values())
    assert.isAbove(most("s=1"), 2 * most("s=0"))
  })
  it("never runs out of members", () => {
    const { events } = make("churn", "1", "members=2", "operations=200", "updates=0", "adds=0")
    assert.strictEqual(events.length, 201)
  })
})

describe("admin-churn (R071)", () => {
  it("lets one member in 64 add and remove, and nobody removes these", () => {
    const churn = make("admin-churn", "1", "members=256")
    const admins = new Set(churn.header.members.slice(0, 4))
    const actors = new Set([...only(churn, "add"), ...only(churn, "remove")].map(({ by }) => by))
    assert.deepStrictEqual(actors, admins)
    assert.isFalse(only(churn, "remove").some(({ who }) => who.some((name) => admins.has(name))))
    const { departures, events, joins, rekeys } = countWorkload(churn)
    assert.strictEqual(events, 2_561)
    assert.approximately(rekeys / 2_560, 0.8, 0.03)
    assert.approximately((joins - 256) / 2_560, 0.1, 0.02)
    assert.approximately(departures / 2_560, 0.1, 0.02)
  })
  it("has one administrator at least", () => {
    assert.strictEqual(new Set(only(make("admin-churn", "1", "members=8"), "add").map(({ by }) => by)).size, 1)
  })
})

describe("mass-removal", () => {
  it("lets one manager remove 99 of 100 first, and go on with the rest as churn does", () => {
    const removal = make("mass-removal", "1")
    const first = removal.events.slice(1, 991)
    assert.isTrue(first.every((event) => event.do === "remove" && event.by === removal.header.members[0] && event.who.length === 1))
    const rest = removal.events.slice(991)
    assert.strictEqual(rest.length, 100)
    assert.approximately(rest.filter((event) => event.do === "rekey").length, 80, 15)
    assert.isTrue(rest.every((event) => event.do === "rekey" || ("by" in event && event.by === removal.header.members[0])))
  })
  it("leaves two members at least", () => {
    let least = Number.POSITIVE_INFINITY
    follow(make("mass-removal", "1", "members=10", "removed=1", "operations=0"), (event, present) => {
      if (event.do === "rekey") least = Math.min(least, present.size)
    })
    assert.isTrue(least >= 1)
    assert.strictEqual(only(make("mass-removal", "1", "members=10", "removed=1", "updates=1"), "remove").length, 8)
  })
})

describe("propose-commit", () => {
  it.each([0, 1, 2, 4, 8])("has %i proposals by as many members before each commit, which is by another", (k) => {
    const workload = make("propose-commit", "1", `k=${k}`, "members=16", "commits=50")
    assert.strictEqual(only(workload, "propose").length, 50 * k)
    assert.strictEqual(only(workload, "rekey").length, 50)
    let round: Array<string> = []
    for (const event of workload.events) {
      if (event.do !== "propose" && event.do !== "rekey") continue
      round.push(event.by)
      if (event.do === "propose") continue
      assert.strictEqual(new Set(round).size, k + 1)
      round = []
    }
  })
  it("draws everybody alike", () => {
    const counts = [...tally(only(make("propose-commit", "1", "members=8", "commits=4000"), "rekey").map(({ by }) => by)).values()]
    assert.strictEqual(counts.length, 8)
    assert.isTrue(counts.every((n) => Math.abs(n - 500) < 100))
  })
  it("has no more proposers than there are others", () => {
    assert.strictEqual(only(make("propose-commit", "1", "members=2", "k=8", "commits=5"), "propose").length, 5)
  })
})

describe("decentral-4op", () => {
  it("has each of four operations 25 times, in orders by lot, and a group that stays as it was", () => {
    const workload = make("decentral-4op", "1")
    const kinds = workload.events.slice(1).map((event) => event.do)
    assert.deepStrictEqual([...tally(kinds).values()], [25, 25, 25, 25])
    const orders = new Set(Array.from({ length: 25 }, (_, i) => kinds.slice(4 * i, 4 * i + 4).join()))
    assert.isAbove(orders.size, 8)
    assert.isTrue([...orders].every((order) => order.split(",").toSorted().join() === "add,rekey,remove,say"))
    follow(workload, (event, present) => {
      if (event.do !== "create") assert.isTrue(present.size >= 7 && present.size <= 9)
    })
    assert.isTrue(only(workload, "say").every(({ size }) => size === 32))
  })
  it("is swept from 8 to 128 by the root of two", () => {
    const values = namedWorkloads.find(({ name }) => name === "decentral-4op")?.sweep?.values ?? []
    assert.deepStrictEqual(
      values,
      Array.from({ length: 9 }, (_, i) => Math.round(8 * Math.SQRT2 ** i))
    )
  })
})

describe("setup-and-talk", () => {
  it("has a hundred messages of 32 bytes, each by another than the one before", () => {
    for (const members of [2, 3, 10]) {
      const says = only(make("setup-and-talk", "1", `members=${members}`), "say")
      assert.strictEqual(says.length, 100)
      assert.isTrue(says.every(({ by, size }, i) => size === 32 && by !== says[i - 1]?.by))
      assert.strictEqual(new Set(says.map(({ by }) => by)).size, members)
    }
  })
  it("is swept by powers of one and a half, up to a thousand", () => {
    const values = namedWorkloads.find(({ name }) => name === "setup-and-talk")?.sweep?.values ?? []
    assert.deepStrictEqual(values.slice(0, 6), [2, 3, 5, 7, 10, 15])
    assert.isAtMost(values.at(-1) ?? 0, 1_000)
    assert.isAbove((values.at(-1) ?? 0) * 1.5, 1_000)
  })
})

describe("storm", () => {
  it("has forty commits by forty members within the time that one is under way, and says how long that is", () => {
    const workload = make("storm", "1", "storms=3")
    assert.strictEqual(workload.header.delay, 300)
    for (let i = 0; i < 3; i++) {
      const now = only(workload, "rekey").slice(40 * i, 40 * i + 40)
      assert.strictEqual(new Set(now.map(({ by }) => by)).size, 40)
      assert.isBelow((now.at(-1)?.t ?? 0) - (now[0]?.t ?? 0), 300)
      assert.strictEqual(new Set(now.map(({ t }) => t)).size, 40)
    }
    assert.strictEqual(only(workload, "say").length, 3)
  })
  it("takes more committers than there are milliseconds", () => {
    assert.strictEqual(only(make("storm", "1", "delay=10"), "rekey").length, 40)
  })
})
