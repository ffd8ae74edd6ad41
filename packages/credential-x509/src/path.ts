import { equalBytes, type CredentialRefused } from "@copath/contracts"
import * as Result from "effect/Result"
import type { ReadCertificate } from "./certificate.ts"
import { KeyUsageFlags } from "./library.ts"

/** Why a credential is refused, before its place in the batch is known. */
export interface Refusal {
  readonly reason: CredentialRefused["reason"]
  readonly detail: string
}

/** What paths are built from. */
export interface Trust {
  readonly anchors: ReadonlySet<ReadCertificate>
  /** Certificates that a chain may leave out: intermediates, then the anchors. */
  readonly own: ReadonlyArray<ReadCertificate>
  /** Verifies one signature: `undefined` if it holds, otherwise what is wrong with it. */
  readonly link: (child: ReadCertificate, issuer: ReadCertificate) => Promise<string | undefined>
  /** Most certificates in a path, from the end entity to the anchor. */
  readonly maxPath: number
}

/** A path, the end entity's certificate first, or why there is none. */
export type PathResult = Result.Result<ReadonlyArray<ReadCertificate>, Refusal>

/**
 * Joins a credential's chain to a trust anchor (RFC 9420, 5.3). Each certificate of the chain certifies the one before, in the order given;
 * where that fails, and at the end, certificates of our own fill the gap. Rejects only if `link` does.
 */
export const buildPath = async (leaf: ReadCertificate, rest: ReadonlyArray<ReadCertificate>, trust: Trust): Promise<PathResult> => {
  const path = [leaf]
  let taken = 0
  let last = leaf
  while (taken < rest.length || !path.some((one) => trust.anchors.has(one))) {
    if (path.length >= trust.maxPath) return unknown(`a path of more than ${trust.maxPath} certificates`)
    const given = rest[taken]
    let next: ReadCertificate | undefined
    if (given !== undefined && names(last, given)) {
      const wrong = await trust.link(last, given)
      if (wrong !== undefined) return unknown(wrong)
      next = given
      taken += 1
    } else {
      next = await ownIssuer(last, path, trust)
    }
    if (next === undefined) {
      return unknown(given === undefined ? "a chain that ends at no trust anchor" : "a certificate that does not certify the one before it")
    }
    path.push(next)
    last = next
  }
  return Result.succeed(path)
}

const ownIssuer = async (
  child: ReadCertificate,
  path: ReadonlyArray<ReadCertificate>,
  trust: Trust
): Promise<ReadCertificate | undefined> => {
  for (const one of trust.own) {
    if (!path.includes(one) && names(child, one) && (await trust.link(child, one)) === undefined) return one
  }
  return undefined
}

/**
 * Whether everybody on a path may do what the path has them do (RFC 5280, 6.1): issuers are certificate authorities and may sign
 * certificates, no more intermediates follow than they allow, the end entity may sign, and nobody is restricted in a way not honoured here.
 */
export const checkRoles = (path: ReadonlyArray<ReadCertificate>): Refusal | undefined => {
  let intermediates = 0
  for (const [index, one] of path.entries()) {
    const [restriction] = one.notHonoured
    if (restriction !== undefined) return refusal(`a certificate restricted by extension ${restriction}, which is not understood`)
    if (index === 0) {
      if (!may(one, KeyUsageFlags.digitalSignature)) return refusal("a key that may not sign messages")
      continue
    }
    if (!one.authority) return refusal("an issuer that is no certificate authority")
    if (!may(one, KeyUsageFlags.keyCertSign)) return refusal("an issuer whose key may not sign certificates")
    if (one.pathLength !== undefined && intermediates > one.pathLength)
      return refusal("more intermediate certificates than an issuer allows")
    if (!equalBytes(one.subjectDer, one.issuerDer)) intermediates += 1
  }
  return undefined
}

/** Whether every certificate of the path is valid at `now`, milliseconds since 1970. */
export const checkValidity = (path: ReadonlyArray<ReadCertificate>, now: number): Refusal | undefined => {
  for (const { notAfter, notBefore, subject } of path) {
    if (now > notAfter) return { reason: "Expired", detail: `${subject}: valid until ${new Date(notAfter).toISOString()}` }
    if (now < notBefore) return { reason: "Expired", detail: `${subject}: not valid before ${new Date(notBefore).toISOString()}` }
  }
  return undefined
}

/** The child's issuer is the parent's subject, byte for byte, and is somebody. */
const names = (child: ReadCertificate, parent: ReadCertificate): boolean =>
  parent.subject !== "" && equalBytes(child.issuerDer, parent.subjectDer)

const may = ({ keyUsage }: ReadCertificate, use: number): boolean => keyUsage === undefined || (keyUsage & use) !== 0

const refusal = (detail: string): Refusal => ({ reason: "Unknown", detail })
const unknown = (detail: string): PathResult => Result.fail(refusal(detail))
