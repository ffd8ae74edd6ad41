import { decode, encode } from "@copath/codec"
import { CipherSuite, type Entropy, equalBytes, Secret, SignatureScheme, type SignedItem, type Suite } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { assert } from "vitest"
import { drawnDuring } from "../drawn.ts"
import { type Law, register } from "../law.ts"
import { type CryptoUnderTest, flipped, makerOf, textBytes } from "../schedule/crypto.ts"
import { identityLaw } from "./identityLaw.ts"
import { anonymousLaws, attributionLaws, chainLaws, memberLaws, placeLaws, rotationLaws } from "./promisedLaws.ts"
import { statefulLaws } from "./statefulLaws.ts"
import {
  admitted,
  content,
  isBad,
  label,
  noted,
  placeOf,
  rotated,
  signed,
  type Signer,
  signerAt,
  SignatureUnderTest,
  type SignaturePromises,
  verified,
  withNote
} from "./world.ts"

type Check = Law<SignatureUnderTest>["check"]

const holds: Check = Effect.gen(function* () {
  const [alice, reader, carol] = [yield* signerAt("alice", 1), yield* signerAt("somebody else", 4), yield* signerAt("carol", 6)]
  let { state } = alice
  yield* admitted(reader, alice)
  for (const what of [content, new Uint8Array(0), new Uint8Array(5000).fill(3), content]) {
    const talk = { by: { ...alice, state }, reader, others: [carol], what }
    const made = yield* signed(talk)
    yield* verified(talk, made.signature)
    yield* verified({ ...talk, reader: carol, others: [reader] }, made.signature)
    state = made.state
  }
})

const oldKeysStay: Check = Effect.gen(function* () {
  const [first, reader] = [yield* signerAt("alice", 1), yield* signerAt("bob", 2)]
  const second = yield* rotated(first, reader)
  const third = yield* rotated(second, reader)
  for (const by of [third, second, first]) {
    const talk = { by, reader }
    const { signature } = yield* signed(talk)
    yield* verified(talk, signature)
    const { window = 2n } = by.scheme.facts
    yield* verified({ ...talk, place: { current: by.since + (window < 2n ? window : 2n) } }, signature)
  }
})

const notesAreAdmitted: Check = Effect.gen(function* () {
  const reader = yield* signerAt("somebody else", 4)
  let alice = yield* signerAt("alice", 1)
  yield* admitted(reader, alice)
  for (let i = 0; i < 3; i++) {
    const next = yield* rotated(alice, reader)
    yield* admitted(reader, next, alice)
    // Whoever joins later knows nothing of the notes before; nor does who only looks on.
    yield* admitted(yield* signerAt(`joiner ${i}`, 5), next)
    yield* next.scheme.admit(next.author, Option.none(), noted(next), undefined)
    alice = next
  }
})

const notesAreChecked: Check = Effect.gen(function* () {
  const [alice, bob, carol] = [yield* signerAt("alice", 1), yield* signerAt("bob", 2), yield* signerAt("carol", 6)]
  const next = yield* rotated(alice, bob, carol)
  const { vouched } = alice.scheme
  for (const [signer, previous] of [[alice], [next, alice]] as const) {
    const { note } = signer.author
    const refused = Effect.fnUntraced(function* (bytes: Uint8Array, why: string) {
      // What the identity key signs within the leaf cannot be another's.
      if (vouched !== undefined && !equalBytes(vouched(bytes), vouched(note))) return
      const other = withNote(signer, bytes)
      // A note may speak to each reader by itself: then one who refuses it is enough.
      const refuses = (reader: Signer) => Effect.isFailure(admitted(reader, other, previous))
      const readers = vouched === undefined ? [bob, carol] : yield* Effect.filter([bob, carol], refuses)
      assert.isNotEmpty(readers, `accepted by all: ${why}`)
      for (const reader of readers) yield* isBad(admitted(reader, other, previous), signer.author, why)
    })
    for (let i = 0; i < note.length; i++) yield* refused(flipped(note, i), `a note with another byte ${i} than was made`)
    for (let i = 0; i < note.length; i += 7) yield* refused(note.slice(0, i), `a note cut to ${i} bytes`)
    yield* refused(new Uint8Array([...note, 0]), "a note with a byte more than was made")
  }
})

