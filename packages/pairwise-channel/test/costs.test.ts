import { CipherSuite, Entropy, type KeyPair, PairwiseChannel, type Suite } from "@copath/contracts"
import { nobleSuite, seededRandom } from "@copath/crypto-noble"
import { leafIndex } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { oneTime, ratchet, staticHpke } from "../src/index.ts"

const plain = new Uint8Array(32)
const context = Uint8Array.of(1)
const [a, b] = [leafIndex(0), leafIndex(1)]

/** What a channel computes: encapsulations, decapsulations, agreements of two keys, fresh key pairs. */
const counted = () => {
  const counts = { encapsulate: 0, decapsulate: 0, agree: 0, pair: 0 }
  const inner = nobleSuite(1)
  const count = <A extends ReadonlyArray<unknown>, B>(name: keyof typeof counts, f: (...args: A) => B) => {
    return (...args: A): B => {
      counts[name]++
      return f(...args)
    }
  }
  const suite: Suite = {
    ...inner,
    kem: { ...inner.kem, derive: count("pair", inner.kem.derive) },
    dh: { agree: count("agree", inner.dh.agree) },
    hpke: {
      ...inner.hpke,
      sendExport: count("encapsulate", inner.hpke.sendExport),
      receiveExport: count("decapsulate", inner.hpke.receiveExport)
    }
  }
  return { counts, suite }
}

/** Messages between two, in the order given; of each its length, and what both sides computed for it. */
const talk = async (layer: ReturnType<typeof ratchet>, who: string) => {
  const { counts, suite } = counted()
  const parts = Layer.merge(Layer.succeed(CipherSuite, suite), Layer.succeed(Entropy, { secret: seededRandom("costs") }))
  const channel = await Effect.runPromise(Effect.provide(PairwiseChannel, Layer.provide(layer, parts)))
  const pair = (name: string): KeyPair => nobleSuite(1).kem.derive(seededRandom(name)(32))
  const [alices, bobs] = [pair("alice"), pair("bob")]
  const states = {
    a: channel.start({ me: a, mine: alices, peers: new Map([[b, bobs.publicKey]]) }),
    b: channel.start({ me: b, mine: bobs, peers: new Map([[a, alices.publicKey]]) })
  }
  const done = () => {
    const now = { ...counts }
    for (const name of ["encapsulate", "decapsulate", "agree", "pair"] as const) counts[name] = 0
    return now
  }
  done()
  return Array.from(who, (by) => {
    const [from, to] = by === "a" ? (["a", "b"] as const) : (["b", "a"] as const)
    const sent = Result.getOrThrow(channel.seal(states[from], from === "a" ? b : a, context, plain))
    states[from] = sent.state
    const sender = done()
    const got = Result.getOrThrow(channel.open(states[to], from === "a" ? a : b, 0, context, sent.sealed))
    states[to] = got.state
    return { bytes: sent.sealed.length - plain.length, sender, receiver: done() }
  })
}

const nothing = { encapsulate: 0, decapsulate: 0, agree: 0, pair: 0 }

describe("what a channel costs in suite 1", () => {
  it("static HPKE: one encapsulation and one agreement a message", async () => {
    // A number, two lengths of one byte, KEM output, tag; a longer ciphertext has a longer length.
    for (const message of await talk(staticHpke(), "aab"))
      expect(message).toEqual({
        bytes: 4 + 1 + 32 + 1 + 16,
        sender: { ...nothing, encapsulate: 1, agree: 1 },
        receiver: { ...nothing, decapsulate: 1, agree: 1 }
      })
  })

  it.each([oneTime(), ratchet()])(
    "in turns: an encapsulation and a key pair for each answer, and an agreement at the first contact",
    async (layer) => {
      const [first, answer, next] = await talk(layer, "aba")
      const turn = {
        // Four numbers and the KEM output; inside, two numbers and the offer; lengths and tag.
        bytes: 16 + 1 + 32 + 2 + 8 + 1 + 32 + 16,
        sender: { ...nothing, encapsulate: 1, pair: 1 },
        receiver: { ...nothing, decapsulate: 1 }
      }
      expect(first).toEqual({ ...turn, sender: { ...turn.sender, agree: 1 }, receiver: { ...turn.receiver, agree: 1 } })
      for (const message of [answer, next]) expect(message).toEqual(turn)
    }
  )

  it.each([oneTime(), ratchet()])(
    "in turns: nothing but hashes within a long turn, and a fresh offer with messages 1, 2, 4, 8",
    async (layer) => {
      const messages = await talk(layer, "aaaaaaaaaa")
      expect(messages.map(({ sender }) => sender.pair)).toEqual([1, 1, 1, 0, 1, 0, 0, 0, 1, 0])
      for (const { receiver, sender } of messages.slice(1)) {
        expect(receiver).toEqual(nothing)
        expect({ ...sender, pair: 0 }).toEqual(nothing)
      }
    }
  )
})
