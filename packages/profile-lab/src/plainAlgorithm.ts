import { type AlgorithmClaims, type ClaimedAlgorithm, Secret } from "@copath/contracts"
import type { AlgorithmPart } from "./part.ts"

/** A key pair as bytes, each as long as `sizes` says. */
export interface PlainKeys {
  /** For everybody. */
  readonly publicKey: Uint8Array
  /** What `sign` is given. */
  readonly secretKey: Uint8Array
}

/** A signature algorithm as three plain functions, and what its author says of it. */
export interface PlainAlgorithm {
  /** The option id: small letters, digits and any of `. + / -`. */
  readonly name: string
  /** Of the implementation; for reports. */
  readonly version: string
  /** One line for `lab list`; name and version, if left out. */
  readonly title?: string
  /** Where it comes from, such as a paper; `a plug-in`, if left out. */
  readonly source?: string
  /** In bytes, exactly. `seed`: of the randomness that makes a key pair; 32, if left out. */
  readonly sizes: { readonly publicKey: number; readonly secretKey: number; readonly signature: number; readonly seed?: number }
  /** Decide which laws it is held to. */
  readonly claims: AlgorithmClaims
  /** The key pair that a seed determines, and nothing else. */
  readonly generate: (seed: Secret) => PlainKeys
  /** A signature of `message`. */
  readonly sign: (secretKey: Secret, message: Uint8Array) => Uint8Array
  /** Whether a signature holds. It is asked of no key and no signature of another length than `sizes`, and never throws. */
  readonly verify: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean
  /** Whether bytes of the right length are a public key; any are, if left out. */
  readonly validPublicKey?: (publicKey: Uint8Array) => boolean
}

const ofSize = (name: string, what: string, bytes: Uint8Array, size: number): Uint8Array => {
  if (bytes.length !== size) throw new RangeError(`${name}: a ${what} of ${bytes.length} bytes, where ${size} are stated`)
  return bytes
}

/** The algorithm as a field of a cipher suite. A suite's secret key gives its public key back, so the two are kept together: secret, then public. */
const inSuite = (plain: PlainAlgorithm): ClaimedAlgorithm => {
  const { claims, generate, name, sign, sizes, verify } = plain
  const whole = sizes.secretKey + sizes.publicKey
  const seedSize = sizes.seed ?? 32
  const publicPart = (secretKey: Secret): Uint8Array =>
    ofSize(name, "secret key with its public key", secretKey.expose(), whole).slice(sizes.secretKey)
  return {
    id: name,
    claims,
    publicKeySize: sizes.publicKey,
    signatureSize: sizes.signature,
    seedSize,
    derive: (seed) => {
      ofSize(name, "seed", seed.expose(), seedSize)
      const { publicKey, secretKey } = generate(seed)
      const both = new Uint8Array(whole)
      both.set(ofSize(name, "secret key", secretKey, sizes.secretKey))
      both.set(ofSize(name, "public key", publicKey, sizes.publicKey), sizes.secretKey)
      return { publicKey: publicKey.slice(), secretKey: new Secret(both) }
    },
    keyPair: (secretKey) => ({ publicKey: publicPart(secretKey), secretKey }),
    sign: ({ secretKey }, message) => {
      const own = new Secret(ofSize(name, "secret key with its public key", secretKey.expose(), whole).slice(0, sizes.secretKey))
      const signature = sign(own, message)
      own.wipe()
      return ofSize(name, "signature", signature, sizes.signature)
    },
    verify: (publicKey, message, signature) =>
      publicKey.length === sizes.publicKey && signature.length === sizes.signature && verify(publicKey, message, signature),
    validPublicKey: (publicKey) => publicKey.length === sizes.publicKey && (plain.validPublicKey?.(publicKey) ?? true)
  }
}

/** An experimental signature algorithm, used by whatever scheme signs: what a suite's field owes, from plain functions. */
export const signatureAlgorithm = (plain: PlainAlgorithm): AlgorithmPart & { readonly algorithm: ClaimedAlgorithm } => ({
  axis: "algorithm",
  id: plain.name,
  title: plain.title ?? `${plain.name} ${plain.version}`,
  source: plain.source ?? "a plug-in",
  strict: false,
  algorithm: inSuite(plain)
})
