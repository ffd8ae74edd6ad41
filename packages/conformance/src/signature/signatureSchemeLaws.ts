import { decode, encode } from "@copath/codec"
import { CipherSuite, type Entropy, type SignedAt, SignatureScheme } from "@copath/contracts"
import { leafIndex } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { assert } from "vitest"
import { type Law, register } from "../law.ts"
import { type CryptoUnderTest, flipped, makerOf, textBytes } from "../schedule/crypto.ts"
import { at, content, isBad, label, rotated, signed, type Signer, signerAt, SignatureUnderTest } from "./world.ts"

type Check = Law<SignatureUnderTest>["check"]

const holds: Check = Effect.gen(function* () {
  const { make } = yield* SignatureUnderTest
  const verifier = yield* make("somebody else")
  const alice = yield* signerAt("alice", 1)
  let { state } = alice
  yield* verifier.admit(alice.author, Option.none())
  for (const what of [content, new Uint8Array(0), new Uint8Array(5000).fill(3), content]) {
    const made = yield* signed({ ...alice, state }, what)
    yield* verifier.verify(alice.author, at, label, what, made.signature)
    state = made.state
  }
})

const bound: Check = Effect.gen(function* () {
  const alice = yield* signerAt("alice", 1)
  const { author, scheme } = alice
  const { signature } = yield* signed(alice)
  yield* scheme.verify(author, at, label, content, signature)
  for (let i = 0; i < content.length; i++)
    yield* isBad(scheme.verify(author, at, label, flipped(content, i), signature), author, `content, byte ${i}`)
  for (let i = 0; i < signature.length; i++)
    yield* isBad(scheme.verify(author, at, label, content, flipped(signature, i)), author, `signature, byte ${i}`)
  for (const other of ["GroupInfoTBS", "FramedContentTB", ""])
    yield* isBad(scheme.verify(author, at, other, content, signature), author, `label ${other}`)
  yield* isBad(scheme.verify(author, at, label, new Uint8Array([...content, 0]), signature), author, "content, longer")
})

const noForgery: Check = Effect.gen(function* () {
  const [alice, mallory] = [yield* signerAt("alice", 1), yield* signerAt("mallory", 2)]
  const { signature } = yield* signed(mallory)
  yield* isBad(alice.scheme.verify(alice.author, at, label, content, signature), alice.author, "another member's signature")
  yield* isBad(
    alice.scheme.verify(
      { ...mallory.author, identityKey: alice.author.identityKey, note: alice.author.note },
      at,
      label,
      content,
      signature
    ),
    mallory.author,
    "another member's leaf"
  )
})

const oldKeysStay: Check = Effect.gen(function* () {
  const first = yield* signerAt("alice", 1)
  const second = yield* rotated(first)
  const third = yield* rotated(second)
  for (const signer of [third, second, first]) {
    const { signature } = yield* signed(signer)
    yield* signer.scheme.verify(signer.author, at, label, content, signature)
  }
})

const notesAreAdmitted: Check = Effect.gen(function* () {
  const { make } = yield* SignatureUnderTest
  const verifier = yield* make("somebody else")
  let alice = yield* signerAt("alice", 1)
  yield* verifier.admit(alice.author, Option.none())
  for (let i = 0; i < 3; i++) {
    const next = yield* rotated(alice)
    yield* verifier.admit(next.author, Option.some(alice.author.note))
    // Whoever joins later knows nothing of the notes before.
    yield* verifier.admit(next.author, Option.none())
    alice = next
  }
})

const notesAreChecked: Check = Effect.gen(function* () {
  const alice = yield* signerAt("alice", 1)
  const next = yield* rotated(alice)
  for (const { author, scheme } of [alice, next]) {
    const { note } = author
    for (let i = 0; i < note.length; i++)
      yield* isBad(scheme.admit({ ...author, note: flipped(note, i) }, Option.none()), author, `note, byte ${i}`)
    for (let i = 0; i < note.length; i += 7)
      yield* isBad(scheme.admit({ ...author, note: note.slice(0, i) }, Option.none()), author, `note, cut to ${i}`)
    yield* isBad(scheme.admit({ ...author, note: new Uint8Array([...note, 0]) }, Option.none()), author, "note, longer")
  }
})

