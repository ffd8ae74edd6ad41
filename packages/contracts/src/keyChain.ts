import { type Codec, optional, struct, uint32, vector } from "@copath/codec"
import * as Result from "effect/Result"
import type { Suite } from "./cipherSuite.ts"
import { secretCodec } from "./codecs.ts"
import { type Retained, Unprotectable } from "./messageProtection.ts"
import type { Secret } from "./secret.ts"

/*
 *   s[0] ---> s[1] ---> s[2] ---> s[3]         the chain holds one secret, that of the next generation,
 *    |         |         |                     and the keys of generations that it has passed over
 *  key 0     key 1     key 2
 */

/** The single-use key and nonce of one generation (RFC 9420, 9.1). */
export interface MessageKey {
  /** Place in its chain, from 0. */
  readonly generation: number
  /** For the AEAD, `Aead.keySize` bytes. */
  readonly key: Secret
  /** As it was derived, `Aead.nonceSize` bytes. */
  readonly nonce: Secret
  /** When a clock first found it waiting, in the caller's seconds; see {@link forgetIn}. */
  readonly since: number | undefined
}

/** A chain of keys as one member holds it (RFC 9420, 9.1). */
export interface KeyChain {
  /** The next generation: `secret` is its chain secret, and generations from here on are untouched. */
  readonly generation: number
  /** What the key, the nonce and the successor of `generation` are derived from. */
  readonly secret: Secret
  /** Below this generation no skipped key is left. */
  readonly dropped: number
  /** Keys of skipped generations, ascending. */
  readonly skipped: ReadonlyArray<MessageKey>
}

/** What hangs on a chain secret: a generation's key, its nonce, and the next chain secret. */
export interface ChainDerivation {
  /** The AEAD key of `generation`, `Aead.keySize` bytes; `secret`: that generation's chain secret. */
  readonly key: (suite: Suite, secret: Secret, generation: number) => Secret
  /** The nonce of `generation`, `Aead.nonceSize` bytes, from the same chain secret. */
  readonly nonce: (suite: Suite, secret: Secret, generation: number) => Secret
  /** The chain secret of the generation after `generation`. */
  readonly next: (suite: Suite, secret: Secret, generation: number) => Secret
}

/** The last generation is never used, so that the one after it never has to be named (V080). */
export const LAST_GENERATION = 0xffffffff

/** A chain at its beginning. */
export const startChain = (secret: Secret): KeyChain => ({ generation: 0, secret, dropped: 0, skipped: [] })

/** A chain's answer to "the key of generation g": the key, what the chain is without it, and what went. */
export interface Taken {
  /** What was asked for; the new chain does not hold it. */
  readonly key: MessageKey
  /** Whether the key was derived now; otherwise it stands in the chain that was asked. */
  readonly fresh: boolean
  /** To be adopted in the old one's place. */
  readonly chain: KeyChain
  /** Secrets of the old chain that the new one has no more. */
  readonly retired: ReadonlyArray<Secret>
}

/** How far a chain jumps, and for how many generations it keeps a skipped key. */
export interface ChainWindow {
  /** Most generations that one step may pass over. */
  readonly maxForward: number
  /** Most generations that a skipped key may lie behind the newest one taken. */
  readonly maxAge: number
}

/**
 * Takes the key of `generation` out of a chain, which is left as it was: the answer holds the chain to adopt. `allowance` bounds the
 * skipped keys of this chain; `made` collects the secrets that only the new chain holds. Fails with `TooFarAhead`, `Exhausted`,
 * `KeyConsumed`, or `OutOfOrder` for a key that was dropped.
 */
