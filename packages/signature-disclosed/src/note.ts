import { type CodecType, decode, encode, opaque, struct, uint32, uint64, vector } from "@copath/codec"
import { equalBytes, type KeyPair, noBytes, Secret, signWithLabel, type Suite, verifyWithLabel } from "@copath/contracts"
import * as Result from "effect/Result"

/*
 *   epochs          4 5 6         7 8            9 10 11 12
 *   signs           e0            e1             e2                 delay 2: of epoch 6 nothing is taken from
 *   note            key e0        key e1         key e2             epoch 9 on, so the note of the next
 *                                 waiting e0     waiting e0, e1     rotation, committed in epoch 9 or later,
 *                                                                   holds the seed of e0 for everybody
 */

/** A key that signs no more, and the last epoch in which it did. */
const waitingKey = struct("WaitingKey", { key: opaque, last: uint64 })
/** The seed of a key that has waited long enough. */
const disclosedKey = struct("DisclosedKey", { seed: opaque, last: uint64 })

const certified = { key: opaque, delay: uint32, previous: opaque, waiting: vector(waitingKey), disclosed: vector(disclosedKey) }

/**
 * ```
 * struct { SignaturePublicKey key; uint64 last; } WaitingKey;
 * struct { opaque seed<V>; uint64 last; } DisclosedKey;
 * struct {
 *     SignaturePublicKey key;
 *     uint32 delay;
 *     opaque previous<V>;
 *     WaitingKey waiting<V>;
 *     DisclosedKey disclosed<V>;
 * } DisclosedKeyTBS;
 * ```
 * `previous` is the hash of the note before, empty for the first; the lists are oldest first.
 */
const tbs = struct("DisclosedKeyTBS", certified)

/**
 * ```
 * struct {
 *     DisclosedKeyTBS tbs;
 *     // SignWithLabel(identity key, "eph-disclosed", DisclosedKeyTBS)
 *     opaque certificate<V>;
 * } DisclosedNote;
 * ```
 */
const disclosedNote = struct("DisclosedNote", { ...certified, certificate: opaque })
export type DisclosedNote = CodecType<typeof disclosedNote>

const label = "eph-disclosed"

/** Whether nobody takes a signature of epoch `last` any more, not even who has yet to enter the epoch `next`. */
export const isDue = (last: bigint, next: bigint, delay: number): boolean => next - 1n - last > BigInt(delay)

/** A note for these keys, encoded, with its certificate. */
export const certify = (suite: Suite, identity: KeyPair, note: Omit<DisclosedNote, "certificate">): Uint8Array =>
  encode(disclosedNote, { ...note, certificate: signWithLabel(suite, identity, label, encode(tbs, note)) })

/** The note in a leaf's bytes, or `undefined` for bytes that are none. */
export const readNote = (bytes: Uint8Array): DisclosedNote | undefined => {
  const note = decode(disclosedNote, bytes)
  return Result.isSuccess(note) ? note.success : undefined
}

/** Whether the identity key has certified this note. */
export const isCertified = (suite: Suite, identityKey: Uint8Array, { certificate, ...note }: DisclosedNote): boolean =>
  suite.signature.validPublicKey(note.key) && verifyWithLabel(suite, identityKey, label, encode(tbs, note), certificate)

/** The name of a note in the next one. */
export const hashOf = (suite: Suite, note: Uint8Array): Uint8Array => (note.length === 0 ? noBytes : suite.hash.digest(note))

/**
 * Whether a note that begins with epoch `next` may take the place of `before`: the key there waits now, what has waited long enough is published with the
 * seed that it truly comes from, and nothing else has changed.
 */
export const follows = (suite: Suite, note: DisclosedNote, before: Uint8Array, next: bigint): boolean => {
  if (!equalBytes(note.previous, hashOf(suite, before))) return false
  const old = readNote(before)
  const ended = old === undefined ? [] : [...old.waiting, { key: old.key, last: next - 1n }]
  const due = ended.filter(({ last }) => isDue(last, next, note.delay))
  const waiting = ended.slice(due.length)
  return (
    note.waiting.length === waiting.length &&
    note.disclosed.length === due.length &&
    waiting.every(({ key, last }, i) => last === note.waiting[i]?.last && equalBytes(key, note.waiting[i].key)) &&
    due.every(({ key, last }, i) => last === note.disclosed[i]?.last && opens(suite, note.disclosed[i].seed, key))
  )
}

const opens = (suite: Suite, seed: Uint8Array, key: Uint8Array): boolean =>
  seed.length === suite.signature.seedSize && equalBytes(suite.signature.derive(new Secret(seed.slice())).publicKey, key)
