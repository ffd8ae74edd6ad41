import { decode, encode } from "@copath/codec"
import { type ChannelState, type KeyPair, type PairwiseChannel, type Secret, type Suite, type Unprotectable } from "@copath/contracts"
import { type LeafIndex, leafIndex } from "@copath/tree-math"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { assert } from "vitest"
import { type Make, namedSecret, textBytes } from "../schedule/crypto.ts"

type Channel = PairwiseChannel["Service"]

/** What the laws of pairwise channels are about. */
export class ChannelUnderTest extends Context.Service<
  ChannelUnderTest,
  {
    readonly make: Make<Channel>
    readonly suite: Suite
    /** The options that the layer under test was given. */
    readonly window: { readonly maxForward: number; readonly maxSkipped: number }
  }
>()("@copath/conformance/ChannelUnderTest") {}

/** Leaf keys by leaf, named: equal names stand for equal keys. */
export type Keys = Readonly<Record<number, string>>

export const threeKeys: Keys = { 0: "alice", 1: "bob", 2: "carol" }

/** The key pair of a name. */
export const pairOf = (suite: Suite, name: string): KeyPair => suite.kem.derive(namedSecret(suite, `leaf key ${name}`))

/** One end: an instance of the variant and its state, which every step replaces. */
export interface End {
  readonly leaf: LeafIndex
  channel: Channel
  state: ChannelState
}

const placed = (channel: Channel, suite: Suite, leaf: number, keys: Keys): ChannelState => {
  const others = Object.entries(keys).filter(([other]) => Number(other) !== leaf)
  return channel.start({
    me: leafIndex(leaf),
    mine: pairOf(suite, keys[leaf] ?? "nobody"),
    peers: new Map(others.map(([other, name]) => [leafIndex(Number(other)), pairOf(suite, name).publicKey]))
  })
}

/** A member's first epoch. */
export const place = (channel: Channel, suite: Suite, leaf: number, keys: Keys = threeKeys): End => ({
  leaf: leafIndex(leaf),
  channel,
  state: placed(channel, suite, leaf, keys)
})

/** A member's next epoch, under these leaf keys. Wipes what it retires. */
export const moved = (end: End, suite: Suite, keys: Keys, fresh: ReadonlyArray<number> = [], keep = 1): End => {
  const started = placed(end.channel, suite, end.leaf, keys)
  const { retired, state } = end.channel.resume(started, end.state, new Set(fresh.map(leafIndex)), keep)
  for (const secret of retired) secret.wipe()
  return { ...end, state }
}

/** Ends for the three members of {@link threeKeys}, each with an instance of its own. */
export const three = Effect.gen(function* () {
  const { make, suite, window } = yield* ChannelUnderTest
  const alice = place(yield* make("alice"), suite, 0)
  const bob = place(yield* make("bob"), suite, 1)
  const carol = place(yield* make("carol"), suite, 2)
  return { alice, bob, carol, make, suite, window }
})

const defaultContext = textBytes("a context")

/** Seals, adopts the new state and wipes what it retires. */
export const seal = (from: End, to: End, text: string, context = defaultContext): Uint8Array => {
  const made = Result.getOrThrow(from.channel.seal(from.state, to.leaf, context, textBytes(text)))
  from.state = made.state
  for (const secret of made.retired) secret.wipe()
  return made.sealed
}

/** What came out of a message: the text and the state to adopt, or why not. */
export type Outcome =
  | { readonly text: string; readonly state: ChannelState; readonly retired: ReadonlyArray<Secret> }
  | Unprotectable["reason"]

/** Opens without adopting anything. */
export const peek = (to: End, from: End, sealed: Uint8Array, context = defaultContext, ago = 0): Outcome =>
  Result.match(to.channel.open(to.state, from.leaf, ago, context, sealed), {
    onFailure: ({ reason }) => reason,
    onSuccess: ({ plain, retired, state }) => ({ text: new TextDecoder().decode(plain.expose()), state, retired })
  })

/** Opens, adopts the new state and wipes what it retires. Gives the text or the reason. */
export const open = (to: End, from: End, sealed: Uint8Array, context = defaultContext, ago = 0): string => {
  const outcome = peek(to, from, sealed, context, ago)
  if (typeof outcome === "string") return outcome
  to.state = outcome.state
  for (const secret of outcome.retired) secret.wipe()
  return outcome.text
}

/** One message there, which must arrive. */
export const says = (from: End, to: End, text: string): void => assert.strictEqual(open(to, from, seal(from, to, text)), text)

/** Opens nothing, for this reason, and leaves the state as it was. */
export const refuses = (to: End, from: End, sealed: Uint8Array, reason: string, why: string, context = defaultContext, ago = 0): void => {
  const before = stored(to)
  const outcome = peek(to, from, sealed, context, ago)
  assert.strictEqual(typeof outcome === "string" ? outcome : `opened "${outcome.text}"`, reason, why)
  assert.deepStrictEqual(stored(to), before, `a refused message changed the state: ${why}`)
}

/** The state as bytes. */
export const stored = ({ channel, state }: End): Uint8Array => encode(channel.stateCodec, state)

/** The end, written down and read by another instance: also what a thief has who copied the device. */
export const copied = (end: End, channel: Channel): End => ({
  ...end,
  channel,
  state: Result.getOrThrow(decode(channel.stateCodec, stored(end)))
})
