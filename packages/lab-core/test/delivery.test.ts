import { DeliveryService, KeyPackageDirectory } from "@copath/contracts"
import { catalog, deliveryService, type Spec } from "@copath/profile-lab"
import { it } from "@effect/vitest"
import { Effect, Layer, Result } from "effect"
import { describe, expect } from "vitest"
import { defaultPolicy, neverPolicy } from "../src/policy/policy.ts"
import { makeWorkload } from "../src/workload/named.ts"
import type { Cell } from "../src/result/result.ts"
import { type CellInput, runCell } from "../src/runner.ts"
import { type Workload, workload, type WorkloadEvent } from "../src/workload/workload.ts"

const people = ["a", "b", "c", "d", "e", "f", "g", "h"]
const story = (events: ReadonlyArray<WorkloadEvent>): Workload => {
  const [by = "", ...others] = people
  const begun: WorkloadEvent = { t: 0, do: "create", by, with: others }
  return Result.getOrThrow(workload({ lab: "workload/1", name: "delivery", members: people }, [begun, ...events]))
}
const say = (t: number, by: string): WorkloadEvent => ({ t, do: "say", by, size: 20 })
const rekey = (t: number, by: string): WorkloadEvent => ({ t, do: "rekey", by })

/** A service of the catalog as somebody would write it who knows subscriptions alone. */
const withoutQueues = (id: string, delivery: string) => {
  const { layer } = Result.getOrThrow(catalog().find("delivery", delivery))
  const bare = Layer.effect(
    DeliveryService,
    Effect.map(DeliveryService, ({ ordering, publish, reserve, slots, subscribe }) => ({
      id,
      ordering,
      publish,
      reserve,
      slots,
      subscribe
    }))
  )
  const directory = Layer.effect(KeyPackageDirectory, KeyPackageDirectory)
  return deliveryService({ id, title: id, source: "this test", layer: Layer.provide(Layer.merge(bare, directory), layer) })
}
const parts = catalog([withoutQueues("bare", "total-order"), withoutQueues("bare-causal", "causal")])

const cellOf = Effect.fnUntraced(function* (spec: Spec, told: Workload, over: Partial<CellInput> = {}) {
  const composed = Result.getOrThrow(parts.compose({ provider: "symbolic", ...spec }))
  const run = { composed, suite: 1, workload: told, policy: neverPolicy, seed: "delivery", repeat: 0, stopwatch: () => 0 }
  const outcome = yield* runCell({ ...run, ...over })
  if (outcome._tag !== "cell") throw new Error(outcome.refused.reason)
  return outcome.cell
})

const sound = { lostMembers: 0, failures: [] }
const exchanged = ({ agreement, commits, counts, health }: Cell) => ({ agreement, commits, counts, health })

