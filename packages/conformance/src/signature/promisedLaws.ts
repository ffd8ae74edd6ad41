import type { SignedAt } from "@copath/contracts"
import { leafIndex } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Law } from "../law.ts"
import { flipped, textBytes } from "../schedule/crypto.ts"
import { searchingLaw } from "./searchingLaw.ts"
import { admitted, content, isBad, label, rotated, signed, signerAt, type SignatureUnderTest, verified, withNote } from "./world.ts"

type Check = Law<SignatureUnderTest>["check"]

const bound: Check = Effect.gen(function* () {
  const [alice, reader] = [yield* signerAt("alice", 1), yield* signerAt("bob", 2)]
  const talk = { by: alice, reader }
  const { author } = alice
  const { signature } = yield* signed(talk)
  yield* verified(talk, signature)
  for (let i = 0; i < content.length; i++)
    yield* isBad(verified({ ...talk, what: flipped(content, i) }, signature), author, `content with another byte ${i} than was signed`)
  for (let i = 0; i < signature.length; i++)
    yield* isBad(verified(talk, flipped(signature, i)), author, `a signature with another byte ${i} than was made`)
  for (const other of ["GroupInfoTBS", "FramedContentTB", ""])
    yield* isBad(verified(talk, signature, author, other), author, `signed under "${label}", shown under "${other}"`)
  yield* isBad(verified({ ...talk, what: new Uint8Array([...content, 0]) }, signature), author, "content with a byte more than was signed")
})

const noForgery: Check = Effect.gen(function* () {
  const [alice, mallory, reader] = [yield* signerAt("alice", 1), yield* signerAt("mallory", 2), yield* signerAt("bob", 3)]
  const inHerPlace = yield* signed({ by: { ...mallory, author: alice.author }, reader, others: [mallory] })
  yield* isBad(verified({ by: alice, reader, others: [mallory] }, inHerPlace.signature), alice.author, "another member's signature")
  const { signature } = yield* signed({ by: mallory, reader, others: [alice] })
  const disguised = { ...mallory.author, identityKey: alice.author.identityKey, note: alice.author.note }
  yield* isBad(verified({ by: mallory, reader, others: [alice] }, signature, disguised), mallory.author, "another member's leaf")
})

/** What holds where a signature tells its signer. */
export const attributionLaws: ReadonlyArray<Law<SignatureUnderTest>> = [
  { title: "content, label and signature are bound", check: bound },
  searchingLaw,
  { title: "one member's signature is never another's (R103)", check: noForgery }
]

const anybody: Check = Effect.gen(function* () {
  const [alice, mallory, reader] = [yield* signerAt("alice", 1), yield* signerAt("mallory", 2), yield* signerAt("bob", 3)]
  const { signature } = yield* signed({ by: { ...mallory, author: alice.author }, reader })
  yield* verified({ by: alice, reader }, signature)
})

/** What holds where it does not: that any member could have made it, which nobody should overlook. */
export const anonymousLaws: ReadonlyArray<Law<SignatureUnderTest>> = [
  { title: "any member's signature is as good as any other's (R032)", check: anybody }
]

const placeIsBound: Check = Effect.gen(function* () {
  const [alice, reader] = [yield* signerAt("alice", 1), yield* signerAt("bob", 2)]
  const talk = { by: alice, reader }
  const { signature } = yield* signed(talk)
  yield* verified(talk, signature)
  const elsewhere: Readonly<Record<string, Partial<SignedAt>>> = {
    group: { group: textBytes("b group") },
    epoch: { epoch: 8n, current: 8n },
    leaf: { leaf: leafIndex(2) },
    "content type": { contentType: 2 },
    generation: { generation: Option.some(0) }
  }
  for (const [what, place] of Object.entries(elsewhere)) {
    yield* isBad(verified({ ...talk, place }, signature), alice.author, what)
  }
})

/** What holds besides where a signature names its place. */
export const placeLaws: ReadonlyArray<Law<SignatureUnderTest>> = [
  { title: "a signature is worth nothing at another place (R062)", check: placeIsBound }
]

