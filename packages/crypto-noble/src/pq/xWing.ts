import { equalBytes, type HpkeKem, type KeyPair, noDh, Secret } from "@copath/contracts"
import { sha3_256, shake256 } from "@noble/hashes/sha3.js"
import { concatBytes } from "@noble/hashes/utils.js"
import { x25519Group } from "../dhGroup.ts"
import { deriveSeed } from "./deriveSeed.ts"
import { expansionOf } from "./expansion.ts"
import { mlKem768 } from "./mlKem.ts"

const id = 0x647a
const seedSize = 32
/** The seed of an ML-KEM key pair, with which the expanded seed begins; an X25519 secret key follows. */
const latticeSeedSize = 64
/** ML-KEM's randomness, with which an encapsulation's begins; an ephemeral X25519 secret key follows. */
const messageSize = 32
/** Bytes of every X25519 key. */
const curveSize = 32

const lattice = mlKem768.kem
const label = new TextEncoder().encode("\\.//^\\")

/** `Combiner`: ML-KEM's ciphertext is bound by ML-KEM itself. Consumes the two secrets. */
const combine = (fromLattice: Uint8Array, fromCurve: Uint8Array, ephemeral: Uint8Array, receiver: Uint8Array): Uint8Array => {
  const input = concatBytes(fromLattice, fromCurve, ephemeral, receiver, label)
  const sharedSecret = sha3_256(input)
  for (const bytes of [input, fromLattice, fromCurve]) bytes.fill(0)
  return sharedSecret
}

/** `expandDecapsulationKey`. */
const expand = (seed: Uint8Array) => {
  const expanded = shake256(seed, { dkLen: latticeSeedSize + curveSize })
  const curveSecret = expanded.slice(latticeSeedSize)
  const curvePublic = x25519Group.publicKey(curveSecret)
  const latticePair = lattice.keyPair(new Secret(expanded.slice(0, latticeSeedSize)))
  expanded.fill(0)
  return { latticePair, curveSecret, curvePublic, publicKey: concatBytes(latticePair.publicKey, curvePublic) }
}

const keysOf = (secretKey: Secret) => expansionOf(expand, seedSize, secretKey)
const keyPair = (secretKey: Secret): KeyPair => ({ publicKey: keysOf(secretKey).publicKey.slice(), secretKey })

/** ML-KEM's part and X25519's of a public key or an encapsulation. */
const halves = (joined: Uint8Array): readonly [lattice: Uint8Array, curve: Uint8Array] => {
  const at = joined.length - curveSize
  return [joined.subarray(0, at), joined.subarray(at)]
}

const kemOutputSize = lattice.kemOutputSize + curveSize
const publicKeySize = lattice.publicKeySize + curveSize

const validPublicKey = (publicKey: Uint8Array): boolean => {
  const [latticePart, curvePart] = halves(publicKey)
  return publicKey.length === publicKeySize && lattice.validPublicKey(latticePart) && x25519Group.validPublicKey(curvePart)
}

/**
 * X-Wing (draft-connolly-cfrg-xwing-kem): ML-KEM-768 and X25519 in one, safe as long as either is. As in RFC 9180, 7.1.4, but unlike the
 * draft's text, X25519 keys of low order are refused: only a cheat has one.
 */
export const xWing: HpkeKem = {
  id,
  kem: {
    publicKeySize,
    secretKeySize: seedSize,
    kemOutputSize,
    seedSize,
    derive: (ikm) => keyPair(deriveSeed(id, ikm, seedSize)),
    keyPair,
    validPublicKey
  },
  dh: noDh,
  encapsulate: (to, random) => {
    if (!validPublicKey(to)) return undefined
    const [latticeKey, curveKey] = halves(to)
    const drawn = random(messageSize + curveSize)
    const [message, ephemeral] = halves(drawn.expose())
    const inner = mlKem768.encapsulate(latticeKey, () => new Secret(message))
    const fromCurve = x25519Group.agree(ephemeral, curveKey)
    if (inner === undefined || fromCurve === undefined) throw new Error("a valid key was refused")
    const sent = x25519Group.publicKey(ephemeral)
    drawn.wipe()
    return { enc: concatBytes(inner.enc, sent), sharedSecret: combine(inner.sharedSecret, fromCurve, sent, curveKey) }
  },
  decapsulate: (me, enc) => {
    if (enc.length !== kemOutputSize) return undefined
    const { curvePublic, curveSecret, latticePair, publicKey } = keysOf(me.secretKey)
    const [latticePart, curvePart] = halves(enc)
    const fromCurve = x25519Group.agree(curveSecret, curvePart)
    if (fromCurve === undefined || !equalBytes(publicKey, me.publicKey)) return undefined
    const fromLattice = mlKem768.decapsulate(latticePair, latticePart)
    return fromLattice === undefined ? undefined : combine(fromLattice, fromCurve, curvePart, curvePublic)
  }
}
