import { type Author, type KeyPair, noBytes, placedContent, Secret, SignatureScheme, signWithLabel } from "@copath/contracts"
import { cipherSuite, nobleSuite, seededEntropy } from "@copath/crypto-noble"
import { leafIndex } from "@copath/tree-math"
import { it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { assert } from "vitest"
import { DEFAULT_DELAY, disclosedAfter, layer, publishedKeys } from "../src/index.ts"
import { certify, type DisclosedNote, readNote } from "../src/note.ts"

const suite = nobleSuite(1)
const identity: KeyPair = suite.signature.derive(new Secret(new Uint8Array(32).fill(5)))
const roster = { leafCount: 4, authorAt: () => undefined }
const leaf = leafIndex(2)
const group = Uint8Array.of(1)
const label = "FramedContentTBS"
const text = new TextEncoder().encode("text")
const author = (note: Uint8Array): Author => ({ leaf, identityKey: identity.publicKey, note })
const at = (epoch: bigint, current = epoch) => ({ group, epoch, current, leaf, contentType: 1, generation: Option.none(), roster })
const over = (made: typeof layer) => made.pipe(Layer.provideMerge(cipherSuite(1)), Layer.provide(seededEntropy("disclosed")))

/** A member who rotates with each of these epochs, the first key being in use before; gives state and note of each. */
const rotating = Effect.fnUntraced(function* (...epochs: ReadonlyArray<bigint>) {
  const scheme = yield* SignatureScheme
  const steps = [yield* scheme.begin(identity)]
  for (const epoch of epochs) steps.push(yield* scheme.rotate((steps.at(-1) as (typeof steps)[0]).state, at(epoch), roster))
  return steps
})
type Step = Effect.Success<ReturnType<typeof rotating>>[number]
const step = (steps: ReadonlyArray<Step>, i: number): Step => steps[i] as Step

it.effect("a key is published by the first rotation after its delay, and not before", () =>
  Effect.gen(function* () {
    // Key 0 signs to epoch 3, key 1 to 4, key 2 to 5, key 3 to 9, key 4 from 10 on.
    const steps = yield* rotating(4n, 5n, 6n, 10n)
    const scheme = yield* SignatureScheme
    for (let i = 1; i < steps.length; i++)
      yield* scheme.admit(author(step(steps, i).note), Option.some(step(steps, i - 1).note), at([4n, 5n, 6n, 10n][i - 1] ?? 0n), undefined)
    assert.deepStrictEqual(
      steps.map(({ note }) => publishedKeys(suite, note).map(({ last }) => last)),
      [[], [], [], [], [3n, 4n, 5n]]
    )
    const keys = steps.map(({ note }) => readNote(note)?.key)
    assert.deepStrictEqual(
      publishedKeys(suite, step(steps, 4).note).map(({ key }) => key.publicKey),
      keys.slice(0, 3)
    )
  }).pipe(Effect.provide(over(layer)))
)

it.effect("R126: a late message is taken within the delay, and refused once its key may be everybody's", () =>
  Effect.gen(function* () {
    const scheme = yield* SignatureScheme
    const { note, state } = yield* scheme.begin(identity)
    const { signature } = yield* scheme.sign(state, at(7n), label, text)
    for (let late = 0n; late <= BigInt(DEFAULT_DELAY); late++)
      yield* scheme.verify(author(note), at(7n, 7n + late), label, text, signature, undefined)
    const tooLate = at(7n, 8n + BigInt(DEFAULT_DELAY))
    const refused = yield* Effect.flip(scheme.verify(author(note), tooLate, label, text, signature, undefined))
    assert.deepInclude(refused, { _tag: "BadSignature", sender: leaf, what: label })
  }).pipe(Effect.provide(over(layer)))
)

it.effect("R125: after disclosure anybody signs as the member, and the forgery is as good as the real thing", () =>
  Effect.gen(function* () {
    const scheme = yield* SignatureScheme
    const steps = yield* rotating(4n, 8n)
    const [first, , third] = [step(steps, 0), step(steps, 1), step(steps, 2)]
    const [published] = publishedKeys(suite, third.note)
    assert(published !== undefined)
    const [said, neverSaid] = [text, new TextEncoder().encode("never said")]
    // All that the stranger has is the published note.
    const forged = signWithLabel(suite, published.key, label, placedContent(at(published.last), neverSaid))
    const genuine = (yield* scheme.sign(first.state, at(3n), label, said)).signature
    // To a judge who looks at signatures alone, both hold under the key that the identity key has certified.
    for (const [what, signature] of [
      [said, genuine],
      [neverSaid, forged]
    ] as const)
      yield* scheme.verify(author(first.note), at(3n), label, what, signature, undefined)
    // No member is deceived: whoever can have seen the note refuses the epoch, even before taking in the commit that carries it.
    for (const current of [7n, 8n])
      yield* Effect.flip(scheme.verify(author(first.note), at(3n, current), label, neverSaid, forged, undefined))
  }).pipe(Effect.provide(over(layer)))
)

it.effect(
  "R028: a stolen signing key is worth nothing after a rotation, and the thief of all keys of one state has those that wait as well",
  () =>
    Effect.gen(function* () {
      const scheme = yield* SignatureScheme
      const steps = yield* rotating(4n)
      const [first, second] = [step(steps, 0), step(steps, 1)]
      const tried = yield* scheme.sign(first.state, at(4n), label, text)
      yield* Effect.flip(scheme.verify(author(second.note), at(4n), label, text, tried.signature, undefined))
      // What it said in its time still holds: R050.
      const old = yield* scheme.sign(first.state, at(3n), label, text)
      yield* scheme.verify(author(first.note), at(3n, 4n), label, text, old.signature, undefined)
    }).pipe(Effect.provide(over(layer)))
)

it.effect("a note that publishes too early, too late, another key or another delay is refused", () =>
  Effect.gen(function* () {
    const scheme = yield* SignatureScheme
    const [, second, third] = yield* rotating(4n, 8n)
    assert(second !== undefined && third !== undefined)
    const read = readNote(third.note)
    assert(read !== undefined)
    const { certificate: _, ...sound } = read
    const [due] = sound.disclosed
    assert(due !== undefined)
    const judged = (note: Uint8Array, epoch = 8n) =>
      Effect.isSuccess(scheme.admit(author(note), Option.some(second.note), at(epoch), undefined))
    const altered = (edit: Partial<DisclosedNote>) => judged(certify(suite, identity, { ...sound, ...edit }))
    assert.isTrue(yield* altered({}))
    const [waits] = sound.waiting
    assert(waits !== undefined)
    assert.isFalse(yield* altered({ disclosed: [] }), "withheld")
    assert.isFalse(
      yield* altered({ disclosed: [], waiting: [{ key: readNote(step([second], 0).note)?.waiting[0]?.key ?? noBytes, last: 3n }, waits] })
    )
    assert.isFalse(yield* altered({ disclosed: [due, { ...due, last: 7n }], waiting: [] }), "too early")
    assert.isFalse(yield* altered({ disclosed: [{ ...due, seed: new Uint8Array(32) }] }), "another seed")
    assert.isFalse(yield* altered({ disclosed: [{ ...due, seed: noBytes }] }), "no seed")
    assert.isFalse(yield* altered({ disclosed: [{ ...due, last: 2n }] }), "another epoch")
    assert.isFalse(yield* altered({ waiting: [{ ...waits, last: 6n }] }), "another end")
    assert.isFalse(yield* altered({ delay: 3 }), "another delay")
    assert.isFalse(yield* altered({ previous: noBytes }), "another chain")
    // The same note begins with no other epoch.
    assert.isFalse(yield* judged(third.note, 9n))
  }).pipe(Effect.provide(over(layer)))
)

it.effect("costs a key and an epoch for each key that waits, and a seed for each that has waited", () =>
  Effect.gen(function* () {
    const steps = yield* rotating(4n, 5n, 6n, 7n, 8n, 9n)
    const sizes = steps.map(({ note }) => note.length)
    const bare = 33 + 4 + 1 + 2 + 66
    assert.strictEqual(sizes[0], bare)
    // The hash of the note before, and one key more, until the first is due.
    assert.deepStrictEqual(sizes.slice(1, 4), [bare + 32 + 41, bare + 32 + 83, bare + 32 + 124])
    // From then on each rotation publishes one and puts one in line.
    assert.deepStrictEqual(
      sizes.slice(4),
      Array.from({ length: 3 }, () => bare + 32 + 124 + 41)
    )
  }).pipe(Effect.provide(over(layer)))
)

it.effect("with no delay nothing late is taken, and the key of the epoch before last is out with each rotation", () =>
  Effect.gen(function* () {
    const steps = yield* rotating(4n, 5n)
    assert.deepStrictEqual(
      steps.map(({ note }) => publishedKeys(suite, note).map(({ last }) => last)),
      [[], [], [3n]]
    )
    const scheme = yield* SignatureScheme
    const { signature } = yield* scheme.sign(step(steps, 1).state, at(4n), label, text)
    yield* scheme.verify(author(step(steps, 1).note), at(4n), label, text, signature, undefined)
    yield* Effect.flip(scheme.verify(author(step(steps, 1).note), at(4n, 5n), label, text, signature, undefined))
  }).pipe(Effect.provide(over(disclosedAfter(0))))
)

for (const delay of [0, 1, 2, 5]) {
  it.effect(
    `R126: says that its signatures are taken for ${delay} epochs after their own, by whoever verifies, and that they prove nothing for good`,
    () =>
      Effect.gen(function* () {
        const scheme = yield* SignatureScheme
        const { attributable, transferable, verifiers, window } = scheme.facts
        assert.deepStrictEqual(
          { attributable, transferable, verifiers },
          { attributable: "signer", transferable: false, verifiers: "anybody" }
        )
        assert(window !== undefined)
        assert.strictEqual(window, BigInt(delay))
        const { note, state } = yield* scheme.begin(identity)
        const { signature } = yield* scheme.sign(state, at(7n), label, text)
        yield* scheme.verify(author(note), at(7n, 7n + window), label, text, signature, undefined)
        yield* Effect.flip(scheme.verify(author(note), at(7n, 8n + window), label, text, signature, undefined))
      }).pipe(Effect.provide(over(disclosedAfter(delay))))
  )
}
