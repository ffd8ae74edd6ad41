import { Composition } from "@copath/contracts"
import { it } from "@effect/vitest"
import { Effect, Layer, Result } from "effect"
import { describe, expect } from "vitest"
import { axes, builtIn, catalog, profiles, type Spec } from "../src/index.ts"

const parts = catalog()
const compose = (spec: Spec) => Result.getOrThrow(parts.compose(spec))

describe("the catalog", () => {
  it("has a part for each axis, and no name twice on one", () => {
    for (const axis of axes) {
      const names = builtIn.flatMap((p) => (p.axis === axis ? [p.id, ...(p.aliases ?? [])] : []))
      expect(names.length).toBeGreaterThan(0)
      expect(new Set(names).size).toBe(names.length)
    }
  })

  it("says of each part's layer the id that the part itself says", () => {
    expect(compose({ cgka: "treekem" }).parts.cgka.id).toBe("treekem9420")
    expect(compose({ cgka: "flat" }).parts.cgka).toBe(compose({ cgka: "mkem" }).parts.cgka)
  })

  it("refuses an unknown name with the valid ones, and an unknown axis likewise", () => {
    const name = Result.getOrThrow(Result.flip(parts.compose({ protection: "tree" })))
    expect(name.message).toBe(
      '"tree" is no protection; there is: secret-tree, group-chain, group-chain-sender, sender-chain, sender-chain-d01, epoch-sender-key, epoch-key, sender-keys, pairwise'
    )
    const axis = Result.getOrThrow(Result.flip(parts.compose({ cgkaa: "art" } as Spec)))
    expect(axis.message).toContain('"cgkaa" is no axis; there is: cgka, double-join, init, shape,')
  })

  it.effect("refuses a plug-in whose layer goes by another id than the part", () =>
    Effect.gen(function* () {
      const more = catalog([{ ...compose({}).parts.signature, id: "mine", aliases: [], strict: false }])
      const composed = Result.getOrThrow(more.compose({ signature: "mine" }))
      const base = Layer.mergeAll(composed.suite(1), composed.parts.provider.entropy, composed.delivery)
      const refused = yield* Effect.flip(Composition.pipe(Effect.provide(Layer.provideMerge(composed.protocol, base))))
      expect(refused).toMatchObject({ _tag: "IncompatibleProfile", rule: "id", parts: ["mine", "static"] })
    })
  )

  it("takes plug-ins beside its own parts", () => {
    const static_ = compose({}).parts.signature
    const more = catalog([{ ...static_, id: "mine", aliases: [], strict: false }])
    expect(Result.getOrThrow(more.compose({ signature: "mine" })).name).toBe("signature=mine")
  })
})

describe("a composition", () => {
  it("is named by what differs from RFC 9420, and strict only if nothing on the wire does", () => {
    expect(compose({})).toMatchObject({ name: "rfc9420", strict: true })
    expect(compose({ provider: "noble" })).toMatchObject({ name: "rfc9420,provider=noble", strict: true })
    expect(compose({ provider: "symbolic" })).toMatchObject({ name: "rfc9420,provider=symbolic", strict: false })
    expect(compose({ handshake: "encrypted" })).toMatchObject({ name: "handshake=enc-ratchet", strict: true })
    expect(compose({ cgka: "art" })).toMatchObject({ name: "cgka=art", strict: false })
    expect(compose({ cgka: "art" }).parts.integrity.id).toBe("none")
  })

  it.effect.each(profiles.map((p) => ({ title: p.name, spec: p.spec })))(
    "$title builds, and marks itself unless it is strict",
    ({ spec }) =>
      Effect.gen(function* () {
        const composed = compose(spec)
        const base = Layer.mergeAll(composed.suite(1), composed.parts.provider.entropy, composed.delivery)
        const mark = yield* Composition.pipe(Effect.provide(Layer.provideMerge(composed.protocol, base)))
        expect(mark.mark.length).toBe(composed.strict ? 0 : 1)
        expect(mark.wireFormats.privateMessage).toBe(composed.strict ? 2 : 0xf002)
        expect(mark.cipherSuite(1)).toBe(composed.strict ? 1 : 0xf001)
      })
  )

  it.effect("is refused when its layer is built, by rule, parts and reason", () =>
    Effect.gen(function* () {
      const composed = compose({ cgka: "art", integrity: "parent-hash" })
      const base = Layer.mergeAll(composed.suite(1), composed.parts.provider.entropy, composed.delivery)
      const refused = yield* Effect.flip(Composition.pipe(Effect.provide(Layer.provideMerge(composed.protocol, base))))
      expect(refused).toMatchObject({ _tag: "IncompatibleProfile", rule: "reach", parts: ["parent-hash", "art"] })
    })
  )
})
