import type { KeyPair, Secret } from "@copath/contracts"
import { createECDH, createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from "node:crypto"
import { type Curve, x25519 } from "./curves.ts"
import { asBuffer, concat, plain } from "./octets.ts"

/*
 * A raw key must be dressed as PEM, DER or a JSON Web Key before Node takes it, and which dress is cheap depends on the version: on Node 24
 * (OpenSSL 3.5) PEM costs a third of a JSON Web Key, on Node 20 (OpenSSL 3.0) fifteen times as much. So each form is tried when the first key
 * is imported, and PEM stays unless another one is clearly faster.
 */

type ImportPublic = (curve: Curve, publicKey: Uint8Array) => KeyObject
/** Of an Edwards or Montgomery key, only the secret half is looked at. */
type ImportPrivate = (curve: Curve, publicKey: Uint8Array, secretKey: Uint8Array) => KeyObject

const base64url = (bytes: Uint8Array): string => asBuffer(bytes).toString("base64url")
const pem = (what: string, der: Uint8Array): string => `-----BEGIN ${what}-----\n${asBuffer(der).toString("base64")}\n-----END ${what}-----`

const spki = (curve: Curve, publicKey: Uint8Array): Uint8Array => concat(curve.spki, publicKey)
const pkcs8 = (curve: Curve, publicKey: Uint8Array, secretKey: Uint8Array): Uint8Array =>
  curve.kind === "okp" ? concat(curve.pkcs8, secretKey) : concat(curve.pkcs8, secretKey, curve.pkcs8Public, publicKey)
const jwk = (curve: Curve, publicKey: Uint8Array): JsonWebKey =>
  curve.kind === "okp"
    ? { kty: "OKP", crv: curve.crv, x: base64url(publicKey) }
    : {
        kty: "EC",
        crv: curve.crv,
        x: base64url(publicKey.subarray(1, 1 + curve.secretKeySize)),
        y: base64url(publicKey.subarray(1 + curve.secretKeySize))
      }

const publicForms: readonly [ImportPublic, ...ReadonlyArray<ImportPublic>] = [
  (curve, publicKey) => createPublicKey(pem("PUBLIC KEY", spki(curve, publicKey))),
  (curve, publicKey) => createPublicKey({ key: jwk(curve, publicKey), format: "jwk" }),
  (curve, publicKey) => createPublicKey({ key: asBuffer(spki(curve, publicKey)), format: "der", type: "spki" })
]

const privateForms: readonly [ImportPrivate, ...ReadonlyArray<ImportPrivate>] = [
  (curve, publicKey, secretKey) => createPrivateKey(pem("PRIVATE KEY", pkcs8(curve, publicKey, secretKey))),
  (curve, publicKey, secretKey) => createPrivateKey({ key: { ...jwk(curve, publicKey), d: base64url(secretKey) }, format: "jwk" }),
  (curve, publicKey, secretKey) => createPrivateKey({ key: asBuffer(pkcs8(curve, publicKey, secretKey)), format: "der", type: "pkcs8" })
]

const rounds = 12
const warmUp = 4

/** How much faster a form must be than the first of the list to take its place: the first calls of a process are slow in uneven measure. */
const clearly = 2

const quickest = <Form>(form: Form, use: (form: Form) => void): number => {
  let time = Infinity
  for (let round = 0; round < rounds; round++) {
    const start = performance.now()
    use(form)
    // The quickest run, not the mean: it is the one that was not interrupted.
    if (round >= warmUp) time = Math.min(time, performance.now() - start)
  }
  return time
}

const fastest = <Form>([usual, ...others]: readonly [Form, ...ReadonlyArray<Form>], use: (form: Form) => void): Form => {
  let best = { form: usual, time: quickest(usual, use) / clearly }
  for (const form of others) {
    const time = quickest(form, use)
    if (time < best.time) best = { form, time }
  }
  return best.form
}

const probeKey = new Uint8Array(32).fill(9)
let chosen: { readonly importPublic: ImportPublic; readonly importPrivate: ImportPrivate } | undefined

const forms = () =>
  (chosen ??= {
    importPublic: fastest(publicForms, (form) => form(x25519, probeKey)),
    importPrivate: fastest(privateForms, (form) => form(x25519, probeKey, probeKey))
  })

/** `undefined` for a key of the wrong size and an EC key that is not an uncompressed point of the curve. Nothing else is checked. */
export const importPublic = (curve: Curve, publicKey: Uint8Array): KeyObject | undefined => {
  if (publicKey.length !== curve.publicKeySize || (curve.kind === "ec" && publicKey[0] !== 4)) return undefined
  try {
    return forms().importPublic(curve, publicKey)
  } catch {
    return undefined
  }
}

/** An imported private key, remembered in `Secret.held` together with the curve it was imported for. */
class HeldKey {
  readonly curve: Curve
  readonly key: KeyObject
  constructor(curve: Curve, key: KeyObject) {
    this.curve = curve
    this.key = key
  }
}

const hold = (curve: Curve, publicKey: Uint8Array, secretKey: Secret): KeyObject => {
  if (secretKey.held instanceof HeldKey && secretKey.held.curve === curve) return secretKey.held.key
  if (secretKey.length !== curve.secretKeySize) {
    throw new RangeError(`a secret key of ${curve.crv} has ${curve.secretKeySize} bytes, not ${secretKey.length}`)
  }
  const key = forms().importPrivate(curve, publicKey, secretKey.expose())
  secretKey.held = new HeldKey(curve, key)
  return key
}

/** The KeyObject of a pair's secret half, imported at most once between two calls of `wipe`. A secret key that is none is a defect. */
export const privateKey = (curve: Curve, { publicKey, secretKey }: KeyPair): KeyObject => hold(curve, publicKey, secretKey)

/** The pair of a secret key. A secret key of wrong size or range is a defect. */
export const keyPair = (curve: Curve, secretKey: Secret): KeyPair => {
  if (curve.kind === "ec") {
    if (secretKey.length !== curve.secretKeySize) {
      throw new RangeError(`a secret key of ${curve.crv} has ${curve.secretKeySize} bytes, not ${secretKey.length}`)
    }
    const ecdh = createECDH(curve.openssl)
    ecdh.setPrivateKey(secretKey.expose())
    return { publicKey: plain(ecdh.getPublicKey()).slice(), secretKey }
  }
  const { x } = hold(curve, new Uint8Array(curve.publicKeySize), secretKey).export({ format: "jwk" })
  return { publicKey: new Uint8Array(Buffer.from(x as string, "base64url")), secretKey }
}
