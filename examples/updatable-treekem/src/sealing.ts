import {
  encryptContext,
  equalBytes,
  expandWithLabel,
  type HpkeCiphertext,
  HpkeInfo,
  type KeyPair,
  noBytes,
  type Random,
  Secret,
  type Suite,
  type SymbolTable
} from "@copath/contracts"
import { lineSize, type Upke } from "./upke.ts"
import type { SealedOnce } from "./wire.ts"

/*
 *  to a parent                                    to a leaf
 *
 *  AEAD under its line: path secret, delta        HPKE to the leaf's own key: mask of both
 *                                                 AEAD under its line: both, added to their mask
 *
 * A leaf's first line was drawn by whoever added it. So a leaf is sealed to with two keys: its own, which nobody else ever had, and its line,
 * which moves on with each use. Neither gives anything away without the other.
 */

/** All that the functions of this package depend on. */
export interface Means {
  readonly suite: Suite
  readonly random: Random
  readonly symbols: SymbolTable
  readonly upke: Upke
}

/** What everything in a commit is sealed under. */
export interface Under {
  readonly digest: Uint8Array
  readonly masks: HpkeInfo
}

/** Of a provisional group context. */
export const under = ({ suite }: Means, groupContext: Uint8Array): Under => ({
  digest: suite.hash.digest(groupContext),
  masks: new HpkeInfo(encryptContext("UpdatableTreeKEM mask", groupContext))
})

/** To whom: a node's line key, and a leaf's own key. */
export interface Recipient {
  readonly line: Uint8Array
  readonly leaf: Uint8Array | undefined
}

/** A path secret, and how far the line moves on with it. */
export interface Told {
  readonly secret: Secret
  readonly delta: Secret
}

const joined = (...parts: ReadonlyArray<Uint8Array>): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]))

const messageKey = ({ suite }: Means, shared: Secret, to: Uint8Array, enc: Uint8Array, next: Uint8Array, { digest }: Under): Secret => {
  const prk = suite.kdf.extract(new Secret(new Uint8Array(suite.kdf.size)), shared)
  return expandWithLabel(suite, prk, "updatable line", joined(to, enc, next, digest), suite.aead.keySize)
}

/** Each key is used once. */
const nonce = ({ aead }: Suite): Uint8Array => new Uint8Array(aead.nonceSize)

/** Seals, and says where the line is afterwards; `undefined`: a key that is none. */
export const sealOnce = (means: Means, to: Recipient, next: Uint8Array, told: Told, within: Under): SealedOnce | undefined => {
  const { random, suite, symbols, upke } = means
  const seed = random(lineSize)
  const encapsulated = upke.encapsulate(to.line, seed)
  seed.wipe()
  if (encapsulated === undefined) return undefined
  const { enc, shared } = encapsulated
  let [secret, delta] = [told.secret, told.delta]
  let mask: HpkeCiphertext | undefined
  if (to.leaf !== undefined) {
    const masks = [random(secret.length), random(delta.length)] as const
    mask = suite.hpke.seal(to.leaf, within.masks, enc, joined(masks[0].expose(), masks[1].expose()), random)
    if (mask === undefined) return undefined
    secret = symbols.xor(secret, masks[0])
    delta = symbols.xor(delta, masks[1])
  }
  const key = messageKey(means, shared, to.line, enc, next, within)
  const ciphertext = suite.aead.seal(key, nonce(suite), noBytes, joined(secret.expose(), delta.expose()))
  return { next, enc, ciphertext, mask }
}

/** Opens, and moves the line on: the pair after it, or `undefined` if it is not for this key. `leaf`: for a leaf's line. */
export const openOnce = (
  means: Means,
  line: KeyPair,
  leaf: KeyPair | undefined,
  { ciphertext, enc, mask, next }: SealedOnce,
  secretSize: number,
  within: Under
): (Told & { readonly moved: KeyPair }) | undefined => {
  const { suite, symbols, upke } = means
  const shared = upke.decapsulate(line, enc)
  if (shared === undefined) return undefined
  const key = messageKey(means, shared, line.publicKey, enc, next, within)
  const halves = (plain: Uint8Array | undefined): Told | undefined =>
    plain?.length === secretSize + lineSize
      ? { secret: new Secret(plain.slice(0, secretSize)), delta: new Secret(plain.slice(secretSize)) }
      : undefined
  let told = halves(suite.aead.open(key, nonce(suite), noBytes, ciphertext))
  if (told === undefined || (mask === undefined) !== (leaf === undefined)) return undefined
  if (leaf !== undefined && mask !== undefined) {
    const masks = halves(suite.hpke.open(leaf, within.masks.bytes, enc, mask))
    if (masks === undefined) return undefined
    told = { secret: symbols.xor(told.secret, masks.secret), delta: symbols.xor(told.delta, masks.delta) }
  }
  const moved = upke.update(line, told.delta)
  return equalBytes(moved.publicKey, next) ? { ...told, moved } : undefined
}
