import { Cgka, MessageProtection } from "@copath/contracts"
import { GroupOptions } from "@copath/group"
import { it } from "@effect/vitest"
import { Effect, Layer, Result } from "effect"
import { expect } from "vitest"
import { axes, type Catalog, catalog, incompatibilities } from "../../src/index.ts"
import { covering } from "./covering.ts"
import { story } from "./story.ts"

/** Signatures that take a third and a tenth of a second: an hour in all pairs, so a story each is enough, or `COPATH_PAIRS=all`. */
const slow: ReadonlySet<string> = new Set(process.env["COPATH_PAIRS"] === "all" ? [] : ["slh-dsa-sha2-128s", "slh-dsa-sha2-256f"])

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

/** The rows whose number leaves `rest` by `of`: a file each, so that they run side by side. */
export const tellRows = (rest: number, of: number): void => {
  it.effect.each(rows.map((composed, row) => ({ title: composed.name, composed, row })).filter(({ row }) => row % of === rest))(
    "R015, R104, R120, R121: $title: sixty events, all agree, removed members open nothing",
    ({ composed, row }) => {
      const base = Layer.mergeAll(composed.suite(1), composed.parts.provider.entropy, composed.delivery)
      return Effect.gen(function* () {
        const { groupSecret } = yield* Cgka
        const { needs } = yield* MessageProtection
        // Half of the rows hear each epoch's messages backwards, where the protection can bear that.
        const told = yield* story((row >> 1) % 2 === 1 && needs.ordering !== "total", groupSecret)
        expect(told.events).toBe(60)
        expect(told.read).toBeGreaterThan(60)
        expect(told.removed).toBeGreaterThan(0)
      }).pipe(Effect.provideService(GroupOptions, composed.choices), Effect.provide(Layer.provideMerge(composed.protocol, base)))
    },
    300_000
  )
}
