import { Seats } from "@copath/client"
import { MessageProtection } from "@copath/contracts"
import { type Catalog, axes, catalog, type Composed, incompatibilities } from "@copath/profile-lab"
import { it } from "@effect/vitest"
import { Effect, Layer, Result } from "effect"
import { expect } from "vitest"
import { defaultPolicy } from "../../src/policy/policy.ts"
import { runCell } from "../../src/runner.ts"
import { countWorkload } from "../../src/workload/count.ts"
import { covering, suiteOf } from "./covering.ts"
import { sixty } from "./sixty.ts"

const tenths: ReadonlyArray<string> = ["slh-dsa-sha2-128s", "slh-dsa-sha2-128f", "slh-dsa-sha2-256f"]
const whole = process.env["COPATH_PAIRS"] === "all"
/** Signatures that take from a tenth of a second on: many minutes in all pairs, so a story each is enough, or `COPATH_PAIRS=all`. */
const slow: ReadonlySet<string> = new Set(whole ? [] : tenths)
/** For one story, in milliseconds: devices that share a leaf sign everything once each, by noble, and a signature of theirs may take more than a second. */
const limit = whole ? 3_600_000 : 300_000

const everything = catalog()
const parts: Catalog = { ...everything, of: (axis) => everything.of(axis).filter(({ id }) => !slow.has(id)) }
// Two providers give the same bytes, which their own laws prove; one of them is enough here.
const varied = axes.filter((axis) => axis !== "provider")
const { clashes, covered, rows: found } = await Effect.runPromise(covering(parts, varied))
const rows = [...found, ...[...slow].map((algorithm) => Result.getOrThrow(everything.compose({ algorithm })))]

const reasons = new Set([
  ...incompatibilities.map(({ reason }) => reason),
  ...parts.parts.flatMap(({ fixes }) => Object.values(fixes ?? {}))
])

/** How many pairs there are, and how many a row holds or a rule refuses. */
export const counted = {
  pairs: varied.flatMap((a, i) => varied.slice(i + 1).map((b) => parts.of(a).length * parts.of(b).length)).reduce((sum, n) => sum + n, 0),
  settled: covered + clashes.length
}

/** Pairs that were refused for a reason that no list has. */
export const unexplained = clashes.filter(({ refused }) => !reasons.has(refused.reason))

/** What a composition says of itself: what its protection needs, and how many leaves a user of so many devices has. */
const saidBy = (composed: Composed, devices: number) => {
  const base = Layer.mergeAll(composed.suite(suiteOf(composed)), composed.parts.provider.entropy, composed.delivery)
  const said = Effect.zipWith(MessageProtection, Seats, ({ needs }, { perUser }) => ({ needs, leaves: perUser(devices) }))
  return Effect.provide(said, Layer.provideMerge(composed.protocol, base))
}

const told = Effect.fnUntraced(function* (composed: Composed, row: number) {
  const severalDevices = composed.parts.devices.id !== everything.of("devices")[0]?.id || row % 5 === 0
  const comesBack = ["external-rejoin", "readd"].includes(composed.parts.recovery.id)
  const devices = severalDevices ? 2 : 1
  const { leaves, needs } = yield* saidBy(composed, devices)
  const misses = needs.leafKeys !== true
  const workload = sixty({ devices, comesBack, misses })
  const outcome = yield* runCell({
    composed,
    suite: suiteOf(composed),
    workload,
    policy: defaultPolicy,
    seed: "pairs",
    repeat: 0,
    stopwatch: () => 0,
    restart: row % 4 === 0,
    shadowed: true,
    // Devices that share a leaf must sign alike; all others sign as fast as they can.
    native: tenths.includes(composed.parts.algorithm.id) && composed.parts.devices.id !== "subtree"
  })
  if (outcome._tag === "refused") throw new Error(outcome.refused.reason)
  return { cell: outcome.cell, counted: countWorkload(workload), comesBack, leaves, misses }
})

/** The rows whose number leaves `rest` by `of`: a file each, so that they run side by side. */
export const tellRows = (rest: number, of: number): void => {
  it.effect.each(rows.map((composed, row) => ({ title: composed.name, composed, row })).filter(({ row }) => row % of === rest))(
    "R015, R104, R120, R121: $title: sixty events, all agree, removed members open nothing",
    ({ composed, row }) =>
      Effect.gen(function* () {
        const { cell, comesBack, counted: expected, leaves, misses } = yield* told(composed, row)
        const { agreement, counts, health } = cell
        expect(health).toEqual({ lostMembers: 0, failures: [], rejectedCommits: 0 })
        expect(agreement).toMatchObject({ agreed: true, members: expect.any(Number) })
        expect(counts.messages).toBe(expected.messages)
        // Each text reaches every other leaf once, its speaker's own other ones too; what did not open is shown when it was sent again.
        const texts = leaves * expected.deliveries + (leaves - 1) * expected.messages
        expect(counts.deliveries).toBe(texts - (counts.resent > 0 ? 0 : counts.missed))
        expect(counts.removes).toBeGreaterThan(0)
        expect(counts.missed > 0).toBe(misses)
        expect(counts.rejoins > 0).toBe(comesBack)
      }),
    limit
  )
}
