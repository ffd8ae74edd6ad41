import {
  BadSignature,
  SignatureScheme,
  signWithLabel,
  verifyWithLabel,
  CipherSuite,
  type KeyPair,
  keyPairCodec,
  noBytes,
  opaque
} from "@copath/contracts"
import { leafIndex } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import {
  insecureDummySignature,
  claimLaws,
  LawBroken,
  type Law,
  protectionLaws,
  protectionUnderTest,
  signatureLawsFor,
  signatureUnderTest,
  triedCrypto,
  tried
} from "../src/index.ts"
import { toyProtection, window } from "./protection/toyProtection.ts"
import { toyCrypto } from "./schedule/toySuite.ts"

/* Whoever breaks a law is told which one, and is shown the smallest input that does it. Searches are those of one seed, so that each finds what it found before. */
beforeAll(() => void vi.stubEnv("COPATH_LAW", "9420/"))
afterAll(() => void vi.unstubAllEnvs())

const said = <R>(laws: ReadonlyArray<Law<R>>, title: string, layer: Layer.Layer<R>): Promise<string> => {
  const law = laws.find((one) => one.title.startsWith(title))
  if (law === undefined) throw new Error(`no law begins with: ${title}`)
  return Effect.runPromise(Effect.flip(tried(law, layer))).then(({ message }) => message)
}

const box = opaque<"SignerState", KeyPair>("SignerState", "careless")
/** Signs all but the last byte. */
const careless = Layer.effect(
  SignatureScheme,
  Effect.map(CipherSuite, (suite) =>
    SignatureScheme.of({
      id: "careless",
      facts: { attributable: "signer", transferable: true, verifiers: "anybody", maxSignature: 64 },
      signerCodec: box.codec(keyPairCodec),
      begin: (identity) => Effect.succeed({ state: box.wrap(identity), note: noBytes }),
      rotate: (state) => Effect.succeed({ state, note: noBytes }),
      admit: () => Effect.void,
      sign: (state, _at, label, content) =>
        Effect.sync(() => ({ signature: signWithLabel(suite, box.unwrap(state), label, content.slice(0, -1)), state })),
      verify: ({ identityKey, leaf }, _at, label, content, signature) =>
        Effect.suspend(() =>
          verifyWithLabel(suite, identityKey, label, content.slice(0, -1), signature)
            ? Effect.void
            : new BadSignature({ sender: leaf, what: label })
        )
    })
  )
)

test("a signature scheme that leaves the last byte unsigned: one byte of content is enough to show it", async () => {
  const text = await said(signatureLawsFor({}), "whatever is said", signatureUnderTest(careless, toyCrypto))
  expect(text).toMatch(/^broken law: whatever is said, its signature holds for that and for nothing beside it\n/)
  // One byte more or one byte less: which of the two is met first is a matter of the seed.
  expect(text).toMatch(
    /smallest counterexample: signed (no bytes|0x[0-9a-f]{2} \(1 byte\)), shown with (no bytes|0x[0-9a-f]{2} \(1 byte\))\n/
  )
  expect(text).toMatch(/what happened: accepted: the signature, for the other content/)
  expect(text).toMatch(/again: this test with COPATH_LAW=-?\d+\/[\d:]+$/)
})

test("a message protection that refuses what comes late: two messages are enough", async () => {
  const text = await said(protectionLaws, "whatever order", protectionUnderTest(toyProtection("in order only"), { ...toyCrypto, window }))
  expect(text).toMatch(/^broken law: whatever order messages come in, the window alone decides/)
  expect(text).toMatch(/smallest counterexample: messages come in this order: 1, [01]\n/)
})

test("a signature algorithm that takes any signature for messages of one byte", () => {
  const sound = insecureDummySignature(40)
  const broken = {
    ...sound,
    claims: { unforgeability: "strong", deterministic: true, stateful: false, postQuantum: false } as const,
    verify: (...[key, message, signature]: Parameters<typeof sound.verify>) => message.length === 1 || sound.verify(key, message, signature)
  }
  const suite = Effect.runSync(Effect.provide(CipherSuite, toyCrypto.suite))
  const law = claimLaws(broken, suite, { runs: 200 }).find(({ title }) => title.startsWith("what is signed verifies"))
  expect(law).toBeDefined()
  if (law === undefined) return
  const told = ((): string => {
    try {
      return String(triedCrypto(law))
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  })()
  expect(told).toMatch(/^broken law: what is signed verifies, and under the same signature nothing else does\n/)
  expect(told).toContain("smallest counterexample: message no bytes, other message 0x00 (1 byte), seed 0x")
  expect(told).toContain("what happened: the signature of the message holds for the other one")
})

test("a failure without words is told by its tag and its fields; only what shows more than it says is kept as a cause", async () => {
  const broken = <E>(check: Effect.Effect<void, E>) => Effect.runPromise(Effect.flip(tried({ title: "a law", check }, Layer.empty)))
  const typed = await broken(Effect.fail(new BadSignature({ sender: leafIndex(1), what: "note" })))
  expect(typed.message).toBe("broken law: a law\nit fails with BadSignature (sender 1, what note)")
  expect(typed.cause).toBeUndefined()
  const odd = await broken(Effect.fail({ position: 1n, duplicate: true }))
  expect(odd.message).toBe('broken law: a law: it gives {"position":"1n","duplicate":true}')
  const thrown = await broken(Effect.sync(() => expect(1, "one").toBe(2)))
  expect(thrown.message).toMatch(/^broken law: a law\none: expected 1 to be 2/)
  expect(thrown.cause).toBeInstanceOf(Error)
  const same = await broken(Effect.fail(new LawBroken({ law: "a law", detail: "of leaf 3" })))
  expect(same.message).toBe("broken law: a law\nof leaf 3")
})

test("a signature algorithm that signs all but the end is shown a message, another one and what happened", () => {
  const sound = insecureDummySignature(40)
  const shortSighted = {
    ...sound,
    claims: { unforgeability: "existential", deterministic: true, stateful: false, postQuantum: false } as const,
    sign: (...[pair, message]: Parameters<typeof sound.sign>) => sound.sign(pair, message.slice(0, 32)),
    verify: (...[key, message, signature]: Parameters<typeof sound.verify>) => sound.verify(key, message.slice(0, 32), signature)
  }
  const suite = Effect.runSync(Effect.provide(CipherSuite, toyCrypto.suite))
  const law = claimLaws(shortSighted, suite, { runs: 1 }).find(({ title }) => title.startsWith("what is signed verifies"))
  expect(() => law?.check()).toThrow("what happened: the signature of the message holds for the other one")
})
