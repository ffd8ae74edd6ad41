import type { Circle, Reader, Spoken } from "@copath/conformance"
import { decode, encode } from "@copath/codec"
import { type KeyChain, type KeyPair, PairwiseChannel, startChain, type Suite, takeKey } from "@copath/contracts"
import { seededEntropy } from "@copath/crypto-noble"
import type { LeafIndex } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { bodyBox, bodyCodec, boundTo, chainContext, type SenderKeysBody } from "../src/body.ts"
import { senderChain } from "../src/chain.ts"
import { type SenderKeysState, stateBox } from "../src/state.ts"
import { channels, crypto, type Over } from "./circles.ts"

/*
 * The script `kat-8`: members 0 to 7; for r = 0 to 7 each speaks once in turn, then r updates; then each speaks once more. 72 messages and 8 updates, so 81
 * moments at which one of 8 states may be copied; `moments` says at which of them that happens. Exposed is a message of which the thief has the text: from the state and all that was ever sent.
 */

export interface Said extends Spoken {
  readonly text: string
  readonly inside: SenderKeysBody
  /** Leaf keys in the tree when it was said. */
  readonly keys: ReadonlyMap<LeafIndex, Uint8Array>
}

const header = (epoch: bigint) =>
  ({
    groupId: new TextEncoder().encode("a circle"),
    epoch,
    contentType: 1,
    authenticatedData: new Uint8Array(0)
  }) as const

const heardOf = (circle: Circle, spoken: Spoken, text: string): Said => ({
  ...spoken,
  text,
  inside: bodyBox.unwrap(Result.getOrThrow(decode(bodyCodec, spoken.body))),
  keys: circle.publicKeys()
})

type Event = { readonly _tag: "message"; readonly said: Said } | { readonly _tag: "update"; readonly leaf: number }

/** A thief with a copy of `leaf`'s state, taken before event `since`. */
interface Thief {
  readonly reader: Reader
  readonly since: number
  /** The chain on which the owner of the state speaks: its copy speaks on it too. */
  readonly own: SenderKeysState["own"]
  readonly read: Set<Said>
}

const opens = (suite: Suite, chain: KeyChain, { inside, epoch, text }: Said): boolean => {
  const taken = takeKey(suite, senderChain, chain, inside.generation, { maxForward: 1000, maxAge: 0 }, 0, [])
  if (Result.isFailure(taken)) return false
  const { key, nonce } = taken.success.key
  const plain = suite.aead.open(key, nonce.expose(), boundTo(header(epoch), inside), inside.ciphertext)
  return plain !== undefined && new TextDecoder().decode(plain) === text
}

/** What the script says of one composition. */
export interface Answer {
  readonly messages: number
  readonly states: number
  /** The mean share of messages that a thief reads. */
  readonly exposure: number
  /** The most messages that were past and fell nevertheless. */
  readonly depth: number
}

/** Plays the script in a circle of 8 that may have a past. `firstKeys`: whether channels stay with the leaf keys they began with. */
export const kat8 = Effect.fnUntraced(function* (circle: Circle, over: Over, firstKeys: boolean, moments: ReadonlyArray<number>) {
  const { suite } = circle
  const everything: Array<Said> = []
  const events: Array<Event> = []
  const thieves: Array<Thief> = []
  const first = new Map([...circle.members].map(([leaf, { leafKey }]) => [leaf, leafKey]))
  const before = circle.publicKeys()

  const steal = Effect.fnUntraced(function* () {
    if (!moments.includes(events.length)) return
    for (const leaf of circle.members.keys()) {
      const reader = yield* circle.seize(leaf)
      thieves.push({ reader, since: events.length, own: stateBox.unwrap(reader.state).own, read: new Set() })
    }
  })
  const speak = Effect.fnUntraced(function* (leaf: number) {
    const text = `message ${everything.length}`
    const said = heardOf(circle, yield* circle.tell(leaf, text), text)
    everything.push(said)
    for (const { own, read, reader } of thieves) {
      if (said.from === reader.leaf) {
        if (own.since === said.inside.since && opens(suite, own.chain, said)) read.add(said)
      } else if ((yield* circle.hear(reader, said)) === text) read.add(said)
    }
    events.push({ _tag: "message", said })
  })
  const update = Effect.fnUntraced(function* (leaf: number) {
    const change = yield* circle.turnover({ updated: [leaf] })
    for (const { reader } of thieves) yield* circle.follow(reader, change)
    events.push({ _tag: "update", leaf })
  })

  yield* steal()
  for (let r = 0; r < 8; r++) {
    for (let leaf = 0; leaf < 8; leaf++) {
      yield* speak(leaf)
      yield* steal()
    }
    yield* update(r)
    yield* steal()
  }
  for (let leaf = 0; leaf < 8; leaf++) {
    yield* speak(leaf)
    yield* steal()
  }

  // The past: what the leaf keys that were stolen open of the chains that were ever handed out to them.
  const channel = yield* channelOf(over)
  const opened = new Map<string, KeyChain | undefined>()
  const pastChain = (mine: KeyPair, me: LeafIndex, said: Said): KeyChain | undefined => {
    const handed = said.inside.distribution.find(({ to }) => to === me)
    const theirs = (firstKeys ? before : said.keys).get(said.from)
    if (handed === undefined || theirs === undefined) return undefined
    const name = `${mine.publicKey.join()} ${everything.indexOf(said)}`
    if (!opened.has(name)) {
      const { epoch } = said
      const { generation, since } = said.inside
      const context = encode(chainContext, { groupId: header(epoch).groupId, epoch, since, generation })
      const state = channel.start({ me, mine, peers: new Map([[said.from, theirs]]) })
      const out = channel.open(state, said.from, 0, context, handed.sealed)
      opened.set(name, Result.isSuccess(out) ? { ...startChain(out.success.plain), generation } : undefined)
    }
    return opened.get(name)
  }
  const texts = new Map<KeyChain, ReadonlyArray<Said>>()
  /** All that a chain opens of what its sender said on it. */
  const readOn = (chain: KeyChain, handing: Said): ReadonlyArray<Said> => {
    const known = texts.get(chain)
    if (known !== undefined) return known
    const on = everything.filter((said) => said.from === handing.from && said.inside.since === handing.inside.since)
    const found = on.filter((said) => opens(suite, chain, said))
    texts.set(chain, found)
    return found
  }
  let depth = 0
  for (const { read, reader, since } of thieves) {
    const stolen = firstKeys ? (first.get(reader.leaf) ?? reader.leafKey) : reader.leafKey
    const past = events.slice(0, since).flatMap((e) => (e._tag === "message" ? [e.said] : []))
    for (const handing of past) {
      const chain = pastChain(stolen, reader.leaf, handing)
      if (chain === undefined) continue
      for (const said of readOn(chain, handing)) read.add(said)
    }
    depth = Math.max(depth, past.length - Math.min(...past.map((said, i) => (read.has(said) ? i : past.length)), past.length))
  }
  const total = thieves.reduce((sum, { read }) => sum + read.size, 0)
  const answer: Answer = {
    messages: everything.length,
    states: thieves.length,
    exposure: total / thieves.length / everything.length,
    depth
  }
  return answer
})

const channelOf = Effect.fnUntraced(function* (over: Over) {
  return yield* Effect.provide(
    PairwiseChannel,
    Layer.provide(channels[over], Layer.merge(crypto.suite, seededEntropy("a thief's channel")))
  )
})
