import { deriveTreeSecret, type Secret, type Suite, Unprotectable } from "@copath/contracts"
import * as Result from "effect/Result"
import type { Window } from "./window.ts"

/*
 *   encryption_secret = s[0] ---> s[1] ---> s[2] ---> ...       one chain per epoch, for everyone
 *                        |         |         |
 *                     key,nonce  key,nonce  key,nonce            one pair per slot of the delivery service
 */

/** The single-use key and nonce of one position. */
export interface SlotKey {
  readonly position: number
  readonly key: Secret
  readonly nonce: Secret
}

/** The group's chain as one member holds it. */
export interface Chain {
  /** The next position: `secret` is its chain secret. */
  readonly position: number
  readonly secret: Secret
  /** Below this position no skipped key is left. */
  readonly dropped: number
  /** Keys of skipped positions, ascending. */
  readonly skipped: ReadonlyArray<SlotKey>
}

/** Positions fit 32 bits; the last one is never used, so that the one after it never has to be named. */
export const LAST_POSITION = 0xffffffff

export interface Taken {
  readonly key: SlotKey
  /** Whether the key was derived now; otherwise it stands in the chain that was asked. */
  readonly fresh: boolean
  readonly chain: Chain
  /** Secrets of the old chain that the new one has no more. */
  readonly retired: ReadonlyArray<Secret>
  /** Secrets that only the new chain holds. */
  readonly made: ReadonlyArray<Secret>
}

/** Takes the key of `position` out of the chain, which is left as it was: the answer holds the chain to adopt. */
export const take = (suite: Suite, chain: Chain, position: number, window: Window): Result.Result<Taken, Unprotectable> => {
  if (position < chain.position) return takeSkipped(chain, position)
  if (position - chain.position > window.maxForward) return Result.fail(new Unprotectable({ reason: "TooFarAhead" }))
  if (position >= LAST_POSITION) return Result.fail(new Unprotectable({ reason: "Exhausted" }))
  const oldest = Math.max(position - window.maxSkipped, 0)
  const fresh: Array<SlotKey> = []
  let secret = chain.secret
  for (let at = chain.position; at < position; at++) {
    // Older keys would be dropped again at once.
    if (at >= oldest) fresh.push(slotKey(suite, secret, at))
    secret = step(suite, chain, secret, at)
  }
  const key = slotKey(suite, secret, position)
  const next = step(suite, chain, secret, position)
  const room = window.maxSkipped - fresh.length
  const cut = Math.max(chain.skipped.length - room, 0)
  const evicted = chain.skipped.slice(0, cut)
  const reached = Math.max(chain.dropped, (evicted.at(-1)?.position ?? -1) + 1)
  return Result.succeed({
    key,
    fresh: true,
    chain: {
      position: position + 1,
      secret: next,
      dropped: oldest > chain.position ? oldest : reached,
      skipped: [...chain.skipped.slice(cut), ...fresh]
    },
    retired: [chain.secret, ...evicted.flatMap((k) => [k.key, k.nonce])],
    made: [next, ...fresh.flatMap((k) => [k.key, k.nonce])]
  })
}

const takeSkipped = (chain: Chain, position: number): Result.Result<Taken, Unprotectable> => {
  const key = chain.skipped.find((k) => k.position === position)
  // Below `dropped` nobody knows any more whether the key was used.
  if (key === undefined) return Result.fail(new Unprotectable({ reason: position < chain.dropped ? "OutOfOrder" : "KeyConsumed" }))
  const skipped = chain.skipped.filter((k) => k !== key)
  return Result.succeed({ key, fresh: false, chain: { ...chain, skipped }, retired: [key.key, key.nonce], made: [] })
}

const slotKey = (suite: Suite, secret: Secret, position: number): SlotKey => ({
  position,
  key: deriveTreeSecret(suite, secret, "key", position, suite.aead.keySize),
  nonce: deriveTreeSecret(suite, secret, "nonce", position, suite.aead.nonceSize)
})

/** The chain secret after `secret`, which is wiped unless it is the old chain's own. */
const step = (suite: Suite, chain: Chain, secret: Secret, position: number): Secret => {
  const next = deriveTreeSecret(suite, secret, "secret", position, suite.kdf.size)
  if (secret !== chain.secret) secret.wipe()
  return next
}