const restored: Check = Effect.gen(function* () {
  const { make } = yield* SignatureUnderTest
  const other = yield* make("after a restart")
  const [first, reader] = [yield* signerAt("alice", 1), yield* signerAt("bob", 2)]
  for (const signer of [first, yield* rotated(first, reader)]) {
    const bytes = encode(signer.scheme.signerCodec, signer.state)
    const state = Result.getOrThrow(decode(other.signerCodec, bytes))
    assert.deepStrictEqual(encode(other.signerCodec, state), bytes)
    const moved: Signer = { ...signer, scheme: other, state }
    const { signature } = yield* signed({ by: moved, reader })
    yield* verified({ by: signer, reader }, signature)
    const answer = yield* signed({ by: reader, reader: moved })
    yield* verified({ by: reader, reader: moved }, answer.signature)
    const next = yield* rotated(moved, reader)
    yield* admitted(reader, next, signer)
    assert.strictEqual(decode(other.signerCodec, new Uint8Array([...bytes, 0]))._tag, "Failure", "a state with more behind it")
    if (bytes.length > 0) assert.strictEqual(decode(other.signerCodec, bytes.slice(0, -1))._tag, "Failure", "a state cut short")
  }
})

const repeatable: Check = Effect.gen(function* () {
  const { suite } = yield* SignatureUnderTest
  const bob = yield* signerAt("bob", 2)
  // A suite may draw for its own signatures: then those of a scheme say nothing.
  const one = suite.signature.derive(new Secret(new Uint8Array(suite.signature.seedSize)))
  const sure = equalBytes(suite.signature.sign(one, content), suite.signature.sign(one, content))
  const life = Effect.gen(function* () {
    const first = yield* signerAt("alice", 1)
    const second = yield* rotated(first, bob)
    const made = yield* Effect.forEach([first, second], (by) => signed({ by, reader: bob }))
    return {
      notes: [first, second].map(({ author }) => author.note),
      states: [first, second].map(({ scheme, state }) => encode(scheme.signerCodec, state)),
      signatures: sure ? made.map(({ signature }) => signature) : []
    }
  })
  const { drawn, value } = yield* drawnDuring(Effect.all([life, life]))
  assert.deepStrictEqual(value[1], value[0], `the same Entropy, and another outcome${drawn}`)
})

const garbage: Check = Effect.gen(function* () {
  const [alice, reader] = [yield* signerAt("alice", 1), yield* signerAt("bob", 2)]
  const { author, scheme } = alice
  const { signature } = yield* signed({ by: alice, reader })
  const noise = (n: number): Uint8Array => Uint8Array.from({ length: n }, (_, i) => (i * n * 31 + n) % 256)
  for (let n = 0; n < 140; n++) {
    if (n > 0 || signature.length > 0)
      yield* isBad(
        verified({ by: alice, reader }, noise(n)),
        author,
        n === 0 ? "an empty signature" : `${n} bytes of noise for a signature`
      )
    const strange = { ...author, identityKey: noise(n), note: noise(n) }
    if (n > 0) yield* isBad(verified({ by: alice, reader }, noise(64), strange), author, `${n} bytes of noise for identity key and note`)
    if (n > 0) yield* isBad(admitted(reader, withNote(alice, noise(n))), author, `${n} bytes of noise for a note`)
    scheme.vouched?.(noise(n))
    decode(scheme.signerCodec, noise(n))
  }
})

/** A suite that checks many signatures at once, as far as anybody can tell. */
const withBatch = (suite: Suite): Suite => ({
  ...suite,
  signature: {
    ...suite.signature,
    verifyAll: (checks) =>
      Effect.sync(() => checks.map(({ message, publicKey, signature }) => suite.signature.verify(publicKey, message, signature)))
  }
})

