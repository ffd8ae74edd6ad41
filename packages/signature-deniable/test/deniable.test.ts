import {
  type Author,
  CipherSuite,
  type KeyPair,
  noBytes,
  noDh,
  placedContent,
  type Roster,
  Secret,
  SignatureScheme,
  type SignerState
} from "@copath/contracts"
import { cipherSuite, nobleSuite, seededEntropy, seededRandom } from "@copath/crypto-noble"
import { leafIndex } from "@copath/tree-math"
import { it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { assert } from "vitest"
import { layer, readNote, TAG_SIZE } from "../src/index.ts"
import { vouched, writeNote } from "../src/note.ts"
import { channelOf, keyTbm } from "../src/pairwise.ts"
import { signedBy } from "../src/sign.ts"
import { signerBox } from "../src/state.ts"

const suite = nobleSuite(1)
const group = Uint8Array.of(1)
const label = "FramedContentTBS"
const text = new TextEncoder().encode("text")

interface Member {
  readonly leaf: number
  readonly identity: KeyPair
  readonly state: SignerState
  readonly author: Author
}

const member = Effect.fnUntraced(function* (leaf: number, fill = leaf + 1) {
  const scheme = yield* SignatureScheme
  const identity = suite.signature.derive(new Secret(new Uint8Array(32).fill(fill)))
  const { note, state } = yield* scheme.begin(identity)
  const made: Member = { leaf, identity, state, author: { leaf: leafIndex(leaf), identityKey: identity.publicKey, note } }
  return made
})
const room = (...members: ReadonlyArray<Member>): Roster => ({
  leafCount: 64,
  authorAt: (leaf) => members.find((m) => m.leaf === leaf)?.author
})
const noted = (who: Member, epoch: bigint) => ({ group, epoch, leaf: leafIndex(who.leaf) })
const at = (who: Member, roster: Roster, epoch: bigint) => ({
  ...noted(who, epoch),
  current: epoch,
  contentType: 1,
  generation: Option.none<number>(),
  roster
})
const rotates = Effect.fnUntraced(function* (who: Member, epoch: bigint, roster: Roster) {
  const scheme = yield* SignatureScheme
  const { note, state } = yield* scheme.rotate(who.state, noted(who, epoch), roster)
  const next: Member = { ...who, state, author: { ...who.author, note } }
  return next
})
const issueOf = (who: Member) => {
  const issue = readNote(who.author.note)?.issue
  if (issue === undefined) throw new Error("no key is issued")
  return issue
}

const parts = layer.pipe(Layer.provideMerge(cipherSuite(1)), Layer.provide(seededEntropy("deniable")))

it.effect("R125: any member makes up what another one might have said, and nobody outside can tell it from the real thing", () =>
  Effect.gen(function* () {
    const [first, bob, carol] = [yield* member(0), yield* member(1), yield* member(2)]
    const alice = yield* rotates(first, 5n, room(first, bob, carol))
    const roster = room(alice, bob, carol)
    const genuine = {
      note: alice.author.note,
      signature: (yield* (yield* SignatureScheme).sign(alice.state, at(alice, roster, 5n), label, text)).signature
    }

    // Bob takes a signing key of his own choice, and tags it as if alice had: his tag he can compute, the others he draws at random.
    const bobs = signerBox.unwrap(bob.state)
    const random = seededRandom("bob makes it up")
    const ephemeral = suite.signature.derive(random(suite.signature.seedSize))
    const channel = readNote(alice.author.note)?.channel ?? noBytes
    const aliceAsBobKnowsHer = { identityKey: alice.author.identityKey, channel }
    const mine = channelOf(suite, bobs.identity.publicKey, bobs.channel).from(
      aliceAsBobKnowsHer,
      keyTbm(noted(alice, 5n), ephemeral.publicKey)
    )
    assert(mine !== undefined)
    const tags = Uint8Array.of(...mine, ...random(TAG_SIZE).expose())
    const note = writeNote({ channel, issue: { epoch: 5n, key: ephemeral.publicKey, tags } })
    const neverSaid = new TextEncoder().encode("fool")
    const made = signedBy(suite, ephemeral, { key: undefined, tags: noBytes }, at(alice, roster, 5n), label, neverSaid)
    const simulated = { note, signature: made }

    // To whoever gets bob's keys to look with, both hold.
    const scheme = yield* SignatureScheme
    const judged = (t: typeof genuine, what: Uint8Array, by: Member) =>
      Effect.isSuccess(scheme.verify({ ...alice.author, note: t.note }, at(alice, roster, 5n), label, what, t.signature, by.state))
    assert.deepStrictEqual([yield* judged(genuine, text, bob), yield* judged(simulated, neverSaid, bob)], [true, true])
    // They have one shape, and what alice's identity key has signed is the same in both.
    assert.deepStrictEqual([simulated.note.length, simulated.signature.length], [genuine.note.length, genuine.signature.length])
    assert.deepStrictEqual(vouched(simulated.note), vouched(genuine.note))
    // R103: the members are not deceived. Carol's tag is not there, and the note in alice's leaf is another one.
    assert.isFalse(yield* judged(simulated, neverSaid, carol))
    assert.isFalse(yield* judged({ ...simulated, note: genuine.note }, neverSaid, carol))
    assert.isFalse(yield* judged({ ...simulated, note: genuine.note }, neverSaid, bob))
  }).pipe(Effect.provide(parts))
)

it.effect("R028: a stolen signing key is worth nothing after a rotation, and a whole stolen state neither", () =>
  Effect.gen(function* () {
    const scheme = yield* SignatureScheme
    const [first, bob] = [yield* member(0), yield* member(1)]
    const old = yield* rotates(first, 5n, room(first, bob))
    const stolen = old.state
    const then = at(old, room(old, bob), 5n)
    const forgery = yield* scheme.sign(stolen, then, label, text)
    yield* scheme.verify(old.author, then, label, text, forgery.signature, bob.state)
    const next = yield* rotates(old, 6n, room(old, bob))
    const now = at(next, room(next, bob), 6n)
    for (const thiefs of [stolen, first.state]) {
      const tried = yield* scheme.sign(thiefs, now, label, text)
      yield* Effect.flip(scheme.verify(next.author, now, label, text, tried.signature, bob.state))
    }
    // R050: what was said under the old key holds in its epoch, and there alone.
    yield* scheme.verify(old.author, then, label, text, forgery.signature, bob.state)
    const fresh = yield* scheme.sign(next.state, now, label, text)
    yield* Effect.flip(scheme.verify(old.author, now, label, text, fresh.signature, bob.state))
  }).pipe(Effect.provide(parts))
)

it.effect("a member refuses a key whose tag for it is wrong, even where the others are right", () =>
  Effect.gen(function* () {
    const scheme = yield* SignatureScheme
    const [first, bob, carol] = [yield* member(0), yield* member(1), yield* member(2)]
    const alice = yield* rotates(first, 5n, room(first, bob, carol))
    const issue = issueOf(alice)
    const { channel } = readNote(alice.author.note) ?? { channel: noBytes }
    const noteWith = (edit: Partial<typeof issue>) => ({ ...alice.author, note: writeNote({ channel, issue: { ...issue, ...edit } }) })
    const judged = (author: Author, by: Member) =>
      Effect.isSuccess(scheme.admit(author, Option.some(first.author.note), noted(alice, 5n), by.state))
    const verdicts = (author: Author) => Effect.all([judged(author, bob), judged(author, carol)])
    assert.deepStrictEqual(yield* verdicts(alice.author), [true, true])
    const wrong = issue.tags.slice()
    wrong[TAG_SIZE] = (wrong[TAG_SIZE] as number) ^ 1
    assert.deepStrictEqual(yield* verdicts(noteWith({ tags: wrong })), [true, false])
    const other = suite.signature.derive(new Secret(new Uint8Array(32).fill(9))).publicKey
    assert.deepStrictEqual(yield* verdicts(noteWith({ key: other })), [false, false])
    assert.deepStrictEqual(yield* verdicts(noteWith({ epoch: 4n })), [false, false])
    // Another channel key would let the thief of one key begin a channel of its own.
    const strangers = readNote(bob.author.note)?.channel ?? noBytes
    assert.deepStrictEqual(yield* verdicts({ ...alice.author, note: writeNote({ channel: strangers, issue }) }), [false, false])
    // Back to a note without a key.
    assert.isFalse(yield* Effect.isSuccess(scheme.admit(first.author, Option.some(alice.author.note), noted(alice, 6n), bob.state)))
    // A tag by which bob knows alice is none by which alice knows bob.
    const keys = signerBox.unwrap(bob.state)
    const bobs = channelOf(suite, keys.identity.publicKey, keys.channel)
    const party = { identityKey: alice.author.identityKey, channel }
    assert.notDeepEqual(bobs.to(party, text), bobs.from(party, text))
  }).pipe(Effect.provide(parts))
)

it.effect("takes its own messages under its own key alone", () =>
  Effect.gen(function* () {
    const scheme = yield* SignatureScheme
    const [alice, bob] = [yield* member(0), yield* member(1)]
    const place = at(alice, room(alice, bob), 5n)
    const { signature } = yield* scheme.sign(alice.state, place, label, text)
    yield* scheme.verify(alice.author, place, label, text, signature, alice.state)
    const { ephemeral } = signerBox.unwrap(bob.state)
    const forged = signedBy(suite, ephemeral, { key: ephemeral.publicKey, tags: noBytes }, place, label, text)
    yield* Effect.flip(scheme.verify(alice.author, place, label, text, forged, alice.state))
  }).pipe(Effect.provide(parts))
)

it.effect("whoever holds a reader's channel key deceives that reader until the signer's first rotation, and not after", () =>
  Effect.gen(function* () {
    const scheme = yield* SignatureScheme
    const [first, bob] = [yield* member(0), yield* member(1)]
    const keys = signerBox.unwrap(bob.state)
    const ephemeral = suite.signature.derive(new Secret(new Uint8Array(32).fill(9)))
    const channel = readNote(first.author.note)?.channel ?? noBytes
    const deceived = (alice: Member, epoch: bigint, key: Uint8Array | undefined) => {
      const place = at(alice, room(alice, bob), epoch)
      const party = { identityKey: alice.author.identityKey, channel }
      const tags = channelOf(suite, keys.identity.publicKey, keys.channel).from(party, keyTbm(noted(alice, epoch), ephemeral.publicKey))
      assert(tags !== undefined)
      const forged = signedBy(suite, ephemeral, { key, tags }, place, label, text)
      return Effect.isSuccess(scheme.verify(alice.author, place, label, text, forged, bob.state))
    }
    assert.isTrue(yield* deceived(first, 5n, ephemeral.publicKey))
    const alice = yield* rotates(first, 6n, room(first, bob))
    assert.isFalse(yield* deceived(alice, 6n, ephemeral.publicKey))
    assert.isFalse(yield* deceived(alice, 6n, undefined))
  }).pipe(Effect.provide(parts))
)

it.effect("costs a tag for each other member a rotation, and one for each newcomer a message until the next", () =>
  Effect.gen(function* () {
    let agreements = 0
    const counting = Layer.effect(
      CipherSuite,
      Effect.map(CipherSuite, (s) => ({
        ...s,
        dh: {
          agree: (...given: Parameters<typeof s.dh.agree>) => {
            agreements += 1
            return s.dh.agree(...given)
          }
        }
      }))
    ).pipe(Layer.provide(cipherSuite(1)))
    yield* Effect.gen(function* () {
      const scheme = yield* SignatureScheme
      const others: Array<Member> = []
      for (let i = 1; i <= 20; i++) others.push(yield* member(i))
      const first = yield* member(0)
      assert.strictEqual(first.author.note.length, 1 + 32 + 1)
      const sizeOf = (who: Member, members: ReadonlyArray<Member>) =>
        Effect.map(scheme.sign(who.state, at(who, room(who, ...members), 6n), label, text), ({ signature }) => signature.length)
      const bare = 1 + 1 + 2 + 64
      // Before the first rotation a message brings the key, and shows it to everybody.
      assert.strictEqual(yield* sizeOf(first, others.slice(0, 10)), bare + 33 + 1 + 10 * TAG_SIZE)
      assert.strictEqual(agreements, 10)
      const alice = yield* rotates(first, 6n, room(first, ...others.slice(0, 10)))
      assert.strictEqual(issueOf(alice).tags.length, 10 * TAG_SIZE)
      assert.strictEqual(alice.author.note.length, 1 + 32 + 1 + 8 + 1 + 32 + 2 + 10 * TAG_SIZE)
      assert.strictEqual(yield* sizeOf(alice, others.slice(0, 10)), bare)
      for (let more = 1; more <= 3; more++) assert.strictEqual(yield* sizeOf(alice, others.slice(0, 10 + more)), bare + more * TAG_SIZE)
      // Who left costs nothing.
      assert.strictEqual(yield* sizeOf(alice, others.slice(5, 10)), bare)
      const again = yield* rotates(alice, 7n, room(alice, ...others.slice(0, 13)))
      assert.strictEqual(yield* sizeOf(again, others.slice(0, 13)), bare)
      // One agreement for each pair, however many rotations and messages.
      assert.strictEqual(agreements, 13)
      agreements = 0
      const bob = others[0] as Member
      for (const epoch of [7n, 8n, 9n]) {
        const place = at(again, room(again, ...others.slice(0, 13)), epoch)
        const { signature } = yield* scheme.sign(again.state, place, label, text)
        yield* scheme.verify(again.author, place, label, text, signature, bob.state)
      }
      assert.strictEqual(agreements, 1)
    }).pipe(Effect.provide(layer.pipe(Layer.provide([counting, seededEntropy("costs")]))))
  })
)

it.effect("signs the place and the tags with the content", () =>
  Effect.gen(function* () {
    const scheme = yield* SignatureScheme
    const [alice, bob, carol] = [yield* member(0), yield* member(1), yield* member(2)]
    const place = at(alice, room(alice, bob, carol), 5n)
    const { signature } = yield* scheme.sign(alice.state, place, label, text)
    // Carol's tag is no business of bob's, and yet nobody takes it away unseen.
    const spoilt = signature.slice()
    const carols = 1 + 1 + 32 + 1 + TAG_SIZE
    spoilt[carols] = (spoilt[carols] as number) ^ 1
    yield* scheme.verify(alice.author, place, label, text, signature, bob.state)
    yield* Effect.flip(scheme.verify(alice.author, place, label, text, spoilt, bob.state))
    assert.notDeepEqual(placedContent(place, text), placedContent({ ...place, epoch: 6n }, text))
  }).pipe(Effect.provide(parts))
)

it.effect("dies over a suite without Diffie-Hellman as soon as it is built", () =>
  Effect.gen(function* () {
    const without = Layer.effect(
      CipherSuite,
      Effect.map(CipherSuite, (s) => ({ ...s, dh: noDh }))
    ).pipe(Layer.provide(cipherSuite(1)))
    const built = yield* Effect.exit(SignatureScheme.pipe(Effect.provide(layer.pipe(Layer.provide([without, seededEntropy("pq")])))))
    assert.isTrue(Exit.hasDies(built))
  })
)

it.effect("R126: says that its signer alone can have signed, that members alone can tell, and that nobody need believe them", () =>
  Effect.map(SignatureScheme, ({ facts }) =>
    assert.deepStrictEqual(facts, { attributable: "signer", transferable: false, verifiers: "members", maxSignature: undefined })
  ).pipe(Effect.provide(parts))
)
