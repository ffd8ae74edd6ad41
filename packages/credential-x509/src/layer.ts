import { AuthenticationService, CredentialRefused, type CredentialQuestion } from "@copath/contracts"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type { ReadCertificate } from "./certificate.ts"
import { type KnownCertificates, knownCertificates } from "./known.ts"
import { verifyLink } from "./link.ts"
import { defaultLimits, type X509Options } from "./options.ts"
import { buildPath, checkRoles, checkValidity, type Refusal, type Trust } from "./path.ts"
import { checkIdentity, type Claim, readClaims } from "./question.ts"

/**
 * An authentication service for X.509 credentials (RFC 9420, 5.3): it joins each chain to a trust anchor, and wants the first certificate to
 * carry the leaf's signature key and to name somebody. A batch's distinct chains are validated once each.
 *
 * `Unknown`: no such chain, a broken or untrusted one, another key, no name. `NotSuccessor`: another name than before. `Expired`: good but for its
 * dates, by Effect's clock. `Unavailable`: WebCrypto or the revocation check failed or took too long. An anchor or intermediate that cannot
 * be read is a defect while the layer is built.
 */
export const layer = (options: X509Options): Layer.Layer<AuthenticationService> =>
  Layer.sync(AuthenticationService, () => {
    const limits = { ...defaultLimits, ...options.limits }
    const known = knownCertificates(limits.remembered)
    const trust = trustOf(options, known, limits.path)
    const judge = (claim: Claim, now: number): Effect.Effect<Refusal | undefined> =>
      Effect.suspend(() => validateChain(claim, now, trust, options)).pipe(
        Effect.timeoutOption(options.timeout ?? "10 seconds"),
        Effect.map(Option.getOrElse(() => unavailable("the validation took too long"))),
        Effect.catchCause((cause) =>
          Cause.hasInterruptsOnly(cause) ? Effect.interrupt : Effect.succeed(unavailable("the validation failed"))
        )
      )
    return {
      validate: Effect.fnUntraced(function* (batch: ReadonlyArray<CredentialQuestion>) {
        const now = yield* Clock.currentTimeMillis
        const { claims, refusal } = readClaims(batch, known, limits)
        const distinct = new Map(claims.map((claim) => [claim.key, claim]))
        const judged = yield* Effect.forEach(
          distinct.values(),
          (claim) => Effect.map(judge(claim, now), (verdict) => [claim.key, verdict] as const),
          { concurrency: limits.concurrency }
        )
        const verdicts = new Map(judged)
        for (const [index, claim] of claims.entries()) {
          const wrong = verdicts.get(claim.key) ?? checkIdentity(claim, known, options.identity)
          if (wrong !== undefined) return yield* new CredentialRefused({ ...wrong, index })
        }
        if (refusal !== undefined) return yield* new CredentialRefused({ ...refusal, index: claims.length })
      })
    }
  })

const validateChain = Effect.fnUntraced(function* (claim: Claim, now: number, trust: Trust, { revoked }: X509Options) {
  const built = yield* Effect.promise(() => buildPath(claim.leaf, claim.rest, trust))
  if (Result.isFailure(built)) return built.failure
  const path = built.success
  const wrong = checkRoles(path) ?? checkValidity(path, now)
  if (wrong !== undefined || revoked === undefined) return wrong
  const gone = yield* Effect.orDie(revoked(path))
  return gone ? ({ reason: "Unknown", detail: "a certificate that was revoked" } satisfies Refusal) : undefined
})

const trustOf = (options: X509Options, known: KnownCertificates, maxPath: number): Trust => {
  const anchors = options.anchors.map((der, index) => ours(known, der, `trust anchor ${index}`))
  const intermediates = (options.intermediates ?? []).map((der, index) => ours(known, der, `intermediate ${index}`))
  const webCrypto = options.webCrypto ?? globalThis.crypto
  return {
    anchors: new Set(anchors),
    own: [...intermediates, ...anchors],
    maxPath,
    link: async (child, issuer) => {
      if (known.holds(child, issuer)) return undefined
      const wrong = await verifyLink(child, issuer, webCrypto)
      if (wrong === undefined) known.remember(child, issuer)
      return wrong
    }
  }
}

const ours = (known: KnownCertificates, der: Uint8Array, what: string): ReadCertificate =>
  Result.getOrThrowWith(known.keep(der), (why) => new TypeError(`${what}: ${why}`))

const unavailable = (detail: string): Refusal => ({ reason: "Unavailable", detail })
