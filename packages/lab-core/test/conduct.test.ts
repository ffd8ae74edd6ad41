import { catalog, type Spec } from "@copath/profile-lab"
import { it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { describe, expect, test } from "vitest"
import { makeWorkload } from "../src/workload/named.ts"
import { defaultPolicy } from "../src/policy/policy.ts"
import type { Cell, Kind } from "../src/result/result.ts"
import { type CellInput, runCell } from "../src/runner.ts"
import { Seating } from "../src/simulation/seating.ts"
import { type Workload, workload, type WorkloadEvent } from "../src/workload/workload.ts"

const story = (events: ReadonlyArray<WorkloadEvent>, devices = 1): Workload =>
  Result.getOrThrow(workload({ lab: "workload/1", name: "conduct", members: ["a", "b", "c", "d"], devices }, events))
const begun: WorkloadEvent = { t: 0, do: "create", by: "a", with: ["b", "c", "d"] }
const say = (t: number, by: string): WorkloadEvent => ({ t, do: "say", by, size: 20 })

const cellOf = Effect.fnUntraced(function* (spec: Spec, workload: Workload, over: Partial<CellInput> = {}) {
  const composed = Result.getOrThrow(catalog().compose(spec))
  const outcome = yield* runCell({
    composed,
    suite: 1,
    workload,
    policy: defaultPolicy,
    seed: "conduct",
    repeat: 0,
    stopwatch: () => 0,
    ...over
  })
  if (outcome._tag !== "cell") throw new Error(outcome.refused.reason)
  return outcome.cell
})

const sent = (cell: Cell, kind: Kind): number => Object.values(cell.cost[`sent.${kind}`] ?? {}).reduce((sum, { total }) => sum + total, 0)
const sound = { lostMembers: 0, failures: [], rejectedCommits: 0 }

describe("against members who lie", () => {
  const away = story([
    begun,
    { t: 1, do: "offline", by: "d" },
    { t: 2, do: "rekey", by: "a" },
    say(3, "b"),
    { t: 4, do: "add", by: "b", who: ["e"] },
    { t: 5, do: "online", by: "d" },
    say(6, "d")
  ])

  it.effect("R102: commits are vouched for, and who must be heard and is away is woken up", () =>
    Effect.gen(function* () {
      const [plain, waiting] = [yield* cellOf({}, away), yield* cellOf({ insider: "ack-quorum" }, away)]
      expect(waiting.health).toEqual(sound)
      expect(waiting.agreement).toMatchObject({ agreed: true, members: 5, epoch: plain.agreement.epoch })
      expect(waiting.counts.deliveries).toBe(plain.counts.deliveries)
      expect(waiting.counts.woken).toBeGreaterThan(0)
      expect(sent(waiting, "statement")).toBeGreaterThan(2 * 83)
      expect([sent(plain, "statement"), plain.counts.woken]).toEqual([0, 0])
    })
  )

  it.effect("a group that waits for somebody who is gone for good goes no further", () =>
    Effect.gen(function* () {
      const cell = yield* cellOf({ insider: "ack-quorum" }, story([begun, { t: 1, do: "lose", by: "d" }, { t: 2, do: "rekey", by: "a" }]))
      expect(cell.agreement.agreed).toBe(false)
      expect(cell.health.failures.map(({ reason }) => reason)).toContain("NotVouchedFor")
    })
  )

  it.effect("R112: complaints want a suite of whose ciphertexts something can be proven", () =>
    Effect.gen(function* () {
      const cell = yield* cellOf({ insider: "complaint" }, away, { suite: 2 })
      expect(cell.agreement.agreed).toBe(true)
      const composed = Result.getOrThrow(catalog().compose({ insider: "complaint" }))
      const input = { composed, workload: away, policy: defaultPolicy, seed: "s", repeat: 0, stopwatch: () => 0 }
      const refused = yield* runCell({ ...input, suite: 1 })
      expect(refused).toMatchObject({ _tag: "refused", refused: { rule: "opening-proofs" } })
    })
  )
})

describe("what is lost", () => {
  const losing = story([begun, say(1, "b"), { t: 2, do: "lose", by: "c" }, say(3, "b"), { t: 4, do: "rekey", by: "c" }, say(5, "c")])

  it.effect("stays lost where nothing is done about it, and the run says so", () =>
    Effect.gen(function* () {
      const cell = yield* cellOf({}, losing)
      expect(cell.health.lostMembers).toBe(1)
      expect(cell.agreement).toMatchObject({ agreed: false, disagreement: { member: "c" } })
      expect(cell.counts.rejoins).toBe(0)
    })
  )

  it.effect.each(["external-rejoin", "readd"])("R129: %s brings a member back", (recovery) =>
    Effect.gen(function* () {
      const cell = yield* cellOf({ recovery }, losing, { shadowed: true })
      expect(cell.health).toEqual(sound)
      expect(cell.agreement).toMatchObject({ agreed: true, members: 4 })
      expect(cell.counts).toMatchObject({ rejoins: 1, messages: 3, deliveries: 9 })
      expect(sent(cell, "groupInfo") > 0).toBe(recovery === "external-rejoin")
    })
  )

  const slow = Result.getOrThrow(
    workload({ lab: "workload/1", name: "conduct", members: ["a", "b", "c", "d"], delay: 1000 }, [
      begun,
      say(10_000, "b"),
      { t: 20_000, do: "rekey", by: "b" },
      // The commit of b is on its way: whoever tells c of the group does not know of it.
      { t: 20_100, do: "lose", by: "c" },
      say(20_200, "c"),
      say(30_000, "d")
    ])
  )

  it.effect("R129: who comes back by itself and is beaten on the way comes back once the others have heard of it", () =>
    Effect.gen(function* () {
      const cell = yield* cellOf({ recovery: "external-rejoin" }, slow)
      expect(cell.health).toEqual({ ...sound, rejectedCommits: 1 })
      expect(cell.agreement).toMatchObject({ agreed: true, members: 4 })
      // What c wanted to say meanwhile, it says when it is back.
      expect(cell.counts).toMatchObject({ rejoins: 1, messages: 3, deliveries: 9, commits: 3 })
      expect(cell.cost["tries"]?.committer).toMatchObject({ n: 1, total: 2 })
    })
  )

  it.effect("who may try but once and is beaten stays lost, and the run says why", () =>
    Effect.gen(function* () {
      const policy = { ...defaultPolicy, retry: { onReject: "drop", maxTries: 10 } } as const
      const cell = yield* cellOf({ recovery: "external-rejoin" }, slow, { policy })
      expect(cell.health).toMatchObject({ lostMembers: 1, failures: [{ step: 3, member: "c", reason: "DeliveryRefused StaleEpoch" }] })
      expect(cell.counts).toMatchObject({ rejoins: 0, messages: 2 })
    })
  )

  it.effect("a text that did not open is asked for, sent again and shown once", () =>
    Effect.gen(function* () {
      const missing = story([begun, { t: 1, do: "miss", by: "c" }, say(2, "b"), say(3, "d")])
      const [bare, again] = [yield* cellOf({}, missing), yield* cellOf({ recovery: "resend-own" }, missing)]
      expect(bare.counts).toMatchObject({ missed: 1, resent: 0, messages: 2, deliveries: 5 })
      expect(again.counts).toMatchObject({ missed: 1, resent: 1, messages: 2, deliveries: 6 })
      expect(again.health).toEqual(sound)
    })
  )
})

describe("how much of the state members hold", () => {
  it.effect("R056: with a digest a member writes less, and bytes go to the server and back", () =>
    Effect.gen(function* () {
      const big = Result.getOrThrow(makeWorkload("churn", "seed", ["members=40", "operations=20"]))
      const [full, digest] = [yield* cellOf({}, big), yield* cellOf({ state: "digest+fetch" }, big)]
      expect(digest.agreement).toMatchObject({ agreed: true, epoch: full.agreement.epoch, members: full.agreement.members })
      expect(digest.perMember.state.median).toBeLessThan(full.perMember.state.median / 2)
      expect(sent(digest, "blob")).toBeGreaterThan(0)
      expect(sent(full, "blob")).toBe(0)
    })
  )
})

describe("several devices of one user", () => {
  const two = story(
    [
      begun,
      say(1, "b"),
      say(2, "b"),
      { t: 3, do: "rekey", by: "c" },
      say(4, "a"),
      { t: 5, do: "remove", by: "a", who: ["d"] },
      say(6, "b")
    ],
    2
  )

  it.effect("R096: have a leaf each, and all of them read what is said", () =>
    Effect.gen(function* () {
      const cell = yield* cellOf({}, two, { shadowed: true })
      expect(cell.health).toEqual(sound)
      expect(cell.agreement).toMatchObject({ agreed: true, members: 6 })
      expect(cell.counts).toMatchObject({ messages: 4, deliveries: 7 + 7 + 7 + 5, adds: 7, removes: 2, proposals: 0 })
    })
  )

  it.effect("announce their keys, and whoever commits next puts them in force", () =>
    Effect.gen(function* () {
      const cell = yield* cellOf({ devices: "lazy" }, two)
      expect(cell.health).toEqual(sound)
      expect(cell.agreement.agreed).toBe(true)
      expect(cell.counts).toMatchObject({ proposals: 1, rekeys: 1, messages: 4 })
    })
  )

  it.effect("R095: or share one, and talk among themselves", () =>
    Effect.gen(function* () {
      const cell = yield* cellOf({ devices: "subtree" }, two, { shadowed: true })
      expect(cell.health).toEqual(sound)
      expect(cell.agreement).toMatchObject({ agreed: true, members: 3 })
      expect(cell.counts).toMatchObject({ messages: 4, deliveries: 3 + 3 + 3 + 2, adds: 3, removes: 1 })
      expect(sent(cell, "between")).toBeGreaterThan(0)
    })
  )

  test("take turns, by name", () => {
    const seating = new Seating(4, 2)
    expect(seating.all(["a", "b"])).toEqual(["a/1", "a/2", "b/1", "b/2"])
    expect([seating.next("a"), seating.next("a"), seating.next("a"), seating.next("b")]).toEqual(["a/1", "a/2", "a/1", "b/1"])
    expect(seating.devicesPerLeaf).toBe(2)
    expect(new Seating(4, 1).of("a")).toEqual(["a"])
  })
})

describe("watching a run changes nothing in it", () => {
  it.effect("not whoever was removed and reads along", () =>
    Effect.gen(function* () {
      const some = Result.getOrThrow(makeWorkload("churn", "seed", ["members=6", "operations=20"]))
      expect(yield* cellOf({}, some, { shadowed: true })).toEqual(yield* cellOf({}, some))
    })
  )
})

describe("mishaps of a made workload", () => {
  const make = (...settings: ReadonlyArray<string>) => Result.getOrThrow(makeWorkload("team-50", "seed", ["days=3", ...settings]))
  const kinds = ({ events }: Workload, kind: string): number => events.filter((event) => event.do === kind).length

  test("are as many as asked for, and none by themselves", () => {
    const [plain, mishaps] = [make(), make("losses=4", "misses=7", "devices=2")]
    expect([kinds(plain, "lose"), kinds(plain, "miss"), plain.header.devices]).toEqual([0, 0, undefined])
    expect([kinds(mishaps, "lose"), kinds(mishaps, "miss"), mishaps.header.devices]).toEqual([4, 7, 2])
    expect(mishaps.events.filter(({ do: kind }) => kind !== "lose" && kind !== "miss")).toEqual(plain.events)
  })

  test("befall members, and never the first one", () => {
    const { events, header } = make("losses=50", "misses=50")
    const struck = events.flatMap((event) => (event.do === "lose" || event.do === "miss" ? [event.by] : []))
    expect(struck).not.toContain(header.members[0])
    expect(new Set(struck).size).toBeGreaterThan(5)
  })
})
