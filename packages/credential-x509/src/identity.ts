import type { Credential } from "@copath/wire"
import * as Result from "effect/Result"
import { type Certificate, readCertificate } from "./certificate.ts"

/**
 * Whom an end-entity certificate names, in one string, by the application's rule (RFC 9420, 5.3.1); `undefined` refuses the certificate. A
 * credential succeeds another if both give the same string (V087). The rule may look at anything, such as `extendedKeyUsages`.
 */
export type IdentityRule = (leaf: Certificate) => string | undefined

/** The subject's common name; a certificate with none, or with several, is refused. */
export const commonName: IdentityRule = ({ commonNames }) => (commonNames.length === 1 ? nonEmpty(commonNames[0]) : undefined)

/** The subject alternative name of one type, such as `email`, `dns` or `url`; a certificate with none of it, or with several, is refused. */
export const alternativeName =
  (type: string): IdentityRule =>
  ({ alternativeNames }) => {
    const names = alternativeNames.filter((name) => name.type === type)
    return names.length === 1 ? nonEmpty(names[0]?.value) : undefined
  }

/**
 * Whom a credential names, as `rule` reads its first certificate. Nothing is validated: it is for credentials that are in a group already, where the
 * service saw them on their way in. `undefined` for a credential of another type and for unreadable bytes.
 */
export const identityOf = (credential: Credential, rule: IdentityRule): string | undefined => {
  if (credential._tag !== "x509") return undefined
  const [leaf] = credential.certificates
  const read = leaf === undefined ? undefined : readCertificate(leaf.certData)
  return read !== undefined && Result.isSuccess(read) ? rule(read.success) : undefined
}

const nonEmpty = (name: string | undefined): string | undefined => (name === "" ? undefined : name)