const restored: Check = Effect.gen(function* () {
  const { make } = yield* SignatureUnderTest
  const other = yield* make("after a restart")
  const first = yield* signerAt("alice", 1)
  for (const signer of [first, yield* rotated(first)]) {
    const bytes = encode(signer.scheme.signerCodec, signer.state)
    const state = Result.getOrThrow(decode(other.signerCodec, bytes))
    assert.deepStrictEqual(encode(other.signerCodec, state), bytes)
    const moved: Signer = { ...signer, scheme: other, state }
    const { signature } = yield* signed(moved)
    yield* signer.scheme.verify(signer.author, at, label, content, signature)
    const next = yield* rotated(moved)
    yield* signer.scheme.admit(next.author, Option.some(signer.author.note))
    assert.strictEqual(decode(other.signerCodec, bytes.slice(0, -1))._tag, "Failure", "a state cut short")
  }
})

const repeatable: Check = Effect.gen(function* () {
  const bytesOf = ({ author, scheme, state }: Signer) => ({ note: author.note, state: encode(scheme.signerCodec, state) })
  const [once, again] = [yield* signerAt("alice", 1), yield* signerAt("alice", 1)]
  assert.deepStrictEqual(bytesOf(again), bytesOf(once), "the first keys")
  assert.deepStrictEqual(bytesOf(yield* rotated(again)), bytesOf(yield* rotated(once)), "the keys after a rotation")
})

const garbage: Check = Effect.gen(function* () {
  const { author, scheme } = yield* signerAt("alice", 1)
  const noise = (n: number): Uint8Array => Uint8Array.from({ length: n }, (_, i) => (i * n * 31 + n) % 256)
  for (let n = 0; n < 140; n++) {
    yield* isBad(scheme.verify(author, at, label, content, noise(n)), author, `signature of ${n} bytes`)
    yield* isBad(
      scheme.verify({ ...author, identityKey: noise(n), note: noise(n) }, at, label, content, noise(64)),
      author,
      `keys of ${n} bytes`
    )
    if (n > 0) yield* isBad(scheme.admit({ ...author, note: noise(n) }, Option.none()), author, `note of ${n} bytes`)
    decode(scheme.signerCodec, noise(n))
  }
})

const batches: Check = Effect.gen(function* () {
  const [alice, bob] = [yield* signerAt("alice", 1), yield* signerAt("bob", 2)]
  const { verifyAll } = alice.scheme
  const items = yield* Effect.forEach(Array.from({ length: 9 }), (_, i) => {
    const who = i % 2 === 0 ? alice : bob
    const what = textBytes(`${i}`)
    return Effect.map(signed(who, what), ({ signature }) => ({ author: who.author, at, label, content: what, signature }))
  })
  const broken = items.map((item, i) => (i % 3 === 1 ? { ...item, signature: flipped(item.signature, i) } : item))
  for (const batch of [[], items, broken]) {
    const singly = yield* Effect.forEach(batch, (item) =>
      Effect.isSuccess(alice.scheme.verify(item.author, item.at, item.label, item.content, item.signature))
    )
    assert.deepStrictEqual(
      singly,
      batch.map((item) => items.includes(item))
    )
    if (verifyAll !== undefined) assert.deepStrictEqual(yield* verifyAll(batch), singly, "a batch and its items disagree")
  }
})

/** What every scheme does. A scheme without signatures keeps none of them, and says so. */
export const signatureLaws: ReadonlyArray<Law<SignatureUnderTest>> = [
  { title: "what a member signs, everybody verifies (R101)", check: holds },
  { title: "content, label and signature are bound", check: bound },
  { title: "one member's signature is never another's (R103)", check: noForgery },
  { title: "signatures of before a rotation hold under the note of before (R050, V059)", check: oldKeysStay },
  { title: "every note a scheme makes is admitted in its turn", check: notesAreAdmitted },
  { title: "no other note is admitted", check: notesAreChecked },
  { title: "a signer is written down and goes on in another instance", check: restored },
  { title: "equal randomness gives equal keys and notes", check: repeatable },
  { title: "bytes of any kind are refused without a defect", check: garbage },
  { title: "a batch gives the verdicts of its items (R035)", check: batches }
]