describe("commits that cross each other", () => {
  const storm = story([...people.map((by, i) => rekey(1000 + 30 * i, by)), say(9000, "a"), say(9001, "h")])
  const retry = (onReject: "rebase" | "drop", maxTries: number) => ({ policy: { ...neverPolicy, retry: { onReject, maxTries } } })

  it.effect("one wins each epoch, the others are made again until all have won", () =>
    Effect.gen(function* () {
      const cell = yield* cellOf({}, storm, { delayMs: 300 })
      // All eight are made within one delay, then seven, and so on.
      const rejectedCommits = 7 + 6 + 5 + 4 + 3 + 2 + 1
      expect(cell.health).toEqual({ ...sound, rejectedCommits })
      expect(cell.agreement).toMatchObject({ agreed: true, epoch: 1 + 8, members: 8 })
      expect(cell.counts).toMatchObject({ rekeys: 8, epochs: 1 + 8, messages: 2, deliveries: 14 })
      // The first to win needed one try and is no case of this.
      expect(cell.cost.tries?.committer).toMatchObject({ n: 7, lo: 2, hi: 8, total: 7 + rejectedCommits })
      expect(cell.cost.wasted?.committer?.n).toBe(rejectedCommits)
      const { wasted, "sent.commit": sent } = cell.cost
      expect(sent?.committer?.total).toBeGreaterThan((wasted?.committer?.total ?? 0) + 8 * 500)
    })
  )

  it.effect("without a delay nothing crosses", () =>
    Effect.gen(function* () {
      const cell = yield* cellOf({}, storm)
      expect(cell.health).toEqual({ ...sound, rejectedCommits: 0 })
      expect(cell.cost.tries).toBeUndefined()
      expect(exchanged(yield* cellOf({}, storm, { delayMs: 0 }))).toEqual(exchanged(cell))
    })
  )

  it.effect("whoever drops what was beaten, or has tried often enough, says so", () =>
    Effect.gen(function* () {
      const dropped = yield* cellOf({}, storm, { delayMs: 300, ...retry("drop", 10) })
      expect(dropped.health).toMatchObject({ lostMembers: 0, rejectedCommits: 7 })
      expect(dropped.health.failures.map(({ reason }) => reason)).toEqual(Array.from({ length: 7 }, () => "DeliveryRefused StaleEpoch"))
      expect(dropped.agreement).toMatchObject({ agreed: true, epoch: 2 })
      const thrice = yield* cellOf({}, storm, { delayMs: 300, ...retry("rebase", 3) })
      expect(thrice.health).toMatchObject({ lostMembers: 0, rejectedCommits: 7 + 6 + 5 })
      expect(thrice.health.failures.map(({ member }) => member)).toEqual(["d", "e", "f", "g", "h"])
      expect(thrice.cost.tries?.committer).toMatchObject({ n: 2 + 5, hi: 3 })
    })
  )

  it.effect.each([
    { insider: "ack-quorum" },
    { cgka: "pairwise", channel: "ratchet", signature: "none" },
    { protection: "group-chain", handshake: "enc-ratchet" },
    { delivery: "causal" },
    { delivery: "queue-per-device" },
    { devices: "subtree", provider: "noble" }
  ])("%o comes through it as well, and people come and go meanwhile", (spec) =>
    Effect.gen(function* () {
      const events: ReadonlyArray<WorkloadEvent> = [
        ...people.slice(0, 4).map((by, i) => rekey(1000 + 30 * i, by)),
        { t: 1100, do: "add", by: "e", who: ["n"] },
        { t: 1110, do: "remove", by: "f", who: ["g"] },
        say(1120, "h"),
        say(1130, "n"),
        say(9000, "a")
      ]
      const cell = yield* cellOf(spec, story(events), { delayMs: 300 })
      expect(cell.health).toMatchObject(sound)
      // Who needs a slot for its commit is told before it makes it: nothing is wasted then.
      expect(cell.cost.tries?.committer?.total).toBeGreaterThan(10)
      expect(cell.health.rejectedCommits > 5).toBe(spec.handshake === undefined)
      expect(cell.agreement).toMatchObject({ agreed: true, members: 8 })
      expect(cell.counts).toMatchObject({ adds: 8, removes: 1, messages: 3 })
    })
  )

  it.effect("equal inputs give equal cells", () =>
    Effect.gen(function* () {
      const run = cellOf({ delivery: "causal" }, storm, { delayMs: 300 })
      expect(yield* run).toEqual(yield* run)
    })
  )
})

describe("a partition", () => {
  const parted = (t: number, until: number): WorkloadEvent => ({
    t,
    do: "partition",
    parts: [
      ["a", "b", "c"],
      ["d", "e", "f", "g", "h"]
    ],
    until
  })

  it.effect("the service stays with the first part: the others act when it is over, in the epoch that they then find", () =>
    Effect.gen(function* () {
      const told = story([
        parted(1000, 5000),
        say(1500, "d"),
        say(1600, "a"),
        rekey(2000, "d"),
        rekey(2500, "a"),
        say(2600, "b"),
        say(6000, "h")
      ])
      for (const delayMs of [0, 300]) {
        const cell = yield* cellOf({}, told, { delayMs })
        expect(cell.health).toEqual({ ...sound, rejectedCommits: 0 })
        expect(cell.agreement).toMatchObject({ agreed: true, epoch: 3 })
        expect(cell.counts).toMatchObject({ messages: 4, deliveries: 4 * 7, rekeys: 2 })
      }
    })
  )

  it.effect("who is removed meanwhile has nothing to say any more, and is named", () =>
    Effect.gen(function* () {
      const told = story([parted(1000, 5000), say(1500, "h"), { t: 2000, do: "remove", by: "a", who: ["h"] }, say(6000, "b")])
      const cell = yield* cellOf({}, told)
      expect(cell.health.failures).toEqual([{ step: 2, member: "h", reason: "NeverAble" }])
      expect(cell.agreement).toMatchObject({ agreed: true, members: 7 })
      expect(cell.counts).toMatchObject({ messages: 1, deliveries: 6 })
    })
  )

  it.effect("who must be heard and is cut off holds up the rest until it is over", () =>
    Effect.gen(function* () {
      const cell = yield* cellOf({ insider: "ack-quorum" }, story([parted(1000, 5000), rekey(2000, "a"), say(2500, "b"), say(6000, "d")]))
      expect(cell.health).toEqual({ ...sound, rejectedCommits: 0 })
      expect(cell.agreement).toMatchObject({ agreed: true, epoch: 2 })
      expect(cell.counts).toMatchObject({ messages: 2, deliveries: 14, woken: 0 })
    })
  )
})