const keysChange: Check = Effect.gen(function* () {
  const [first, reader] = [yield* signerAt("alice", 1), yield* signerAt("bob", 2)]
  const second = yield* rotated(first, reader)
  const third = yield* rotated(second, reader)
  const signers = [first, second, third]
  for (const [i, { state }] of signers.entries()) {
    for (const [j, by] of signers.entries()) {
      const talk = { by: { ...by, state }, reader }
      const { signature } = yield* signed(talk)
      if (i === j) yield* verified(talk, signature)
      else yield* isBad(verified(talk, signature), by.author, `signed with key ${i}, note ${j}`)
    }
  }
})

/** What holds besides where each rotation brings a fresh key. */
export const rotationLaws: ReadonlyArray<Law<SignatureUnderTest>> = [
  { title: "a rotated key signs for its own note alone (R028, R037)", check: keysChange }
]

const notesAreChained: Check = Effect.gen(function* () {
  const reader = yield* signerAt("bob", 2)
  const first = yield* signerAt("alice", 1)
  const second = yield* rotated(first, reader)
  const third = yield* rotated(second, reader)
  const rival = yield* rotated(first, reader)
  const mallory = yield* signerAt("mallory", 1)
  yield* isBad(admitted(reader, third, first), third.author, "a note was left out")
  yield* isBad(admitted(reader, first, second), first.author, "back to an older note")
  yield* isBad(admitted(reader, third, rival), third.author, "a note of another branch")
  const disguised = { ...mallory, author: { ...mallory.author, identityKey: first.author.identityKey } }
  yield* isBad(admitted(reader, disguised), mallory.author, "certified by somebody else")
  yield* isBad(admitted(reader, withNote(first, new Uint8Array(0))), first.author, "no note")
})

/** What holds besides where the identity key certifies notes. */
export const chainLaws: ReadonlyArray<Law<SignatureUnderTest>> = [
  { title: "notes follow one another, and the identity key vouches for each (R037)", check: notesAreChained }
]

const insidersOnly: Check = Effect.gen(function* () {
  const [first, bob, carol] = [yield* signerAt("alice", 1), yield* signerAt("bob", 2), yield* signerAt("carol", 3)]
  for (const by of [first, yield* rotated(first, bob)]) {
    const { signature } = yield* signed({ by, reader: bob })
    yield* verified({ by, reader: bob }, signature)
    yield* isBad(verified({ by, reader: undefined, others: [bob] }, signature), by.author, "to an onlooker")
    yield* isBad(verified({ by, reader: carol, others: [bob] }, signature), by.author, "to somebody who was not there")
  }
})

const newcomers: Check = Effect.gen(function* () {
  const [first, bob, carol] = [yield* signerAt("alice", 1), yield* signerAt("bob", 2), yield* signerAt("carol", 3)]
  const alice = yield* rotated(first, bob)
  yield* admitted(carol, alice)
  const { signature } = yield* signed({ by: alice, reader: carol, others: [bob] })
  yield* verified({ by: alice, reader: carol, others: [bob] }, signature)
  yield* verified({ by: alice, reader: bob, others: [carol] }, signature)
  // Somebody else has taken bob's leaf since.
  const dave = yield* signerAt("dave", 2)
  const later = yield* signed({ by: alice, reader: dave })
  yield* verified({ by: alice, reader: dave }, later.signature)
})

const leftOut: Check = Effect.gen(function* () {
  const [first, bob, carol] = [yield* signerAt("alice", 1), yield* signerAt("bob", 2), yield* signerAt("carol", 3)]
  const alice = yield* rotated(first, bob)
  yield* admitted(bob, alice, first)
  yield* isBad(admitted(carol, alice, first), alice.author, "a note that does not speak to this reader")
})

/** What holds besides where members alone can verify. */
export const memberLaws: ReadonlyArray<Law<SignatureUnderTest>> = [
  { title: "a signature convinces those whom it was made for, and nobody else (R125)", check: insidersOnly },
  { title: "who joined after a rotation can read too", check: newcomers },
  { title: "a member refuses a key that was not shown to it", check: leftOut }
]
