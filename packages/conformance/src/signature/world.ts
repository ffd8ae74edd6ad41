import {
  type Author,
  type BadSignature,
  type CryptoFailure,
  type KeyPair,
  type NotedAt,
  type Roster,
  Secret,
  type SignatureScheme,
  type SignedAt,
  type SignerState,
  type Suite
} from "@copath/contracts"
import { leafIndex } from "@copath/tree-math"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { assert } from "vitest"
import { type Make, namedSecret, textBytes } from "../schedule/crypto.ts"

type Scheme = SignatureScheme["Service"]

/** What a scheme promises beyond the common laws. */
export interface SignaturePromises {
  /** Signatures name their place: group, epoch, leaf, content type, generation. */
  readonly bindsPlace?: boolean
  /** `rotate` brings a fresh key. */
  readonly rotates?: boolean
  /** The identity key certifies each note, and each names the one before. */
  readonly chained?: boolean
  /** Any member can have made a signature. Left out: its signer alone. */
  readonly anonymous?: boolean
  /** Members alone can verify. */
  readonly membersOnly?: boolean
  /** A key counts its signatures, and no two may have one count: the count that a signature shows. */
  readonly indexOf?: (signature: Uint8Array) => number | bigint
}

/** What the laws of signature schemes are about. */
export class SignatureUnderTest extends Context.Service<
  SignatureUnderTest,
  { readonly make: Make<Scheme>; readonly suite: Suite; readonly promises: SignaturePromises }
>()("@copath/conformance/SignatureUnderTest") {}

/** A member with a signer and the note that is in its leaf. */
export interface Signer {
  readonly scheme: Scheme
  readonly identity: KeyPair
  readonly state: SignerState
  readonly author: Author
  /** The epoch since which its keys are in use. */
  readonly since: bigint
}

const group = textBytes("a group")

/** The long-lived key pair of somebody, the same for the same name. */
const identityOf = (suite: Suite, name: string): KeyPair => {
  const seed = new Uint8Array(suite.signature.seedSize)
  for (let offset = 0; offset < seed.length; offset += suite.kdf.size) {
    seed.set(
      namedSecret(suite, `identity of ${name}, from ${offset}`)
        .expose()
        .subarray(0, seed.length - offset),
      offset
    )
  }
  return suite.signature.derive(new Secret(seed))
}

/** A member at `leaf`, with its first note. */
export const signerAt = Effect.fnUntraced(function* (name: string, leaf: number) {
  const { make, suite } = yield* SignatureUnderTest
  const scheme = yield* make(name)
  const identity = identityOf(suite, name)
  const { note, state } = yield* scheme.begin(identity)
  const author = { leaf: leafIndex(leaf), identityKey: identity.publicKey, note }
  const signer: Signer = { scheme, identity, state, author, since: 7n }
  return signer
})

/** Those who are in the group, by their leaves. */
const rosterOf = (...members: ReadonlyArray<Signer>): Roster => ({
  leafCount: 8,
  authorAt: (leaf) => members.find(({ author }) => author.leaf === leaf)?.author
})

/** Where a signer's note stands. */
export const noted = ({ author, since }: Signer): NotedAt => ({ group, epoch: since, leaf: author.leaf })

/** The member after one rotation among `others`, its new note in its leaf, one epoch later. */
export const rotated = Effect.fnUntraced(function* (signer: Signer, ...others: ReadonlyArray<Signer>) {
  const since = signer.since + 1n
  const { note, state } = yield* signer.scheme.rotate(signer.state, { ...noted(signer), epoch: since }, rosterOf(signer, ...others))
  const next: Signer = { ...signer, state, author: { ...signer.author, note }, since }
  return next
})

/** The member after a rotation by which its leaf names another identity key, that of `name`. */
export const renamed = Effect.fnUntraced(function* (signer: Signer, name: string, ...others: ReadonlyArray<Signer>) {
  const identity = identityOf((yield* SignatureUnderTest).suite, name)
  const since = signer.since + 1n
  const at = { ...noted(signer), epoch: since }
  const { note, state } = yield* signer.scheme.rotate(signer.state, at, rosterOf(signer, ...others), identity)
  const next: Signer = { ...signer, identity, state, author: { ...signer.author, identityKey: identity.publicKey, note }, since }
  return next
})

export const label = "FramedContentTBS"
export const content = textBytes("what was said")

/** A message of a member's, read by another one, or by an onlooker. */
export interface Talk {
  /** Whose message it should be. */
  readonly by: Signer
  readonly reader: Signer | undefined
  /** The others in the group besides these two. */
  readonly others?: ReadonlyArray<Signer>
  readonly what?: Uint8Array
  /** Of another place than the author's leaf, now. */
  readonly place?: Partial<SignedAt>
}

/** Where a message is said. */
export const placeOf = ({ by, others = [], place, reader }: Talk): SignedAt => ({
  group,
  epoch: by.since,
  current: by.since,
  leaf: by.author.leaf,
  contentType: 1,
  generation: Option.none(),
  roster: rosterOf(by, ...(reader === undefined ? [] : [reader]), ...others),
  ...place
})

export const signed = (talk: Talk) => talk.by.scheme.sign(talk.by.state, placeOf(talk), label, talk.what ?? content)

/** Checks a signature, with the reader's instance of the scheme. */
export const verified = (talk: Talk, signature: Uint8Array, author = talk.by.author, by = label) =>
  (talk.reader ?? talk.by).scheme.verify(author, placeOf(talk), by, talk.what ?? content, signature, talk.reader?.state)

/** Asks a reader whether the signer's note may stand; `previous`: that of the signer before. */
export const admitted = (reader: Signer, signer: Signer, previous?: Signer) =>
  reader.scheme.admit(
    signer.author,
    previous === undefined ? Option.none() : Option.some(previous.author.note),
    noted(signer),
    reader.state
  )

/** The signer with other bytes for a note. */
export const withNote = (signer: Signer, note: Uint8Array): Signer => ({ ...signer, author: { ...signer.author, note } })

/** Fails the law unless `check` is refused as a bad signature of this author's. */
export const isBad = Effect.fnUntraced(function* (check: Effect.Effect<void, BadSignature | CryptoFailure>, author: Author, why: string) {
  const result = yield* Effect.result(check)
  if (result._tag === "Success") return assert.fail(`accepted: ${why}`)
  assert.strictEqual(result.failure._tag, "BadSignature", why)
  if (result.failure._tag === "BadSignature") assert.strictEqual(result.failure.sender, author.leaf, `who is to blame: ${why}`)
})
