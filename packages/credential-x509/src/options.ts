import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type { Certificate } from "./certificate.ts"
import type { IdentityRule } from "./identity.ts"
import type { WebCrypto } from "./link.ts"

/** Bounds on what peers may make the service do (V089). */
export interface X509Limits {
  /** Most certificates in a credential. */
  readonly chain: number
  /** Most certificates in a path, with those that the credential left out. */
  readonly path: number
  /** Longest certificate, in bytes. */
  readonly certificateBytes: number
  /** Certificates that are remembered, with the signatures that were verified on them. */
  readonly remembered: number
  /** Chains of one batch that are validated at the same time. */
  readonly concurrency: number
}

/** Bounds that suit certificates as authorities issue them. */
export const defaultLimits: X509Limits = { chain: 8, path: 10, certificateBytes: 16_384, remembered: 1024, concurrency: 8 }

/** What an application decides about X.509 credentials (RFC 9420, 5.3.1). */
export interface X509Options {
  /** DER certificates that are believed without being certified. Their own validity, names and restrictions still count. */
  readonly anchors: ReadonlyArray<Uint8Array>
  /** DER certificates that peers may leave out of their chains. They need an anchor like any other. */
  readonly intermediates?: ReadonlyArray<Uint8Array>
  /** Whom a certificate names. */
  readonly identity: IdentityRule
  /**
   * Whether a certificate of this path was revoked; asked about paths that are valid otherwise, the end entity first. A failure, a defect and a
   * late answer are `Unavailable`.
   */
  readonly revoked?: (path: ReadonlyArray<Certificate>) => Effect.Effect<boolean, unknown>
  /** How long one chain may take, the revocation check included. Default: 10 seconds. */
  readonly timeout?: Duration.Input
  /** Where they differ from {@link defaultLimits}. */
  readonly limits?: Partial<X509Limits>
  /** What verifies signatures. Default: the platform's. */
  readonly webCrypto?: WebCrypto
}