const batches: Check = Effect.gen(function* () {
  const { make } = yield* SignatureUnderTest
  const [alice, bob, reader] = [yield* signerAt("alice", 1), yield* signerAt("bob", 2), yield* signerAt("carol", 3)]
  const items = yield* Effect.forEach(Array.from({ length: 9 }), (_, i) => {
    const by = i % 2 === 0 ? alice : bob
    const talk = { by, reader, what: textBytes(`${i}`) }
    const at = placeOf(talk)
    return Effect.map(signed(talk), ({ signature }) => ({ author: by.author, at, label, content: talk.what, signature }))
  })
  // A byte too many is bad in every scheme.
  const broken = items.map((item, i) => (i % 3 === 1 ? { ...item, signature: new Uint8Array([...item.signature, 0]) } : item))
  for (const { verify, verifyAll } of [reader.scheme, yield* make("a batch", withBatch)]) {
    for (const batch of [[], items, broken]) {
      const singly = yield* Effect.forEach(batch, (item) =>
        Effect.isSuccess(verify(item.author, item.at, item.label, item.content, item.signature, reader.state))
      )
      assert.deepStrictEqual(
        singly,
        batch.map((item) => items.includes(item))
      )
      if (verifyAll !== undefined) assert.deepStrictEqual(yield* verifyAll(batch, reader.state), singly, "a batch and its items disagree")
    }
    // Whose note is none has no key: bad or not as it would be alone, and in its place.
    const strange = items.map((item, i) => (i % 4 === 2 ? { ...item, author: { ...item.author, note: Uint8Array.of(1) } } : item))
    const alone = yield* Effect.forEach(strange, (item) =>
      Effect.isSuccess(verify(item.author, item.at, item.label, item.content, item.signature, reader.state))
    )
    if (verifyAll !== undefined) assert.deepStrictEqual(yield* verifyAll(strange, reader.state), alone, "a note that is none, in a batch")
  }
})

const manyAtOnce: Check = Effect.gen(function* () {
  const [alice, reader] = [yield* signerAt("alice", 1), yield* signerAt("bob", 2)]
  const { signAll } = alice.scheme
  if (signAll === undefined) return
  for (const count of [0, 1, 2, 3, 5, 8, 9]) {
    // Two of them say the same, in two places if the protection tells them.
    const talks = Array.from({ length: count }, (_, i) => ({
      by: alice,
      reader,
      what: textBytes(`${i % 7}`),
      place: { generation: Option.some(i) }
    }))
    const items = talks.map((talk) => ({ at: placeOf(talk), label, content: talk.what }))
    const singly = yield* Effect.forEach(talks, (talk) => Effect.map(signed(talk), ({ signature }) => signature))
    const { signatures, state } = yield* signAll(alice.state, items)
    assert.strictEqual(signatures.length, count, "one for each")
    const verdicts = (made: ReadonlyArray<Uint8Array>) =>
      Effect.forEach(talks, (talk) => Effect.forEach(made, (signature) => Effect.isSuccess(verified(talk, signature))))
    assert.deepStrictEqual(yield* verdicts(signatures), yield* verdicts(singly), `${count} at once, each under each message`)
    for (const [i, signature] of signatures.entries()) {
      const talk = talks[i]
      if (talk === undefined) continue
      yield* verified(talk, signature)
      if (signature.length > 0) {
        yield* isBad(verified(talk, flipped(signature, signature.length - 1)), alice.author, "the last byte of one of many")
        yield* isBad(verified(talk, flipped(signature, 0)), alice.author, "the first byte of one of many")
      }
      const { maxSignature } = alice.scheme.facts
      if (maxSignature !== undefined) assert.isAtMost(signature.length, maxSignature, "a signature longer than it says")
      const batch = [{ ...items[i], author: alice.author, signature }] as ReadonlyArray<SignedItem>
      if (reader.scheme.verifyAll !== undefined) assert.deepStrictEqual(yield* reader.scheme.verifyAll(batch, reader.state), [true])
    }
    const after = { by: { ...alice, state }, reader }
    yield* verified(after, (yield* signed(after)).signature)
  }
})

