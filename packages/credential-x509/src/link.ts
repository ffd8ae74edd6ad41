import type { ReadCertificate } from "./certificate.ts"

/** WebCrypto, as every platform has it. */
export type WebCrypto = typeof globalThis.crypto

/**
 * Verifies the signature on `child` with the key of `issuer`. `undefined`: it holds; otherwise what is wrong with it, in words. Rejects only if
 * WebCrypto itself fails, which says nothing about the certificates.
 */
export const verifyLink = async (child: ReadCertificate, issuer: ReadCertificate, crypto: WebCrypto): Promise<string | undefined> => {
  const key = issuer.x509.publicKey.algorithm as KeyAlgorithm
  const signature = child.x509.signatureAlgorithm as KeyAlgorithm
  if ((crypto as Partial<WebCrypto> | undefined)?.subtle === undefined) throw new TypeError("this platform has no WebCrypto here")
  const weak = weakness(key, signature)
  if (weak !== undefined) return weak
  const algorithm: unknown = { ...key, ...signature }
  let publicKey: VerifyingKey
  try {
    publicKey = await issuer.x509.publicKey.export(algorithm as ImportParameters, ["verify"], crypto)
  } catch {
    return `a signature by ${nameOf(key)} that this platform cannot verify`
  }
  let asked = false
  const verify: WebCrypto["subtle"]["verify"] = (...arguments_) => {
    asked = true
    return crypto.subtle.verify(...arguments_)
  }
  const asking = { subtle: { verify } } as unknown as WebCrypto // the library asks it for nothing else
  try {
    const holds = await child.x509.verify({ publicKey, signatureOnly: true }, asking)
    return holds ? undefined : "a signature that does not hold"
  } catch (cause) {
    // Before WebCrypto was asked the library failed to read the peer's signature value.
    if (asked) throw cause
    return "a signature that cannot be read"
  }
}

type ImportParameters = Parameters<ReadCertificate["x509"]["publicKey"]["export"]>[0]
type VerifyingKey = Parameters<WebCrypto["subtle"]["verify"]>[1]

/** The library's description, whose types need those of a browser. */
interface KeyAlgorithm {
  readonly name?: string
  readonly namedCurve?: string
  readonly modulusLength?: number
  readonly hash?: { readonly name: string }
}

const hashes = new Set(["SHA-256", "SHA-384", "SHA-512"])
const curves = new Set(["P-256", "P-384", "P-521"])
const leastModulus = 2048

/** Why such a signature counts for nothing even if it holds. */
const weakness = (key: KeyAlgorithm, signature: KeyAlgorithm): string | undefined => {
  switch (signature.name) {
    case "Ed25519":
      return key.name === "Ed25519" ? undefined : anotherKind
    case "ECDSA":
      if (key.name !== "ECDSA") return anotherKind
      if (!curves.has(key.namedCurve ?? "")) return `a signature by ${nameOf(key)}, which is not accepted`
      break
    case "RSASSA-PKCS1-v1_5":
    case "RSA-PSS":
      if (key.modulusLength === undefined) return anotherKind
      if (key.modulusLength < leastModulus) return `a signature by an RSA key of ${key.modulusLength} bits, less than ${leastModulus}`
      break
    default:
      return `a signature by ${nameOf(signature)}, which is not accepted`
  }
  const hash = signature.hash?.name ?? "no"
  return hashes.has(hash) ? undefined : `a signature over ${hash} hash, which is not accepted`
}

const anotherKind = "a signature of another kind than the issuer's key"
const nameOf = ({ name = "an unknown algorithm", namedCurve }: KeyAlgorithm): string =>
  namedCurve === undefined ? name : `${name} ${namedCurve}`
