import { type HpkeKem, type KeyPair, noDh, Secret } from "@copath/contracts"
import { x25519 } from "../curves.ts"
import { x25519Group } from "../dhGroup.ts"
import { osRandom } from "../entropy.ts"
import { keyPair as curveKeyPair } from "../keys.ts"
import { concat } from "../octets.ts"
import { expansionOf } from "./expansion.ts"
import { mlKem768 } from "./mlKem.ts"
import { deriveSeed, sha3, shake } from "./shake.ts"

const id = 0x647a
const seedSize = 32
/** The seed of an ML-KEM key pair, with which the expanded seed begins; an X25519 secret key follows. */
const latticeSeedSize = 64
/** ML-KEM's randomness, with which an encapsulation's begins; an ephemeral X25519 secret key follows. */
const messageSize = 32
/** Bytes of every X25519 key. */
const curveSize = 32

const lattice = mlKem768.kem
const label = Buffer.from("\\.//^\\", "latin1")

/** `Combiner`: ML-KEM's ciphertext is bound by ML-KEM itself. Consumes the two secrets. */
const combine = (fromLattice: Uint8Array, fromCurve: Uint8Array, ephemeral: Uint8Array, receiver: Uint8Array): Uint8Array => {
  const sharedSecret = sha3(256, fromLattice, fromCurve, ephemeral, receiver, label)
  fromLattice.fill(0)
  fromCurve.fill(0)
  return sharedSecret
}

/** `expandDecapsulationKey`. Each pair keeps its imported key. */
const expand = (seed: Uint8Array) => {
  const expanded = shake(256, latticeSeedSize + curveSize, seed)
  const latticePair = lattice.keyPair(new Secret(expanded.slice(0, latticeSeedSize)))
  const curvePair = curveKeyPair(x25519, new Secret(expanded.slice(latticeSeedSize)))
  expanded.fill(0)
  return { latticePair, curvePair, publicKey: concat(latticePair.publicKey, curvePair.publicKey) }
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
    if (to.length !== publicKeySize) return undefined
    const [latticeKey, curveKey] = halves(to)
    if (!x25519Group.validPublicKey(curveKey)) return undefined
    const native = random === osRandom
    const drawn = random(native ? curveSize : messageSize + curveSize)
    const [message, ephemeralSecret] = halves(drawn.expose())
    const inner = mlKem768.encapsulate(latticeKey, native ? osRandom : () => new Secret(message))
    const ephemeral = curveKeyPair(x25519, new Secret(ephemeralSecret))
    const fromCurve = x25519Group.agree(ephemeral, curveKey)
    const sent =
      inner === undefined || fromCurve === undefined
        ? undefined
        : {
            enc: concat(inner.enc, ephemeral.publicKey),
            sharedSecret: combine(inner.sharedSecret, fromCurve, ephemeral.publicKey, curveKey)
          }
    ephemeral.secretKey.wipe()
    drawn.wipe()
    return sent
  },
  decapsulate: (me, enc) => {
    if (enc.length !== kemOutputSize) return undefined
    const { curvePair, latticePair, publicKey } = keysOf(me.secretKey)
    const [latticePart, curvePart] = halves(enc)
    const fromCurve = x25519Group.agree(curvePair, curvePart)
    if (fromCurve === undefined || Buffer.compare(publicKey, me.publicKey) !== 0) return undefined
    const fromLattice = mlKem768.decapsulate(latticePair, latticePart)
    return fromLattice === undefined ? undefined : combine(fromLattice, fromCurve, curvePart, curvePair.publicKey)
  }
}
