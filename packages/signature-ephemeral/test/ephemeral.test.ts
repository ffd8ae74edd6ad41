import {
  type Author,
  CipherSuite,
  type KeyPair,
  noBytes,
  type Roster,
  Secret,
  SignatureScheme,
  signWithLabel,
  verifyWithLabel
} from "@copath/contracts"
import { cipherSuite, nobleSuite, seededEntropy, seededRandom } from "@copath/crypto-noble"
import { leafIndex } from "@copath/tree-math"
import { it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { assert } from "vitest"
import { layer } from "../src/index.ts"
import { issue, readNote } from "../src/note.ts"
import { sign } from "../src/sign.ts"

const suite = nobleSuite(1)
const identity: KeyPair = suite.signature.derive(new Secret(new Uint8Array(32).fill(5)))
const roster: Roster = { leafCount: 4, authorAt: () => undefined }
const at = { group: Uint8Array.of(1), epoch: 3n, current: 3n, leaf: leafIndex(2), contentType: 1, generation: Option.none(), roster }
const text = new TextEncoder().encode("text")
const author = (note: Uint8Array): Author => ({ leaf: leafIndex(2), identityKey: identity.publicKey, note })
const parts = layer.pipe(Layer.provideMerge(cipherSuite(1)), Layer.provide(seededEntropy("ephemeral")))

it.effect("R028: a stolen signing key forges until the next rotation, and not after", () =>
  Effect.gen(function* () {
    const scheme = yield* SignatureScheme
    const first = yield* scheme.begin(identity)
    const stolen = first.state
    const forgery = yield* scheme.sign(stolen, at, "FramedContentTBS", text)
    yield* scheme.verify(author(first.note), at, "FramedContentTBS", text, forgery.signature, undefined)
    const second = yield* scheme.rotate(first.state, at, roster)
    const later = { ...at, epoch: 4n, current: 4n }
    const tried = yield* scheme.sign(stolen, later, "FramedContentTBS", text)
    yield* Effect.flip(scheme.verify(author(second.note), later, "FramedContentTBS", text, tried.signature, undefined))
    // Messages of the old epoch still hold, under the note that the leaf had then.
    yield* scheme.verify(author(first.note), at, "FramedContentTBS", text, forgery.signature, undefined)
  }).pipe(Effect.provide(parts))
)

it.effect("R037: a thief of the signing key cannot certify a key of its own", () =>
  Effect.gen(function* () {
    const scheme = yield* SignatureScheme
    const { note } = yield* scheme.begin(identity)
    const { ephemeral } = issue(suite, seededRandom("victim"), identity, noBytes)
    const forged = issue(suite, seededRandom("thief"), ephemeral, note)
    const refused = yield* Effect.flip(scheme.admit(author(forged.note), Option.some(note), at, undefined))
    assert.deepStrictEqual([refused._tag, refused._tag === "BadSignature" && refused.what], ["BadSignature", "note"])
  }).pipe(Effect.provide(parts))
)

it.effect("admits a leaf that keeps its note, and a first note where there was none", () =>
  Effect.gen(function* () {
    const scheme = yield* SignatureScheme
    const first = yield* scheme.begin(identity)
    const { note } = yield* scheme.rotate(first.state, at, roster)
    yield* scheme.admit(author(note), Option.some(note), at, undefined)
    yield* scheme.admit(author(first.note), Option.some(noBytes), at, undefined)
    yield* Effect.flip(scheme.admit(author(note), Option.some(noBytes), at, undefined))
  }).pipe(Effect.provide(parts))
)

it.effect("keeps the identity key out of messages, and the ephemeral key out of certificates", () =>
  Effect.gen(function* () {
    const suite = yield* CipherSuite
    const { ephemeral, note } = issue(suite, seededRandom("one"), identity, noBytes)
    const signature = sign(suite, { identity, ephemeral, note }, at, "FramedContentTBS", text)
    assert.isFalse(verifyWithLabel(suite, identity.publicKey, "FramedContentTBS", text, signature))
    // A leaf or key package signed by the ephemeral key is no message, for its content is another one.
    const plain = signWithLabel(suite, ephemeral, "FramedContentTBS", text)
    const scheme = yield* SignatureScheme
    yield* Effect.flip(scheme.verify(author(note), at, "FramedContentTBS", text, plain, undefined))
  }).pipe(Effect.provide(parts))
)

it.effect("refuses a certified key that is no key", () =>
  Effect.gen(function* () {
    const scheme = yield* SignatureScheme
    const certified = (key: Uint8Array): Uint8Array => {
      const tbs = Uint8Array.of(key.length, ...key, 0)
      return Uint8Array.of(...tbs, 0x40, 64, ...signWithLabel(suite, identity, "eph-certified", tbs))
    }
    yield* scheme.admit(author(certified(identity.publicKey)), Option.none(), at, undefined)
    yield* Effect.flip(scheme.admit(author(certified(identity.publicKey.slice(1))), Option.none(), at, undefined))
  }).pipe(Effect.provide(parts))
)

it.effect("adds a key, a certificate and the hash of the note before to a leaf", () =>
  Effect.gen(function* () {
    const scheme = yield* SignatureScheme
    const { note, state } = yield* scheme.begin(identity)
    const size = suite.signature.publicKeySize
    assert.strictEqual(readNote(note)?.key.length, size)
    assert.strictEqual(note.length, 1 + size + 1 + 2 + 64)
    assert.strictEqual((yield* scheme.rotate(state, at, roster)).note.length, note.length + suite.hash.size)
  }).pipe(Effect.provide(parts))
)