describe("services", () => {
  const talk = Result.getOrThrow(makeWorkload("churn", "seed", ["members=6", "operations=15"]))
  const chat = story(
    Array.from({ length: 60 }, (_, i) =>
      i % 13 === 12 ? rekey(i * 1000, people[i % 8] ?? "a") : say(i * 1000, people[(i * 5) % 7] ?? "a")
    )
  )

  it.effect.each(["queue-per-device", "causal", "causal-backwards", "bare", "bare-causal"])(
    "all members read all texts over %s, and end where total order ends",
    (delivery) =>
      Effect.gen(function* () {
        for (const told of [talk, chat]) {
          const [plain, other] = [yield* cellOf({}, told), yield* cellOf({ delivery }, told)]
          expect(exchanged(other)).toEqual(exchanged(plain))
        }
      })
  )

  it.effect("over causal order texts come out of theirs, and with each protection's window all the same", () =>
    Effect.gen(function* () {
      // Who only listens is asked for nothing, so what is held back stays so.
      for (const protection of ["secret-tree", "sender-chain", "epoch-key"]) {
        const opened = new Map<string, Array<number>>()
        const sent: Array<string> = []
        let acting = ""
        const watch: CellInput["watch"] = {
          suite: (suite) => suite,
          random: (random) => random,
          symbols: (symbols) => symbols,
          acts: (name) => void (acting = name),
          says: () => undefined,
          opens: (message) => void opened.set(acting, [...(opened.get(acting) ?? []), sent.indexOf(message.join())]),
          opened: () => undefined,
          sent: ({ message }) => void sent.push(message.join()),
          wantsPersisted: () => false,
          settled: () => undefined
        }
        const cell = yield* cellOf({ delivery: "causal", protection }, chat, watch === undefined ? {} : { watch })
        expect(cell.health).toEqual({ ...sound, rejectedCommits: 0 })
        const heard = opened.get("h") ?? []
        expect(heard).not.toEqual(heard.toSorted((x, y) => x - y))
      }
    })
  )

  it.effect("what lies at the server is counted: copies for those who sleep, or everything for ever", () =>
    Effect.gen(function* () {
      const sleeping = story([
        { t: 500, do: "offline", by: "g" },
        { t: 600, do: "offline", by: "h" },
        ...people.slice(0, 6).map((by, i) => say(1000 + i, by)),
        { t: 2000, do: "online", by: "g" },
        { t: 2001, do: "online", by: "h" }
      ])
      const stored = Effect.fnUntraced(function* (delivery: string) {
        const { cost } = yield* cellOf({ delivery }, sleeping)
        return cost.stored?.server
      })
      const [log, queues] = [yield* stored("total-order"), yield* stored("queue-per-device")]
      const texts = (yield* cellOf({}, sleeping)).cost["sent.application"]?.sender?.total ?? 0
      expect(queues?.hi).toBe(2 * texts)
      expect(log?.hi).toBeGreaterThan(2 * texts)
      expect(yield* stored("bare")).toBeUndefined()
    })
  )

  it.effect("without an order of commits no protection goes: members of one epoch must have one", () =>
    Effect.gen(function* () {
      for (const { id: protection } of parts.of("protection")) {
        const composed = Result.getOrThrow(parts.compose({ delivery: "unordered", protection }))
        const input = { composed, suite: 1, workload: talk, policy: defaultPolicy, seed: "s", repeat: 0, stopwatch: () => 0 }
        expect(yield* runCell(input)).toMatchObject({ _tag: "refused", refused: { rule: "ordering" } })
      }
    })
  )

  it.effect("causal order is enough for every protection but those that need one order of all messages", () =>
    Effect.gen(function* () {
      const verdicts = new Map<string, string>()
      for (const { id: protection } of parts.of("protection")) {
        const outcome = yield* runCell({
          composed: Result.getOrThrow(parts.compose({ delivery: "causal", protection, aead: "aes-gcm-siv" })),
          suite: 1,
          workload: story([]),
          policy: defaultPolicy,
          seed: "s",
          repeat: 0,
          stopwatch: () => 0
        })
        verdicts.set(protection, outcome._tag === "cell" ? "goes" : outcome.refused.rule)
      }
      expect([...verdicts].filter(([, verdict]) => verdict !== "goes")).toEqual([["group-chain", "ordering"]])
    })
  )
})
