import type { CredentialQuestion, CredentialRefused } from "@copath/contracts"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { generateKeyPairSync, type webcrypto } from "node:crypto"
import { x509Credential } from "../src/index.ts"
import {
  BasicConstraintsExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PublicKey,
  X509Certificate,
  X509CertificateGenerator
} from "../src/library.ts"
import { subjectPublicKeyInfo } from "../src/publicKeyInfo.ts"

/** Keys that certify. */
export const signingKeys = (algorithm: "Ed25519" | "P-256" | "P-384" | "P-521" | "RSA"): Promise<webcrypto.CryptoKeyPair> => {
  const use: Array<"sign" | "verify"> = ["sign", "verify"]
  const { subtle } = globalThis.crypto
  if (algorithm === "Ed25519") return subtle.generateKey("Ed25519", true, use) as Promise<webcrypto.CryptoKeyPair>
  if (algorithm !== "RSA") return subtle.generateKey({ name: "ECDSA", namedCurve: algorithm }, true, use)
  const rsa = { name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1), hash: "SHA-256" }
  return subtle.generateKey(rsa, true, use)
}

const lengths = { ed25519: 32, ed448: 57, "P-256": 65, "P-384": 97, "P-521": 133 } as const

/** The public half of a new signature key, and its SubjectPublicKeyInfo as Node's own cryptography writes it. */
export const memberKey = (algorithm: keyof typeof lengths) => {
  const { publicKey } =
    algorithm === "ed25519"
      ? generateKeyPairSync("ed25519")
      : algorithm === "ed448"
        ? generateKeyPairSync("ed448")
        : generateKeyPairSync("ec", { namedCurve: algorithm })
  const info = new Uint8Array(publicKey.export({ format: "der", type: "spki" }))
  return { signatureKey: info.slice(-lengths[algorithm]), info }
}

export const day = 86_400_000
/** The tests' present. */
export const now = Date.UTC(2026, 0, 15)

/** Sets the clock to the tests' present. */
export const setClock = TestClock.setTime(now)

/** What may be wrong with a certificate; everything else is as it should be. */
export interface Choices {
  readonly name?: string
  readonly from?: number
  readonly until?: number
  readonly ca?: boolean
  readonly pathLength?: number
  readonly keyUsage?: KeyUsageFlags | undefined
  readonly extensions?: ReadonlyArray<Extension>
  readonly hash?: string
  readonly issuerName?: string
}

/** A certificate and whoever may sign with its key. */
export interface Issuer {
  readonly certificate: X509Certificate
  readonly keys: webcrypto.CryptoKeyPair
}

let serial = 100

const make = async (
  publicKey: PublicKey,
  by: { readonly name: string; readonly keys: webcrypto.CryptoKeyPair },
  choices: Choices & { readonly name: string; readonly ca: boolean }
): Promise<X509Certificate> => {
  const usual = choices.ca ? KeyUsageFlags.keyCertSign : KeyUsageFlags.digitalSignature
  const usage = "keyUsage" in choices ? choices.keyUsage : usual
  return X509CertificateGenerator.create({
    serialNumber: (serial++).toString(16).padStart(4, "0"),
    subject: choices.name,
    issuer: choices.issuerName ?? by.name,
    notBefore: new Date(choices.from ?? now - day),
    notAfter: new Date(choices.until ?? now + day),
    publicKey,
    signingKey: by.keys.privateKey,
    signingAlgorithm: { name: by.keys.privateKey.algorithm.name, hash: choices.hash ?? "SHA-256" },
    extensions: [
      new BasicConstraintsExtension(choices.ca, choices.pathLength, true),
      ...(usage === undefined ? [] : [new KeyUsagesExtension(usage, true)]),
      ...(choices.extensions ?? [])
    ]
  })
}

/** A root certificate of its own. */
export const root = async (keys: webcrypto.CryptoKeyPair, choices: Choices = {}): Promise<Issuer> => {
  const name = choices.name ?? "CN=Root"
  return { keys, certificate: await make(await PublicKey.create(keys.publicKey), { name, keys }, { ca: true, ...choices, name }) }
}

/** An intermediate authority under `issuer`. */
export const intermediate = async (issuer: Issuer, keys: webcrypto.CryptoKeyPair, choices: Choices = {}): Promise<Issuer> => {
  const by = { name: issuer.certificate.subject, keys: issuer.keys }
  return { keys, certificate: await make(await PublicKey.create(keys.publicKey), by, { ca: true, name: "CN=Intermediate", ...choices }) }
}

/** A member's certificate under `issuer`, for a signature key in its MLS encoding. */
export const member = (issuer: Issuer, signatureKey: Uint8Array, choices: Choices = {}): Promise<X509Certificate> => {
  const by = { name: issuer.certificate.subject, keys: issuer.keys }
  const info = subjectPublicKeyInfo(signatureKey)
  if (info === undefined) throw new TypeError("a signature key of a known length was expected")
  return make(new PublicKey(info), by, { ca: false, name: "CN=alice", ...choices })
}

export const derOf = (certificate: X509Certificate | Issuer): Uint8Array =>
  new Uint8Array(certificate instanceof X509Certificate ? certificate.rawData : certificate.certificate.rawData)

/** The question about a chain. */
export const ask = (
  signatureKey: Uint8Array,
  chain: ReadonlyArray<X509Certificate | Issuer | Uint8Array>,
  more: Partial<CredentialQuestion> = {}
): CredentialQuestion => ({
  role: "member",
  credential: x509Credential(chain.map((one) => (one instanceof Uint8Array ? one : derOf(one)))),
  signatureKey,
  previous: undefined,
  ...more
})

/** The refusal, with its parts; `accepted` if there is none. */
export const verdict = (asked: Effect.Effect<void, CredentialRefused>) =>
  Effect.match(asked, {
    onSuccess: () => "accepted",
    onFailure: ({ detail, index, reason }) => `${reason} ${index}: ${detail}`
  })