const factsAreTrue: Check = Effect.gen(function* () {
  const { promises } = yield* SignatureUnderTest
  const [first, reader] = [yield* signerAt("alice", 1), yield* signerAt("bob", 2)]
  const { facts } = first.scheme
  assert.strictEqual(facts.attributable, promises.anonymous === true ? "group" : "signer")
  assert.strictEqual(facts.verifiers, promises.membersOnly === true ? "members" : "anybody")
  if (facts.attributable === "group" || facts.verifiers === "members") assert.isFalse(facts.transferable, "nobody outside is convinced")
  for (const by of [first, yield* rotated(first, reader)]) {
    const { signature } = yield* signed({ by, reader })
    if (facts.maxSignature !== undefined) assert.isAtMost(signature.length, facts.maxSignature, "a signature longer than it says")
    if (facts.verifiers === "anybody") yield* verified({ by, reader: undefined, others: [reader] }, signature)
    const window = facts.window ?? 1_000_000n
    yield* verified({ by, reader, place: { current: by.since + window } }, signature)
    if (facts.window === undefined) continue
    yield* isBad(verified({ by, reader, place: { current: by.since + window + 1n } }, signature), by.author, "after its window")
  }
})

/** What every scheme does. */
export const signatureLaws: ReadonlyArray<Law<SignatureUnderTest>> = [
  { title: "what a member signs, every member verifies (R101)", check: holds },
  { title: "signatures of before a rotation hold under the note of before (R050, V059)", check: oldKeysStay },
  { title: "every note a scheme makes is admitted in its turn", check: notesAreAdmitted },
  { title: "no other note is admitted", check: notesAreChecked },
  identityLaw,
  { title: "a signer is written down and goes on in another instance", check: restored },
  { title: "equal randomness gives equal keys, notes and signatures", check: repeatable },
  { title: "bytes of any kind are refused without a defect", check: garbage },
  { title: "a batch gives the verdicts of its items (R035)", check: batches },
  { title: "what is signed at once holds as what is signed one by one (R040)", check: manyAtOnce },
  { title: "what a scheme says of itself is true (R126)", check: factsAreTrue }
]

/** What a scheme promises beyond the common laws, and the primitives to try it over. */
export interface SignatureLawOptions extends CryptoUnderTest, SignaturePromises {}

/** A layer as the laws want it. */
export const signatureUnderTest = (
  layer: Layer.Layer<SignatureScheme, never, CipherSuite | Entropy>,
  options: SignatureLawOptions
): Layer.Layer<SignatureUnderTest> =>
  Layer.effect(
    SignatureUnderTest,
    Effect.map(CipherSuite, (suite) => ({ make: makerOf(SignatureScheme, layer, options), suite, promises: options }))
  ).pipe(Layer.provide(options.suite))

/** The laws that hold for a scheme of these promises. */
export const signatureLawsFor = (promises: SignaturePromises): ReadonlyArray<Law<SignatureUnderTest>> => [
  ...signatureLaws,
  ...(promises.anonymous === true ? anonymousLaws : attributionLaws),
  ...(promises.bindsPlace === true ? placeLaws : []),
  ...(promises.rotates === true ? rotationLaws : []),
  ...(promises.chained === true ? chainLaws : []),
  ...(promises.membersOnly === true ? memberLaws : []),
  ...(promises.indexOf === undefined ? [] : statefulLaws)
]

/** Registers a test for every law of {@link SignatureScheme} that the scheme promises. */
export const signatureSchemeLaws = (
  name: string,
  layer: Layer.Layer<SignatureScheme, never, CipherSuite | Entropy>,
  options: SignatureLawOptions
): void => register(name, signatureLawsFor(options), signatureUnderTest(layer, options))