export const takeKey = (
  suite: Suite,
  derivation: ChainDerivation,
  chain: KeyChain,
  generation: number,
  { maxAge, maxForward }: ChainWindow,
  allowance: number,
  made: Array<Secret>
): Result.Result<Taken, Unprotectable> => {
  if (generation < chain.generation) return takeSkipped(chain, generation)
  if (generation - chain.generation > maxForward) return Result.fail(new Unprotectable({ reason: "TooFarAhead" }))
  if (generation >= LAST_GENERATION) return Result.fail(new Unprotectable({ reason: "Exhausted" }))
  // Nothing older than this will be kept, so its keys need not be derived.
  const oldest = Math.max(generation - Math.min(allowance, maxAge), 0)
  const skipped = [...chain.skipped]
  let secret = chain.secret
  const keyAt = (g: number): MessageKey => ({
    generation: g,
    key: derivation.key(suite, secret, g),
    nonce: derivation.nonce(suite, secret, g),
    since: undefined
  })
  const step = (g: number): Secret => {
    const next = derivation.next(suite, secret, g)
    // The old chain's own secret still stands there.
    if (secret !== chain.secret) secret.wipe()
    return next
  }
  for (let g = chain.generation; g < generation; g++) {
    if (g >= oldest) skipped.push(remembered(keyAt(g), made))
    secret = step(g)
  }
  const key = keyAt(generation)
  const next = step(generation)
  made.push(next)
  const kept = skipped.slice(Math.max(skipped.length - allowance, 0)).filter((k) => k.generation >= generation - maxAge)
  const evicted = chain.skipped.filter((k) => !kept.includes(k))
  return Result.succeed({
    key,
    fresh: true,
    chain: { generation: generation + 1, secret: next, dropped: droppedBelow(chain, oldest, evicted), skipped: kept },
    retired: [chain.secret, ...secretsOf(evicted)]
  })
}

const takeSkipped = (chain: KeyChain, generation: number): Result.Result<Taken, Unprotectable> => {
  const key = chain.skipped.find((k) => k.generation === generation)
  // Below `dropped` nobody knows any more whether the key was used.
  if (key === undefined) return Result.fail(new Unprotectable({ reason: generation < chain.dropped ? "OutOfOrder" : "KeyConsumed" }))
  return Result.succeed({
    key,
    fresh: false,
    chain: { ...chain, skipped: chain.skipped.filter((k) => k !== key) },
    retired: [key.key, key.nonce]
  })
}

const droppedBelow = (chain: KeyChain, oldest: number, evicted: ReadonlyArray<MessageKey>): number => {
  const evictedBelow = evicted.reduce((below, k) => Math.max(below, k.generation + 1), chain.dropped)
  return oldest > chain.generation ? Math.max(oldest, evictedBelow) : evictedBelow
}

const remembered = (key: MessageKey, made: Array<Secret>): MessageKey => {
  made.push(key.key, key.nonce)
  return key
}

const secretsOf = (keys: ReadonlyArray<MessageKey>): ReadonlyArray<Secret> => keys.flatMap(({ key, nonce }) => [key, nonce])

/** Wipes a message key that no chain holds. */
export const wipeKey = ({ key, nonce }: Pick<MessageKey, "key" | "nonce">): void => {
  key.wipe()
  nonce.wipe()
}

/** The chain without the keys that have waited `maxSeconds` since a call with an earlier `now` first found them; they go into `retired`. */
export const forgetIn = (chain: KeyChain, now: number, maxSeconds: number, retired: Array<Secret>): KeyChain => {
  if (chain.skipped.length === 0) return chain
  const gone = chain.skipped.filter(({ since }) => since !== undefined && now - since >= maxSeconds)
  retired.push(...secretsOf(gone))
  return {
    ...chain,
    dropped: gone.reduce((below, k) => Math.max(below, k.generation + 1), chain.dropped),
    skipped: chain.skipped.filter((k) => !gone.includes(k)).map((k) => (k.since === undefined ? { ...k, since: now } : k))
  }
}

/** What of the past a chain still opens. */
export const retainedIn = ({ generation, skipped }: KeyChain): Retained => {
  const first = skipped[0]
  return { keys: skipped.length, oldest: first === undefined ? 0 : generation - 1 - first.generation }
}

/** What of the past several chains still open. */
export const retainedTogether = (a: Retained, b: Retained): Retained => ({ keys: a.keys + b.keys, oldest: Math.max(a.oldest, b.oldest) })

const messageKeyCodec: Codec<MessageKey> = struct<MessageKey>("MessageKey", {
  generation: uint32,
  key: secretCodec,
  nonce: secretCodec,
  since: optional(uint32)
})

/** A chain as it is stored. */
export const keyChainCodec: Codec<KeyChain> = struct<KeyChain>("KeyChain", {
  generation: uint32,
  secret: secretCodec,
  dropped: uint32,
  skipped: vector(messageKeyCodec)
})
