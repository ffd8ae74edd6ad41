import { type SignatureAlgorithm, Secret } from "@copath/contracts"
import { type KeyObject, sign, verify } from "node:crypto"
import { type Curve, ed25519, ed448 } from "./curves.ts"
import { type EdwardsCurve, edwards25519, edwards448 } from "./edwards.ts"
import { importPublic, keyPair, privateKey } from "./keys.ts"
import { plain } from "./octets.ts"
import { remembering } from "./verificationKeys.ts"

/** What decides before OpenSSL is asked: the key to ask it with, or `undefined` for a verdict of `false`. */
export type Admitter = (publicKey: Uint8Array, signature: Uint8Array) => KeyObject | undefined

/**
 * OpenSSL checks S below the order, and the equation: of Ed25519 without cofactor (R must be, byte for byte, the encoding of [S]B - [k]A), of Ed448
 * with it. Small-order A and R, and a non-canonical A, are refused here: of such signatures Node 20 accepts some that Node 24 does not.
 */
const eddsa = (id: "ed25519" | "ed448", curve: Curve, edwards: EdwardsCurve): SignatureAlgorithm => {
  const { mayBeUsed, onCurve, size } = edwards
  const admit = admitter(edwards, remembering(importer(curve, edwards)))
  return {
    id,
    publicKeySize: size,
    signatureSize: 2 * size,
    seedSize: size,
    derive: (seed) => keyPair(curve, new Secret(seed.expose().slice())),
    keyPair: (secretKey) => keyPair(curve, secretKey),
    sign: (pair, message) => plain(sign(null, message, privateKey(curve, pair))),
    verify: (publicKey, message, signature) => {
      const key = admit(publicKey, signature)
      return key !== undefined && verify(null, message, key, signature)
    },
    validPublicKey: (publicKey) => publicKey.length === size && mayBeUsed(publicKey) && onCurve(publicKey)
  }
}

type Importer = (publicKey: Uint8Array) => KeyObject | undefined

/** The imported key, if it may be shown to OpenSSL at all. */
const importer =
  (curve: Curve, { mayBeUsed }: EdwardsCurve): Importer =>
  (publicKey) =>
    mayBeUsed(publicKey) ? importPublic(curve, publicKey) : undefined

/** The same, if the signature may be shown to it, too. */
const admitter =
  ({ mayBeUsed, size }: EdwardsCurve, imported: Importer): Admitter =>
  (publicKey, signature) => {
    if (publicKey.length !== size || signature.length !== 2 * size) return undefined
    return mayBeUsed(signature.subarray(0, size)) ? imported(publicKey) : undefined
  }

/** Ed25519 (RFC 8032), of suites 1 and 3. The secret key is the 32-byte seed. */
export const ed25519Signature: SignatureAlgorithm = eddsa("ed25519", ed25519, edwards25519)

/** Ed448 (RFC 8032) with an empty context, of suites 4 and 6. The secret key is the 57-byte seed. */
export const ed448Signature: SignatureAlgorithm = eddsa("ed448", ed448, edwards448)

/** The questions that `verify` asks first, by algorithm. Nothing is remembered: in bulk each key is met once. */
export const eddsaAdmitters: ReadonlyMap<SignatureAlgorithm["id"], Admitter> = new Map([
  ["ed25519", admitter(edwards25519, importer(ed25519, edwards25519))],
  ["ed448", admitter(edwards448, importer(ed448, edwards448))]
])
