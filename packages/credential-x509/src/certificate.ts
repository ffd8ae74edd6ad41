import * as Result from "effect/Result"
import {
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509Certificate
} from "./library.ts"

/** What a certificate says, for identity rules and revocation checks. It is believed only at the head of a path that holds. */
export interface Certificate {
  /** The certificate's exact encoding. */
  readonly der: Uint8Array
  /** The subject's distinguished name as text, such as `CN=alice, O=Example`. */
  readonly subject: string
  /** The issuer's distinguished name as text. */
  readonly issuer: string
  /** Hexadecimal; unique for one issuer. */
  readonly serialNumber: string
  /** First moment of validity, milliseconds since 1970. */
  readonly notBefore: number
  /** Last moment of validity, milliseconds since 1970. */
  readonly notAfter: number
  /** The `CN` attributes of the subject, in order. */
  readonly commonNames: ReadonlyArray<string>
  /** The subject alternative names, in order; `type` is `dns`, `email`, `url`, `ip`, `dn`, `guid`, `upn` or `id`. */
  readonly alternativeNames: ReadonlyArray<{ readonly type: string; readonly value: string }>
  /** Object identifiers; `undefined` where the certificate does not restrict its use. */
  readonly extendedKeyUsages: ReadonlyArray<string> | undefined
}

/** A certificate that was read, with what path validation needs (RFC 5280, section 6). */
export interface ReadCertificate extends Certificate {
  readonly x509: X509Certificate
  /** DER of the subject's `SubjectPublicKeyInfo`. */
  readonly publicKeyInfo: Uint8Array
  readonly subjectDer: Uint8Array
  readonly issuerDer: Uint8Array
  readonly authority: boolean
  /** How many intermediate certificates may follow; `undefined`: any number. */
  readonly pathLength: number | undefined
  /** The bits of `keyUsage`; `undefined` where the extension is absent. */
  readonly keyUsage: number | undefined
  /** Object identifiers of extensions that restrict the certificate in ways not honoured here. */
  readonly notHonoured: ReadonlyArray<string>
}

/** Reads one DER certificate. The failure says in words what is wrong with it; nothing is thrown, whatever the bytes. */
export const readCertificate = (der: Uint8Array): Result.Result<ReadCertificate, string> => {
  // The library would also take PEM, hexadecimal and base64, and ignore what follows the certificate. RFC 9420, 5.3 wants DER.
  if (!isOneSequence(der)) return Result.fail("no DER certificate")
  try {
    return facts(new StrictCertificate(Uint8Array.from(der)))
  } catch {
    return Result.fail("no readable certificate")
  }
}

/** Gives away two things that the library keeps to itself. */
class StrictCertificate extends X509Certificate {
  /** RFC 5280, 4.1.1.2: the algorithm that is signed is the algorithm that is named. */
  get sameAlgorithms(): boolean {
    return this.asn.signatureAlgorithm.isEqual(this.asn.tbsCertificate.signature)
  }
  /** Version 3 is written as 2. */
  get version(): number {
    return this.asn.tbsCertificate.version
  }
}

const facts = (x509: StrictCertificate): Result.Result<ReadCertificate, string> => {
  const types = x509.extensions.map(({ type }) => type)
  if (!x509.sameAlgorithms) return Result.fail("a certificate that names two signature algorithms")
  if (new Set(types).size < types.length) return Result.fail("a certificate with an extension twice")
  if (types.length > 0 && x509.version !== 2) return Result.fail("a certificate with extensions that is not of version 3")
  const constraints = x509.getExtension(BasicConstraintsExtension)
  return Result.succeed({
    x509,
    der: new Uint8Array(x509.rawData),
    subject: x509.subject,
    issuer: x509.issuer,
    serialNumber: x509.serialNumber,
    notBefore: x509.notBefore.getTime(),
    notAfter: x509.notAfter.getTime(),
    commonNames: x509.subjectName.getField("CN"),
    alternativeNames: x509.getExtension(SubjectAlternativeNameExtension)?.names.items.map(({ type, value }) => ({ type, value })) ?? [],
    extendedKeyUsages: x509.getExtension(ExtendedKeyUsageExtension)?.usages.map(String),
    publicKeyInfo: new Uint8Array(x509.publicKey.rawData),
    subjectDer: new Uint8Array(x509.subjectName.toArrayBuffer()),
    issuerDer: new Uint8Array(x509.issuerName.toArrayBuffer()),
    authority: constraints?.ca === true,
    pathLength: constraints?.pathLength,
    keyUsage: x509.getExtension(KeyUsagesExtension)?.usages,
    notHonoured: x509.extensions.filter(restricts).map(({ type }) => type)
  })
}

const understood = new Set(["2.5.29.15", "2.5.29.17", "2.5.29.19", "2.5.29.37"]) // keyUsage, subjectAltName, basicConstraints, extKeyUsage
const nameConstraints = "2.5.29.30"

/** RFC 5280, 4.2: an extension that is critical and not understood. A constraint on names counts even if somebody forgot to make it critical. */
const restricts = ({ critical, type }: { readonly critical: boolean; readonly type: string }): boolean =>
  type === nameConstraints || (critical && !understood.has(type))

/** Whether the bytes are one ASN.1 SEQUENCE of definite, shortest length, with nothing after it. */
const isOneSequence = (der: Uint8Array): boolean => {
  const [tag, first] = der
  if (tag !== 0x30 || first === undefined) return false
  if (first < 0x80) return der.length === 2 + first
  const count = first - 0x80
  if (count < 1 || count > 3 || der.length < 2 + count) return false
  const length = der.subarray(2, 2 + count).reduce((sum, byte) => sum * 256 + byte, 0)
  const shortest = length >= 0x80 && length >= 256 ** (count - 1)
  return shortest && der.length === 2 + count + length
}
