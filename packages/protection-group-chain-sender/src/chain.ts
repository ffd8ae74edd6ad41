import { type Codec, encode, optional, struct, uint32, vector } from "@copath/codec"
import {
  expandWithLabel,
  LAST_GENERATION,
  noBytes,
  type Secret,
  secretCodec,
  type SealingKey,
  type Suite,
  Unprotectable
} from "@copath/contracts"
import * as Result from "effect/Result"
import type { Window } from "./window.ts"

/*
 *   encryption_secret = s[0] ---> s[1] ---> s[2] ---> s[3]       one chain per epoch, for everyone
 *                        |         |         |
 *                      0 1 2     0 1 2     0 1 2                 a key and nonce for each sender at each generation
 *                     '-- the window keeps these --'
 *
 * A secret cannot go with the first key that it gave: another sender may have used the same generation. It goes when the window has passed it.
 */

/** A generation whose secret is kept, for senders that are still to be heard at it. */
export interface Kept {
  readonly generation: number
  readonly secret: Secret
  /** Leaves whose message of this generation has been sealed or opened. */
  readonly used: ReadonlyArray<number>
  /** When a clock first found it waiting, in the caller's seconds. */
  readonly since: number | undefined
}

/** The group's chain as one member holds it. */
export interface Chain {
  /** The next generation, above all that were seen: `secret` is its chain secret. */
  readonly generation: number
  readonly secret: Secret
  /** Below this generation no secret is left. */
  readonly dropped: number
  /** The newest generations, ascending. */
  readonly kept: ReadonlyArray<Kept>
}

/** The key of one sender at one generation, which nobody but the caller holds. */
export interface Taken {
  readonly key: SealingKey
  readonly chain: Chain
  /** Secrets of the old chain that the new one has no more. */
  readonly retired: ReadonlyArray<Secret>
  /** Secrets that only the new chain holds. */
  readonly made: ReadonlyArray<Secret>
}

/** Takes a sender's key of `generation` out of the chain, which is left as it was. Fails for the reasons of `takeKey`. */
export const take = (
  suite: Suite,
  chain: Chain,
  generation: number,
  sender: number,
  window: Window
): Result.Result<Taken, Unprotectable> => {
  if (generation < chain.generation) return takeKept(suite, chain, generation, sender)
  if (generation - chain.generation > window.maxForward) return Result.fail(new Unprotectable({ reason: "TooFarAhead" }))
  if (generation >= LAST_GENERATION) return Result.fail(new Unprotectable({ reason: "Exhausted" }))
  const oldest = Math.max(generation - window.span, 0)
  const steps: Array<Kept> = []
  const made: Array<Secret> = []
  let secret = chain.secret
  for (let g = chain.generation; g <= generation; g++) {
    const next = step(suite, secret)
    if (g >= oldest) {
      steps.push({ generation: g, secret, used: g === generation ? [sender] : [], since: undefined })
      if (secret !== chain.secret) made.push(secret)
    } else if (secret !== chain.secret) secret.wipe()
    secret = next
  }
  made.push(secret)
  const evicted = chain.kept.filter((k) => k.generation < oldest)
  // The old chain's own secret is kept like any other, unless the jump has passed it.
  const passed = chain.generation < oldest ? [chain.secret] : []
  return Result.succeed({
    key: keyOf(suite, (steps.at(-1) as Kept).secret, sender),
    chain: {
      generation: generation + 1,
      secret,
      dropped: Math.max(chain.dropped, oldest),
      kept: [...chain.kept.slice(evicted.length), ...steps]
    },
    retired: [...evicted.map((k) => k.secret), ...passed],
    made
  })
}

const takeKept = (suite: Suite, chain: Chain, generation: number, sender: number): Result.Result<Taken, Unprotectable> => {
  const kept = chain.kept.find((k) => k.generation === generation)
  if (kept === undefined) return Result.fail(new Unprotectable({ reason: "OutOfOrder" }))
  if (kept.used.includes(sender)) return Result.fail(new Unprotectable({ reason: "KeyConsumed" }))
  const used = { ...kept, used: [...kept.used, sender] }
  return Result.succeed({
    key: keyOf(suite, kept.secret, sender),
    chain: { ...chain, kept: chain.kept.map((k) => (k === kept ? used : k)) },
    retired: [],
    made: []
  })
}

/** The key and nonce of a sender at a generation: `sender` is in both. */
const keyOf = (suite: Suite, secret: Secret, sender: number): SealingKey => {
  const leaf = encode(uint32, sender)
  return {
    key: expandWithLabel(suite, secret, "app key", leaf, suite.aead.keySize),
    nonce: expandWithLabel(suite, secret, "app iv", leaf, suite.aead.nonceSize)
  }
}

const step = (suite: Suite, secret: Secret): Secret => expandWithLabel(suite, secret, "app upd", noBytes, suite.kdf.size)

/** The chain without the secrets that have waited `maxSeconds`; they go into `retired`. */
export const forgetIn = (chain: Chain, now: number, maxSeconds: number, retired: Array<Secret>): Chain => {
  const gone = chain.kept.filter(({ since }) => since !== undefined && now - since >= maxSeconds)
  retired.push(...gone.map((k) => k.secret))
  return {
    ...chain,
    dropped: gone.reduce((below, k) => Math.max(below, k.generation + 1), chain.dropped),
    kept: chain.kept.filter((k) => !gone.includes(k)).map((k) => (k.since === undefined ? { ...k, since: now } : k))
  }
}

const keptCodec: Codec<Kept> = struct<Kept>("Kept", {
  generation: uint32,
  secret: secretCodec,
  used: vector(uint32),
  since: optional(uint32)
})
/** The chain as it is stored. */
export const chainCodec: Codec<Chain> = struct<Chain>("Chain", {
  generation: uint32,
  secret: secretCodec,
  dropped: uint32,
  kept: vector(keptCodec)
})
