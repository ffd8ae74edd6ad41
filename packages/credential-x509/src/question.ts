import type { CredentialQuestion } from "@copath/contracts"
import { equalBytes } from "@copath/contracts"
import * as Result from "effect/Result"
import type { ReadCertificate } from "./certificate.ts"
import type { IdentityRule } from "./identity.ts"
import { bytesKey, type KnownCertificates } from "./known.ts"
import type { X509Limits } from "./options.ts"
import type { Refusal } from "./path.ts"
import { subjectPublicKeyInfo } from "./publicKeyInfo.ts"

/** A question whose certificates were read, and whose first certificate is for the key that was asked about. */
export interface Claim {
  readonly question: CredentialQuestion
  /** Equal for equal chains only. */
  readonly key: string
  readonly leaf: ReadCertificate
  readonly rest: ReadonlyArray<ReadCertificate>
}

/** The questions before the first that is refused for its form alone, and that refusal. */
export const readClaims = (
  batch: ReadonlyArray<CredentialQuestion>,
  known: KnownCertificates,
  limits: X509Limits
): { readonly claims: ReadonlyArray<Claim>; readonly refusal: Refusal | undefined } => {
  const claims: Array<Claim> = []
  for (const question of batch) {
    const claim = readClaim(question, known, limits)
    if (Result.isFailure(claim)) return { claims, refusal: { reason: "Unknown", detail: claim.failure } }
    claims.push(claim.success)
  }
  return { claims, refusal: undefined }
}

const readClaim = (question: CredentialQuestion, known: KnownCertificates, limits: X509Limits): Result.Result<Claim, string> => {
  const { credential, signatureKey } = question
  if (credential._tag !== "x509") return Result.fail("no X.509 credential")
  const { certificates } = credential
  // Counted before anything is read (V089).
  if (certificates.length > limits.chain) return Result.fail(`a chain of ${certificates.length} certificates, more than ${limits.chain}`)
  const read: Array<ReadCertificate> = []
  for (const { certData } of certificates) {
    if (certData.length > limits.certificateBytes) return Result.fail(`a certificate of ${certData.length} bytes`)
    const certificate = known.read(certData)
    if (Result.isFailure(certificate)) return Result.fail(certificate.failure)
    read.push(certificate.success)
  }
  const [leaf, ...rest] = read
  if (leaf === undefined) return Result.fail("a chain of no certificates")
  const info = subjectPublicKeyInfo(signatureKey)
  if (info === undefined) return Result.fail(`a signature key of ${signatureKey.length} bytes, which no certificate carries`)
  if (!equalBytes(info, leaf.publicKeyInfo)) return Result.fail("a certificate for another key")
  return Result.succeed({ question, leaf, rest, key: certificates.map(({ certData }) => bytesKey(certData)).join(between) })
}

const between = "\u0100" // no byte's character

/** Whether a validated claim names somebody, and whoever the replaced credential named (5.3.1, V087). That one need not be valid any more (V090). */
export const checkIdentity = ({ leaf, question }: Claim, known: KnownCertificates, rule: IdentityRule): Refusal | undefined => {
  try {
    const identity = rule(leaf)
    if (identity === undefined) return { reason: "Unknown", detail: "a certificate that names nobody" }
    if (question.previous === undefined) return undefined
    const before = leafOf(question.previous.credential, known)
    if (before !== undefined && rule(before) === identity) return undefined
    return { reason: "NotSuccessor", detail: "a certificate that names somebody else" }
  } catch {
    return { reason: "Unavailable", detail: "the identity rule failed" }
  }
}

const leafOf = (credential: CredentialQuestion["credential"], known: KnownCertificates): ReadCertificate | undefined => {
  if (credential._tag !== "x509") return undefined
  const [leaf] = credential.certificates
  return leaf === undefined ? undefined : Result.getOrUndefined(known.read(leaf.certData))
}
