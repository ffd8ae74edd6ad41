import { type CodecType, decode, encode, opaque, struct } from "@copath/codec"
import { equalBytes, type KeyPair, noBytes, type Random, signWithLabel, type Suite, verifyWithLabel } from "@copath/contracts"
import * as Result from "effect/Result"

/*
 *   note 0               note 1               note 2              The identity key signs each note; each
 *   key e0               key e1               key e2              but the first names the one before by
 *   previous ""   <----  previous H(note 0) <- previous H(note 1) its hash, so none can be slipped in.
 */

const certified = { key: opaque, previous: opaque }

/**
 * ```
 * struct {
 *     SignaturePublicKey key;
 *     opaque previous<V>;
 * } EphemeralKeyTBS;
 * ```
 * `previous` is the hash of the note before, empty for the first.
 */
const ephemeralKeyTbs = struct("EphemeralKeyTBS", certified)

/**
 * ```
 * struct {
 *     SignaturePublicKey key;
 *     opaque previous<V>;
 *     // SignWithLabel(identity key, "eph-certified", EphemeralKeyTBS)
 *     opaque certificate<V>;
 * } EphemeralNote;
 * ```
 * What a member's leaf says about the key that signs its messages.
 */
const ephemeralNote = struct("EphemeralNote", { ...certified, certificate: opaque })
export type EphemeralNote = CodecType<typeof ephemeralNote>

const label = "eph-certified"

/** A fresh key pair and its encoded note; `previous` is the encoded note that it follows, or nothing. */
export const issue = (
  suite: Suite,
  random: Random,
  identity: KeyPair,
  previous: Uint8Array
): { readonly ephemeral: KeyPair; readonly note: Uint8Array } => {
  const ephemeral = suite.signature.derive(random(suite.signature.seedSize))
  const tbs = { key: ephemeral.publicKey, previous: hashOf(suite, previous) }
  const certificate = signWithLabel(suite, identity, label, encode(ephemeralKeyTbs, tbs))
  return { ephemeral, note: encode(ephemeralNote, { ...tbs, certificate }) }
}

/** The note in a leaf's bytes, or `undefined` for bytes that are none. */
export const readNote = (bytes: Uint8Array): EphemeralNote | undefined => {
  const note = decode(ephemeralNote, bytes)
  return Result.isSuccess(note) ? note.success : undefined
}

/** Whether the identity key has certified this note. */
export const isCertified = (suite: Suite, identityKey: Uint8Array, { certificate, key, previous }: EphemeralNote): boolean =>
  suite.signature.validPublicKey(key) && verifyWithLabel(suite, identityKey, label, encode(ephemeralKeyTbs, { key, previous }), certificate)

/** Whether a note may take the place of another: it is the very same, or it names the other by its hash. */
export const follows = (suite: Suite, bytes: Uint8Array, { previous }: EphemeralNote, before: Uint8Array): boolean =>
  equalBytes(bytes, before) || equalBytes(previous, hashOf(suite, before))

const hashOf = (suite: Suite, note: Uint8Array): Uint8Array => (note.length === 0 ? noBytes : suite.hash.digest(note))
