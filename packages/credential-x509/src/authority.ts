import type { WebCrypto } from "./link.ts"
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Name,
  PublicKey,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator
} from "./library.ts"
import { subjectPublicKeyInfo } from "./publicKeyInfo.ts"

/** A WebCrypto key pair that signs: Ed25519, ECDSA on P-256, P-384 or P-521, or RSA. */
export interface AuthorityKeys {
  /** Stands in the authority's own certificate, so it must be extractable. */
  readonly publicKey: CryptoKey
  /** Signs every certificate: usage `sign`; it need not be extractable. */
  readonly privateKey: CryptoKey
}
type CryptoKey = Parameters<WebCrypto["subtle"]["exportKey"]>[1]

/** From when to when a certificate is valid. */
export interface Validity {
  /** The first moment, itself included (RFC 5280, 4.1.2.5). */
  readonly notBefore: Date
  /** The last moment, itself included. */
  readonly notAfter: Date
}

/** Whom to certify. */
export interface CertificateRequest extends Validity {
  /** The subject's whole name: one CN attribute, in UTF-8. */
  readonly commonName: string
  /** The member's signature key in its cipher suite's encoding. */
  readonly signatureKey: Uint8Array
  /** The subject alternative name of type `email`, if there is to be one. */
  readonly email?: string
}

/** A certificate authority that holds its key in memory. */
export interface Authority {
  /** Its own DER certificate, signed by itself: the trust anchor. */
  readonly certificate: Uint8Array
  /** A DER certificate for a member's signature key. */
  readonly issue: (request: CertificateRequest) => Promise<Uint8Array>
}

/**
 * A certificate authority for tests, demonstrations, and groups that are their own authority. Serial numbers count from 1. Rejects if WebCrypto
 * does, or if a signature key has no known length.
 */
export const makeAuthority = async (commonName: string, keys: AuthorityKeys, validity: Validity): Promise<Authority> => {
  const name = nameOf(commonName)
  let serial = 1
  const next = (): string => (serial++).toString(16).padStart(16, "0")
  const own = await X509CertificateGenerator.create({
    ...validity,
    serialNumber: next(),
    subject: name,
    issuer: name,
    publicKey: keys.publicKey,
    signingKey: keys.privateKey,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true)
    ]
  })
  return {
    certificate: new Uint8Array(own.rawData),
    issue: async ({ commonName: subject, email, notAfter, notBefore, signatureKey }) => {
      const info = subjectPublicKeyInfo(signatureKey)
      if (info === undefined) throw new TypeError(`no certificate carries a signature key of ${signatureKey.length} bytes`)
      const issued = await X509CertificateGenerator.create({
        notAfter,
        notBefore,
        serialNumber: next(),
        subject: nameOf(subject),
        issuer: own.subjectName,
        publicKey: new PublicKey(info),
        signingKey: keys.privateKey,
        extensions: [
          new BasicConstraintsExtension(false, undefined, true),
          new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
          ...(email === undefined ? [] : [new SubjectAlternativeNameExtension([{ type: "email", value: email }])])
        ]
      })
      return new Uint8Array(issued.rawData)
    }
  }
}

/** As UTF-8: text would be searched for escapes. */
const nameOf = (commonName: string): Name => new Name([{ CN: [{ utf8String: commonName }] }])
