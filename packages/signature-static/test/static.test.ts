import {
  type Author,
  CipherSuite,
  noBytes,
  type Roster,
  Secret,
  type SignatureCheck,
  SignatureScheme,
  verifyWithLabel
} from "@copath/contracts"
import { cipherSuite, nobleSuite } from "@copath/crypto-noble"
import { leafIndex } from "@copath/tree-math"
import { it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { assert } from "vitest"
import { layer } from "../src/index.ts"

const suite = nobleSuite(1)
const identity = suite.signature.derive(new Secret(new Uint8Array(32).fill(5)))
const author: Author = { leaf: leafIndex(2), identityKey: identity.publicKey, note: noBytes }
const roster: Roster = { leafCount: 4, authorAt: (leaf) => (leaf === 2 ? author : undefined) }
const at = { group: Uint8Array.of(1), epoch: 3n, current: 3n, leaf: leafIndex(2), contentType: 1, generation: Option.none(), roster }
const text = new TextEncoder().encode("text")

it.effect("signs as RFC 9420 does: SignWithLabel by the leaf's key, and no note", () =>
  Effect.gen(function* () {
    const scheme = yield* SignatureScheme
    const begun = yield* scheme.begin(identity)
    const { signature } = yield* scheme.sign(begun.state, at, "FramedContentTBS", text)
    assert.isTrue(verifyWithLabel(suite, identity.publicKey, "FramedContentTBS", text, signature))
    assert.strictEqual(begun.note.length, 0)
    assert.strictEqual((yield* scheme.rotate(begun.state, at, roster)).note.length, 0)
  }).pipe(Effect.provide(Layer.provide(layer, cipherSuite(1))))
)

it.effect("R028: a stolen key forges for good, whatever the member does", () =>
  Effect.gen(function* () {
    const scheme = yield* SignatureScheme
    const { state: stolen } = yield* scheme.begin(identity)
    const mine = yield* scheme.rotate(stolen, at, roster)
    const later = { ...at, epoch: 1000n, current: 1000n }
    const { signature } = yield* scheme.sign(stolen, later, "FramedContentTBS", text)
    yield* scheme.verify({ ...author, note: mine.note }, later, "FramedContentTBS", text, signature, undefined)
  }).pipe(Effect.provide(Layer.provide(layer, cipherSuite(1))))
)

it.effect("R035: leaves a batch to the suite, where the suite has one", () =>
  Effect.gen(function* () {
    const asked: Array<number> = []
    const bulk = Layer.effect(
      CipherSuite,
      Effect.map(CipherSuite, (s) => ({
        ...s,
        signature: {
          ...s.signature,
          verifyAll: (checks: ReadonlyArray<SignatureCheck>) =>
            Effect.sync(() => {
              asked.push(checks.length)
              return checks.map(({ message, publicKey, signature }) => s.signature.verify(publicKey, message, signature))
            })
        }
      }))
    ).pipe(Layer.provide(cipherSuite(1)))
    const verdicts = yield* Effect.gen(function* () {
      const scheme = yield* SignatureScheme
      const { state } = yield* scheme.begin(identity)
      const { signature } = yield* scheme.sign(state, at, "FramedContentTBS", text)
      const item = { author, at, label: "FramedContentTBS", content: text, signature }
      return yield* scheme.verifyAll?.([item, { ...item, content: noBytes }, item], undefined) ?? Effect.succeed([])
    }).pipe(Effect.provide(Layer.provide(layer, bulk)))
    assert.deepStrictEqual([asked, verdicts], [[3], [true, false, true]])
  })
)
