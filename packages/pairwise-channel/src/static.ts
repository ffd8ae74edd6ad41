import { type Codec, type CodecType, decode, encode, opaque as bytes, struct, uint32 } from "@copath/codec"
import { CryptoFailure, noBytes, type Random, type Retained, Secret, type Suite, Unprotectable } from "@copath/contracts"
import type { LeafIndex } from "@copath/tree-math"
import * as Result from "effect/Result"
import { agreed, infoOf, mixed, onceKey } from "./agreement.ts"
import { byLeaf, type Contact, contactAt, firstContact, leafCodec, type LeafKeys, leafKeysCodec } from "./leafKeys.ts"
import { LAST_NUMBER, noNumbers, type Numbers, numbersCodec, takeNumber } from "./numbers.ts"
import type { Window } from "./window.ts"

/** How many messages went to a peer, and which came from it. */
interface Traffic {
  readonly sent: number
  readonly heard: Numbers
}

/** Channels that are sealed to leaf keys: nothing but the keys is secret. */
export interface StaticState {
  readonly keys: LeafKeys
  /** Peers with whom nothing was exchanged are left out. */
  readonly traffic: ReadonlyMap<LeafIndex, Traffic>
}

/**
 * ```
 * struct {
 *     uint32 number;
 *     opaque kem_output<V>;
 *     opaque ciphertext<V>;
 * } StaticSealed;
 * ```
 */
const sealedCodec = struct("StaticSealed", { number: uint32, kemOutput: bytes, ciphertext: bytes })
const boundCodec = struct("StaticBound", { context: bytes, from: leafCodec, to: leafCodec, number: uint32 })

const quiet: Traffic = { sent: 0, heard: noNumbers }
const trafficWith = ({ traffic }: StaticState, leaf: LeafIndex): Traffic => traffic.get(leaf) ?? quiet
const withTraffic = (state: StaticState, leaf: LeafIndex, one: Traffic): StaticState => ({
  ...state,
  traffic: new Map([...state.traffic, [leaf, one]])
})

/** Which leaf keys serve: those of the tree, or for ever those that the two first saw of each other. */
export type Rotation = "with-leaf" | "never"

/** Seals to the peer's leaf key, mixed with what both leaf keys agree on. */
export const sealStatic = (
  suite: Suite,
  random: Random,
  rotation: Rotation,
  state: StaticState,
  to: LeafIndex,
  context: Uint8Array,
  plain: Uint8Array
): Result.Result<
  { readonly sealed: Uint8Array; readonly state: StaticState; readonly retired: ReadonlyArray<Secret> },
  Unprotectable | CryptoFailure
> => {
  const contact = contactFor(rotation, state.keys, to, 0)
  if (contact === undefined) throw new TypeError("a channel leads to a member")
  const { heard, sent } = trafficWith(state, to)
  if (sent >= LAST_NUMBER) return Result.fail(new Unprotectable({ reason: "Exhausted" }))
  const sending = suite.hpke.sendExport(contact.theirs, infoOf(context), noBytes, suite.kdf.size, random)
  // The key was checked when it came into the tree.
  if (sending === undefined) return Result.fail(new CryptoFailure({ operation: "hpke.sendExport" }))
  const salt = agreed(suite, contact)
  const { key, nonce } = onceKey(suite, mixed(suite, salt, sending.secret))
  const ciphertext = suite.aead.seal(key, nonce.expose(), encode(boundCodec, { context, from: state.keys.me, to, number: sent }), plain)
  for (const secret of [salt, key, nonce]) secret.wipe()
  const sealed = encode(sealedCodec, { number: sent, kemOutput: sending.kemOutput, ciphertext })
  return Result.succeed({ sealed, state: withTraffic(state, to, { sent: sent + 1, heard }), retired: [] })
}

/** Opens with the leaf keys of the epoch in which it was sealed. */
export const openStatic = (
  suite: Suite,
  window: Window,
  rotation: Rotation,
  state: StaticState,
  from: LeafIndex,
  ago: number,
  context: Uint8Array,
  sealed: Uint8Array
): Result.Result<{ readonly plain: Secret; readonly state: StaticState; readonly retired: ReadonlyArray<Secret> }, Unprotectable> => {
  const refused = Result.fail(new Unprotectable({ reason: "BadCiphertext" }))
  const contact = contactFor(rotation, state.keys, from, ago)
  const message = decode(sealedCodec, sealed)
  if (contact === undefined || Result.isFailure(message)) return refused
  const { number } = message.success
  const { heard, sent } = trafficWith(state, from)
  return Result.flatMap(takeNumber(heard, number, window), (next) => {
    const plain = opened(suite, contact, from, state.keys.me, context, message.success)
    return plain === undefined
      ? refused
      : Result.succeed({ plain: new Secret(plain), state: withTraffic(state, from, { sent, heard: next }), retired: [] })
  })
}

const opened = (
  suite: Suite,
  contact: Contact,
  from: LeafIndex,
  to: LeafIndex,
  context: Uint8Array,
  { ciphertext, kemOutput, number }: CodecType<typeof sealedCodec>
): Uint8Array | undefined => {
  const shared = suite.hpke.receiveExport(contact.mine, kemOutput, infoOf(context), noBytes, suite.kdf.size)
  if (shared === undefined) return undefined
  const salt = agreed(suite, contact)
  const { key, nonce } = onceKey(suite, mixed(suite, salt, shared))
  const plain = suite.aead.open(key, nonce.expose(), encode(boundCodec, { context, from, to, number }), ciphertext)
  for (const secret of [salt, key, nonce]) secret.wipe()
  return plain
}

const contactFor = (rotation: Rotation, keys: LeafKeys, leaf: LeafIndex, ago: number): Contact | undefined =>
  rotation === "never" ? firstContact(keys, leaf) : contactAt(keys, leaf, ago)

/** Every leaf key that is kept opens all that came to it, to a thief who does not ask what was used. */
export const retainedStatic = ({ keys, traffic }: StaticState): Retained => ({
  keys: keys.mine.length,
  oldest: Math.max(0, ...[...traffic.values()].map(({ heard }) => heard.next - 1))
})

/** The channels as they are stored. */
export const staticCodec: Codec<StaticState> = struct<StaticState>("StaticState", {
  keys: leafKeysCodec,
  traffic: byLeaf("Traffic", struct<Traffic>("Traffic", { sent: uint32, heard: numbersCodec }))
})
