import * as Result from "effect/Result"
import { type ReadCertificate, readCertificate } from "./certificate.ts"

/** Certificates that were read before, and what is known about them, up to a number of certificates. */
export interface KnownCertificates {
  /** Reads a certificate or finds it: while it is remembered, equal bytes give the same object. */
  readonly read: (der: Uint8Array) => Result.Result<ReadCertificate, string>
  /** As `read`, for a certificate of our own, which is never forgotten. */
  readonly keep: (der: Uint8Array) => Result.Result<ReadCertificate, string>
  /** Whether this pair's signature was verified: it depends on nothing but the two certificates. */
  readonly holds: (child: ReadCertificate, issuer: ReadCertificate) => boolean
  /** Remembers that the issuer's key verifies the child's signature. */
  readonly remember: (child: ReadCertificate, issuer: ReadCertificate) => void
}

/** Remembers `most` certificates besides those that are kept: the ones used last. What is known about a forgotten certificate goes with it. */
export const knownCertificates = (most: number): KnownCertificates => {
  const certificates = new Map<string, ReadCertificate>()
  const kept = new Map<string, ReadCertificate>()
  const links = new WeakMap<ReadCertificate, WeakSet<ReadCertificate>>()
  return {
    read: (der) => {
      const key = bytesKey(der)
      const own = kept.get(key)
      if (own !== undefined) return Result.succeed(own)
      const found = certificates.get(key)
      if (found !== undefined) {
        certificates.delete(key)
        certificates.set(key, found)
        return Result.succeed(found)
      }
      const read = readCertificate(der)
      if (Result.isFailure(read)) return read
      certificates.set(key, read.success)
      const [oldest] = certificates.keys()
      if (certificates.size > most && oldest !== undefined) certificates.delete(oldest)
      return read
    },
    keep: (der) =>
      Result.map(readCertificate(der), (own) => {
        kept.set(bytesKey(der), own)
        return own
      }),
    holds: (child, issuer) => links.get(issuer)?.has(child) === true,
    remember: (child, issuer) => {
      const children = links.get(issuer) ?? new WeakSet()
      links.set(issuer, children.add(child))
    }
  }
}

const latin1 = new TextDecoder("latin1")

/** Equal for equal bytes only: this encoding gives every byte a character of its own. */
export const bytesKey = (bytes: Uint8Array): string => latin1.decode(bytes)
