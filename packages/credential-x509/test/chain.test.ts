import { AuthenticationService } from "@copath/contracts"
import { describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import { commonName, layer, type X509Options } from "../src/index.ts"
import { Extension, KeyUsageFlags, type X509Certificate } from "../src/library.ts"
import { ask, day, derOf, intermediate, memberKey, member, now, root, setClock, signingKeys, verdict } from "./kit.ts"

const keys = { root: await signingKeys("P-256"), middle: await signingKeys("Ed25519"), other: await signingKeys("P-256") }
const anchor = await root(keys.root)
const middle = await intermediate(anchor, keys.middle)
const alice = memberKey("ed25519").signatureKey
const leaf = await member(middle, alice)
const good = [leaf, middle]

const judged = (question: ReturnType<typeof ask>, options: Partial<X509Options> = {}) =>
  Effect.gen(function* () {
    yield* setClock
    const { validate } = yield* AuthenticationService
    return yield* verdict(validate([question]))
  }).pipe(Effect.provide(layer({ anchors: [derOf(anchor)], identity: commonName, ...options })))

const unknown = (detail: string): string => `Unknown 0: ${detail}`

describe("a chain that holds", () => {
  it.effect.each(["ed25519", "ed448", "P-256", "P-384", "P-521"] as const)(
    "V089: carries exactly the leaf's signature key: %s",
    (algorithm) =>
      Effect.gen(function* () {
        const { signatureKey } = memberKey(algorithm)
        const certificate = yield* Effect.promise(() => member(middle, signatureKey))
        expect(yield* judged(ask(signatureKey, [certificate, middle]))).toBe("accepted")
        const other = memberKey(algorithm).signatureKey
        expect(yield* judged(ask(other, [certificate, middle]))).toBe(unknown("a certificate for another key"))
      })
  )

  it.effect.each(["Ed25519", "P-256", "P-384", "P-521", "RSA"] as const)("may be signed by %s", (algorithm) =>
    Effect.gen(function* () {
      const top = yield* Effect.promise(async () => root(await signingKeys(algorithm)))
      const certificate = yield* Effect.promise(() => member(top, alice))
      expect(yield* judged(ask(alice, [certificate]), { anchors: [derOf(top)] })).toBe("accepted")
      expect(yield* judged(ask(alice, [certificate]))).toBe(unknown("a chain that ends at no trust anchor"))
    })
  )

  it.effect("may contain the anchor, end before it, or leave out whatever we have (5.3)", () =>
    Effect.gen(function* () {
      expect(yield* judged(ask(alice, good))).toBe("accepted")
      expect(yield* judged(ask(alice, [...good, anchor]))).toBe("accepted")
      expect(yield* judged(ask(alice, [leaf]))).toBe(unknown("a chain that ends at no trust anchor"))
      expect(yield* judged(ask(alice, [leaf]), { intermediates: [derOf(middle)] })).toBe("accepted")
      expect(yield* judged(ask(alice, [leaf, anchor]), { intermediates: [derOf(middle)] })).toBe("accepted")
      expect(yield* judged(ask(alice, good), { anchors: [derOf(middle)] })).toBe("accepted")
    })
  )

  it.effect("V086: is good in every role", () =>
    Effect.gen(function* () {
      for (const role of ["member", "joiner", "external-sender"] as const) {
        expect(yield* judged(ask(alice, good, { role }))).toBe("accepted")
        expect(yield* judged(ask(alice, good, { role }), { anchors: [] })).toBe(unknown("a chain that ends at no trust anchor"))
      }
    })
  )
})

const flipped = (der: Uint8Array): Uint8Array => der.with(der.length - 1, (der.at(-1) ?? 0) ^ 1)

describe("V089: refuses", () => {
  it.effect("a chain that is empty, in another order, or goes on to a stranger", () =>
    Effect.gen(function* () {
      const stranger = yield* Effect.promise(() => root(keys.other, { name: "CN=Stranger" }))
      expect(yield* judged(ask(alice, []))).toBe(unknown("a chain of no certificates"))
      expect(yield* judged(ask(alice, [middle, leaf]))).toBe(unknown("a certificate for another key"))
      expect(yield* judged(ask(alice, [leaf, anchor, middle]))).toBe(unknown("a certificate that does not certify the one before it"))
      expect(yield* judged(ask(alice, [...good, stranger]))).toBe(unknown("a certificate that does not certify the one before it"))
      expect(yield* judged(ask(alice, good))).toBe("accepted")
    })
  )

  it.effect("bytes that are no DER certificate, wherever they stand", () =>
    Effect.gen(function* () {
      const der = derOf(leaf)
      const pem = new TextEncoder().encode(leaf.toString("pem"))
      const unreadable = [
        new Uint8Array(0),
        new Uint8Array(40),
        der.subarray(0, -1),
        Uint8Array.of(...der, 0),
        pem,
        Uint8Array.of(0x30, 0x80, ...der.subarray(4), 0, 0), // a length that is not told
        Uint8Array.of(0x30, 0x83, 0, ...der.subarray(2)), // a length with a zero before it
        Uint8Array.of(0x30, 0x81, 5, 1, 2, 3, 4, 5),
        Uint8Array.of(0x30, 2, 5, 0)
      ]
      for (const bytes of unreadable) {
        expect(yield* judged(ask(alice, [bytes, middle]))).toMatch(/^Unknown 0: no (DER|readable) certificate$/)
        expect(yield* judged(ask(alice, [leaf, bytes]))).toMatch(/^Unknown 0: no (DER|readable) certificate$/)
      }
      expect(yield* judged(ask(alice, [der, middle]))).toBe("accepted")
    })
  )

  it.effect("certificates cut or changed anywhere, without a defect", () =>
    Effect.gen(function* () {
      const der = derOf(leaf)
      for (let at = 0; at < der.length; at += 3) {
        const changed = der.with(at, (der[at] ?? 0) ^ 0x41)
        expect(yield* judged(ask(alice, [changed, middle])), `byte ${at}`).toMatch(/^(Unknown|Expired) 0/)
      }
    })
  )

  it.effect("too many certificates, before one of them is read", () =>
    Effect.gen(function* () {
      const many = Array.from({ length: 10_000 }, () => new Uint8Array(8))
      expect(yield* judged(ask(alice, many))).toBe(unknown("a chain of 10000 certificates, more than 8"))
      expect(yield* judged(ask(alice, good), { limits: { chain: 1 } })).toBe(unknown("a chain of 2 certificates, more than 1"))
      expect(yield* judged(ask(alice, good), { limits: { path: 2 } })).toBe(unknown("a path of more than 2 certificates"))
      expect(yield* judged(ask(alice, good), { limits: { path: 3, chain: 2 } })).toBe("accepted")
    })
  )

  it.effect("a certificate that is too long", () =>
    Effect.gen(function* () {
      const { length } = derOf(leaf)
      expect(yield* judged(ask(alice, good), { limits: { certificateBytes: length - 1 } })).toBe(
        unknown(`a certificate of ${length} bytes`)
      )
      expect(yield* judged(ask(alice, good), { limits: { certificateBytes: Math.max(length, derOf(middle).length) } })).toBe("accepted")
    })
  )

  it.effect("a signature that does not hold, or cannot be read, at any link", () =>
    Effect.gen(function* () {
      const wrong = unknown("a signature that does not hold")
      expect(yield* judged(ask(alice, [flipped(derOf(leaf)), middle]))).toBe(wrong)
      expect(yield* judged(ask(alice, [leaf, flipped(derOf(middle))]))).toBe(unknown("a chain that ends at no trust anchor"))
      expect(yield* judged(ask(alice, [leaf, flipped(derOf(middle)), anchor]))).toBe(wrong)
      const impostor = yield* Effect.promise(async () => intermediate(anchor, await signingKeys("Ed25519")))
      expect(yield* judged(ask(alice, [leaf, impostor]))).toBe(wrong)
      const otherKind = yield* Effect.promise(() => intermediate(anchor, keys.other))
      expect(yield* judged(ask(alice, [leaf, otherKind]))).toBe(unknown("a signature of another kind than the issuer's key"))
      const byEcdsa = yield* Effect.promise(() => member(otherKind, alice))
      const der = derOf(byEcdsa)
      const malformed = der.with(der.length - byEcdsa.signature.byteLength, 0x31)
      expect(yield* judged(ask(alice, [malformed, otherKind]))).toBe(unknown("a signature that cannot be read"))
      expect(yield* judged(ask(alice, [byEcdsa, otherKind]))).toBe("accepted")
    })
  )

  it.effect("a key whose length is no suite's", () =>
    Effect.gen(function* () {
      const short = alice.subarray(1)
      expect(yield* judged(ask(short, good))).toBe(unknown("a signature key of 31 bytes, which no certificate carries"))
    })
  )

  const one = (detail: string, leafOf: () => Promise<ReadonlyArray<X509Certificate | Awaited<ReturnType<typeof root>>>>) =>
    it.effect(detail, () =>
      Effect.gen(function* () {
        const chain = yield* Effect.promise(leafOf)
        expect(yield* judged(ask(alice, chain))).toBe(unknown(detail))
      })
    )

  one("a key that may not sign messages", async () => [await member(middle, alice, { keyUsage: KeyUsageFlags.keyAgreement }), middle])
  one("an issuer that is no certificate authority", async () => {
    const under = await intermediate(anchor, keys.middle, { ca: false, keyUsage: KeyUsageFlags.keyCertSign })
    return [await member(under, alice), under]
  })
  one("an issuer whose key may not sign certificates", async () => {
    const under = await intermediate(anchor, keys.middle, { keyUsage: KeyUsageFlags.digitalSignature })
    return [await member(under, alice), under]
  })
  one("more intermediate certificates than an issuer allows", async () => {
    const above = await intermediate(anchor, keys.other, { name: "CN=Above", pathLength: 0 })
    const below = await intermediate(above, keys.middle, { name: "CN=Below" })
    return [await member(below, alice), below, above]
  })
  one("a certificate restricted by extension 2.5.29.30, which is not understood", async () => {
    const under = await intermediate(anchor, keys.middle, { extensions: [new Extension("2.5.29.30", false, Uint8Array.of(0x30, 0))] })
    return [await member(under, alice), under]
  })
  one("a certificate restricted by extension 1.2.3.4, which is not understood", async () => [
    await member(middle, alice, { extensions: [new Extension("1.2.3.4", true, Uint8Array.of(5, 0))] }),
    middle
  ])
  one("a certificate with an extension twice", async () => {
    const twice = new Extension("1.2.3.4", false, Uint8Array.of(5, 0))
    return [await member(middle, alice, { extensions: [twice, twice] }), middle]
  })
  one("a signature over SHA-1 hash, which is not accepted", async () => {
    const under = await intermediate(anchor, keys.other, { name: "CN=Old" })
    return [await member(under, alice, { hash: "SHA-1" }), under]
  })
  one("a certificate that does not certify the one before it", async () => [await member(middle, alice, { issuerName: "CN=Root" }), middle])
  one("a certificate that names nobody", async () => [await member(middle, alice, { name: "O=Example" }), middle])

  it.effect("none of their unmutated twins", () =>
    Effect.gen(function* () {
      const chains = yield* Effect.promise(async () => {
        const above = await intermediate(anchor, keys.other, { name: "CN=Above", pathLength: 1 })
        const below = await intermediate(above, keys.middle, { name: "CN=Below", pathLength: 0 })
        const selfIssued = await intermediate(above, keys.middle, { name: "CN=Above" })
        const plain = new Extension("1.2.3.4", false, Uint8Array.of(5, 0))
        return [
          [await member(below, alice), below, above],
          [await member(selfIssued, alice), selfIssued, above],
          [await member(middle, alice, { extensions: [plain] }), middle],
          [await member(middle, alice, { keyUsage: undefined }), middle],
          [await member(await intermediate(anchor, keys.middle, { keyUsage: undefined }), alice), middle]
        ]
      })
      for (const chain of chains) expect(yield* judged(ask(alice, chain))).toBe("accepted")
    })
  )
})

describe("dates", () => {
  it.effect("are Effect's clock's, at every certificate of the path", () =>
    Effect.gen(function* () {
      const cases = yield* Effect.promise(async () => {
        const late = { from: now + 1000 }
        const over = { until: now - 1000 }
        const middleOver = await intermediate(anchor, keys.middle, over)
        return [
          [[await member(middle, alice, late), middle], /^Expired 0: CN=alice: not valid before 2026-01-15T00:00:01/],
          [[await member(middle, alice, over), middle], /^Expired 0: CN=alice: valid until 2026-01-14T23:59:59/],
          [[await member(middleOver, alice), middleOver], /^Expired 0: CN=Intermediate/],
          [[await member(middle, alice, { from: now, until: now }), middle], /^accepted$/]
        ] as const
      })
      for (const [chain, expected] of cases) expect(yield* judged(ask(alice, chain))).toMatch(expected)
      const rootOver = yield* Effect.promise(() => root(keys.root, { from: now - 2 * day, until: now - day }))
      expect(yield* judged(ask(alice, good), { anchors: [derOf(rootOver)] })).toMatch(/^Expired 0: CN=Root/)
    })
  )

  it.effect("count only where everything else is good", () =>
    Effect.gen(function* () {
      const over = yield* Effect.promise(() => member(middle, alice, { until: now - 1000 }))
      expect(yield* judged(ask(alice, [flipped(derOf(over)), middle]))).toBe(unknown("a signature that does not hold"))
    })
  )
})