const placeIsBound: Check = Effect.gen(function* () {
  const alice = yield* signerAt("alice", 1)
  const { author, scheme } = alice
  const { signature } = yield* signed(alice)
  yield* scheme.verify(author, at, label, content, signature)
  const elsewhere: Readonly<Record<string, Partial<SignedAt>>> = {
    group: { group: textBytes("b group") },
    epoch: { epoch: 8n },
    leaf: { leaf: leafIndex(2) },
    "content type": { contentType: 2 },
    generation: { generation: Option.some(0) }
  }
  for (const [what, place] of Object.entries(elsewhere)) {
    yield* isBad(scheme.verify(author, { ...at, ...place }, label, content, signature), author, what)
  }
})

/** What holds besides where a signature names its place. */
export const placeLaws: ReadonlyArray<Law<SignatureUnderTest>> = [
  { title: "a signature is worth nothing at another place (R062)", check: placeIsBound }
]

const keysChange: Check = Effect.gen(function* () {
  const first = yield* signerAt("alice", 1)
  const second = yield* rotated(first)
  const third = yield* rotated(second)
  const signers = [first, second, third]
  for (const [i, signer] of signers.entries()) {
    const { signature } = yield* signed(signer)
    for (const [j, { author, scheme }] of signers.entries()) {
      if (i !== j) yield* isBad(scheme.verify(author, at, label, content, signature), author, `signed with key ${i}, note ${j}`)
    }
  }
})

const notesAreChained: Check = Effect.gen(function* () {
  const first = yield* signerAt("alice", 1)
  const second = yield* rotated(first)
  const third = yield* rotated(second)
  const rival = yield* rotated(first)
  const mallory = yield* signerAt("mallory", 1)
  const { scheme } = first
  yield* isBad(scheme.admit(third.author, Option.some(first.author.note)), third.author, "a note was left out")
  yield* isBad(scheme.admit(first.author, Option.some(second.author.note)), first.author, "back to an older note")
  yield* isBad(scheme.admit(third.author, Option.some(rival.author.note)), third.author, "a note of another branch")
  yield* isBad(
    scheme.admit({ ...mallory.author, identityKey: first.author.identityKey }, Option.none()),
    mallory.author,
    "certified by somebody else"
  )
  yield* isBad(scheme.admit({ ...first.author, note: new Uint8Array(0) }, Option.none()), first.author, "no note")
})

/** What holds besides where each rotation brings a fresh key. */
export const rotationLaws: ReadonlyArray<Law<SignatureUnderTest>> = [
  { title: "a rotated key signs for its own note alone (R028, R037)", check: keysChange },
  { title: "notes follow one another, and the identity key vouches for each (R037)", check: notesAreChained }
]

/** What a scheme promises beyond the common laws. */
export interface SignatureLawOptions extends CryptoUnderTest {
  /** Signatures name their place: group, epoch, leaf, content type, generation. */
  readonly bindsPlace?: boolean
  /** `rotate` brings a fresh key, certified by a note that is chained to the one before. */
  readonly rotates?: boolean
}

/** A layer as the laws want it. */
export const signatureUnderTest = (
  layer: Layer.Layer<SignatureScheme, never, CipherSuite | Entropy>,
  crypto: CryptoUnderTest
): Layer.Layer<SignatureUnderTest> =>
  Layer.effect(
    SignatureUnderTest,
    Effect.map(CipherSuite, (suite) => ({ make: makerOf(SignatureScheme, layer, crypto), suite }))
  ).pipe(Layer.provide(crypto.suite))

/** Registers a test for every law of {@link SignatureScheme} that the scheme promises. */
export const signatureSchemeLaws = (
  name: string,
  layer: Layer.Layer<SignatureScheme, never, CipherSuite | Entropy>,
  options: SignatureLawOptions
): void => {
  const laws = [...signatureLaws, ...(options.bindsPlace === true ? placeLaws : []), ...(options.rotates === true ? rotationLaws : [])]
  register(name, laws, signatureUnderTest(layer, options))
}
