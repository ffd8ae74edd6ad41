import { deriveTreeSecret, type Secret, type Suite, Unprotectable } from "@copath/contracts"
import * as Result from "effect/Result"
import type { Window } from "./window.ts"

/** The single-use key and nonce of one generation (RFC 9420, 9.1). */
export interface MessageKey {
  readonly generation: number
  readonly key: Secret
  readonly nonce: Secret
}

/** One sender's handshake or application ratchet (RFC 9420, 9.1). */
export interface Ratchet {
  /** The next generation: `secret` is its ratchet secret, and generations from here on are untouched. */
  readonly generation: number
  readonly secret: Secret
  /** Below this generation no skipped key is left. */
  readonly dropped: number
  /** Keys of skipped generations, ascending. */
  readonly skipped: ReadonlyArray<MessageKey>
}

/** The last generation is never used, so that the one after it never has to be named (V080). */
export const LAST_GENERATION = 0xffffffff

export const startRatchet = (secret: Secret): Ratchet => ({ generation: 0, secret, dropped: 0, skipped: [] })

/** A ratchet's answer to "the key of generation g": the key, what the ratchet is without it, and what went. */
export interface Taken {
  readonly key: MessageKey
  /** Whether the key was derived now; otherwise it stands in the ratchet that was asked. */
  readonly fresh: boolean
  readonly ratchet: Ratchet
  /** Secrets of the old ratchet that the new one has no more. */
  readonly retired: ReadonlyArray<Secret>
}

/**
 * Takes the key of `generation` out of a ratchet, which is left as it was: the answer holds the ratchet to adopt. `allowance` bounds the
 * skipped keys of this ratchet; `made` collects the secrets that only the new ratchet holds.
 */
export const take = (
  suite: Suite,
  ratchet: Ratchet,
  generation: number,
  { maxAge, maxForward }: Window,
  allowance: number,
  made: Array<Secret>
): Result.Result<Taken, Unprotectable> => {
  if (generation < ratchet.generation) return takeSkipped(ratchet, generation)
  if (generation - ratchet.generation > maxForward) return Result.fail(new Unprotectable({ reason: "TooFarAhead" }))
  if (generation >= LAST_GENERATION) return Result.fail(new Unprotectable({ reason: "Exhausted" }))
  // Nothing older than this will be kept, so its keys need not be derived.
  const oldest = Math.max(generation - Math.min(allowance, maxAge), 0)
  const skipped = [...ratchet.skipped]
  let secret = ratchet.secret
  for (let g = ratchet.generation; g < generation; g++) {
    if (g >= oldest) skipped.push(remembered(messageKey(suite, secret, g), made))
    secret = step(suite, ratchet, secret, g)
  }
  const key = messageKey(suite, secret, generation)
  const next = step(suite, ratchet, secret, generation)
  made.push(next)
  const kept = skipped.slice(Math.max(skipped.length - allowance, 0)).filter((k) => k.generation >= generation - maxAge)
  const evicted = ratchet.skipped.filter((k) => !kept.includes(k))
  return Result.succeed({
    key,
    fresh: true,
    ratchet: { generation: generation + 1, secret: next, dropped: droppedBelow(ratchet, oldest, evicted), skipped: kept },
    retired: [ratchet.secret, ...evicted.flatMap(({ key, nonce }) => [key, nonce])]
  })
}

const takeSkipped = (ratchet: Ratchet, generation: number): Result.Result<Taken, Unprotectable> => {
  const key = ratchet.skipped.find((k) => k.generation === generation)
  // Below `dropped` nobody knows any more whether the key was used.
  if (key === undefined) return Result.fail(new Unprotectable({ reason: generation < ratchet.dropped ? "OutOfOrder" : "KeyConsumed" }))
  return Result.succeed({
    key,
    fresh: false,
    ratchet: { ...ratchet, skipped: ratchet.skipped.filter((k) => k !== key) },
    retired: [key.key, key.nonce]
  })
}

const droppedBelow = (ratchet: Ratchet, oldest: number, evicted: ReadonlyArray<MessageKey>): number => {
  const evictedBelow = evicted.reduce((below, k) => Math.max(below, k.generation + 1), ratchet.dropped)
  return oldest > ratchet.generation ? Math.max(oldest, evictedBelow) : evictedBelow
}

const messageKey = (suite: Suite, secret: Secret, generation: number): MessageKey => ({
  generation,
  key: deriveTreeSecret(suite, secret, "key", generation, suite.aead.keySize),
  nonce: deriveTreeSecret(suite, secret, "nonce", generation, suite.aead.nonceSize)
})

const remembered = (key: MessageKey, made: Array<Secret>): MessageKey => {
  made.push(key.key, key.nonce)
  return key
}

/** The ratchet secret after `secret`, which is wiped unless it is the old ratchet's own. */
const step = (suite: Suite, ratchet: Ratchet, secret: Secret, generation: number): Secret => {
  const next = deriveTreeSecret(suite, secret, "secret", generation, suite.kdf.size)
  if (secret !== ratchet.secret) secret.wipe()
  return next
}
