import { decode, encode } from "@copath/codec"
import { sightings } from "@copath/conformance"
import { bodySealing, CipherSuite, Entropy, type Header, LAST_GENERATION, Secret, type Suite } from "@copath/contracts"
import { nobleSuite } from "@copath/crypto-noble"
import { implicit } from "@copath/nonces"
import { visible } from "@copath/sender-data"
import { leafIndex } from "@copath/tree-math"
import { Effect, Layer, Result } from "effect"
import { expect, it } from "vitest"
import { take } from "../src/chain.ts"
import { protect, retained, unprotect } from "../src/protect.ts"
import { type GroupChainSenderState, start, stateCodec } from "../src/state.ts"

const suite = nobleSuite(1)
const window = { maxForward: 20, span: 3, maxSeconds: Infinity }
const secret = (byte: number) => new Secret(new Uint8Array(32).fill(byte))
const header: Header = { groupId: Uint8Array.of(7), epoch: 1n, contentType: 1, authenticatedData: new Uint8Array(0) }
const text = (s: string) => new TextEncoder().encode(s)

/** Without guards: whatever keeps two texts apart, it is the key. */
const sealingOver = (s: Suite) => {
  const nothing = Layer.succeed(Entropy, { secret: (length) => new Secret(new Uint8Array(length)) })
  const parts = Layer.mergeAll(implicit, visible, Layer.succeed(CipherSuite, s), nothing)
  return Effect.runSync(Effect.provide(bodySealing, parts))
}
const sealing = sealingOver(suite)

const member = (me: number): GroupChainSenderState => {
  const epoch = {
    encryption: secret(1),
    senderData: secret(2),
    init: secret(3),
    confirmation: secret(4),
    membership: secret(5),
    exporter: secret(6)
  }
  const tree = { leafCount: 4, occupied: (leaf: number) => leaf < 3, keyAt: () => undefined, resolution: () => [] }
  return start(epoch, leafIndex(me), tree, { added: [], removed: [], updated: [], committer: leafIndex(0) }, undefined)
}
const seal = (from: GroupChainSenderState, said: string, over = sealing) =>
  Result.getOrThrow(protect(over, window, from, header, text(said)))
const open = (to: GroupChainSenderState, { body }: ReturnType<typeof seal>) => unprotect(sealing, window, to, header, body)
const opened = (to: GroupChainSenderState, sent: ReturnType<typeof seal>) => {
  const { content, sender, state } = Result.getOrThrow(open(to, sent))
  return { said: new TextDecoder().decode(content), sender, state }
}

/** Both members after five generations of the first one's. */
const atFive = () => {
  let [one, two, zero] = [member(1), member(2), member(0)]
  for (let g = 0; g < 5; g++) {
    const sent = seal(zero, `${g}`)
    zero = sent.state
    one = opened(one, sent).state
    two = opened(two, sent).state
  }
  return { one, two, zero }
}

it("R023, R024: two members who send at one generation use two keys, and both messages open", () => {
  const { one, two, zero } = atFive()
  const eyes = sightings()
  const watched = sealingOver(eyes.watch(suite))
  const [a, b] = [seal(one, "from one", watched), seal(two, "from two", watched)]
  expect([a.state.chain.generation, b.state.chain.generation]).toEqual([6, 6])
  expect(new Set(eyes.sealed).size).toBe(2)
  const first = opened(zero, a)
  const second = opened(first.state, b)
  expect([first.said, first.sender, second.said, second.sender]).toEqual(["from one", 1, "from two", 2])
  // The other way round, and to each other.
  expect(opened(opened(zero, b).state, a).said).toBe("from one")
  expect(opened(a.state, b).said).toBe("from two")
  expect(Result.getOrThrow(Result.flip(open(second.state, a))).reason).toBe("KeyConsumed")
})

it("R031, V079: neither key can be computed again once the window has passed their generation, and until then both can", () => {
  const { one, two, zero } = atFive()
  const eyes = sightings()
  const watched = sealingOver(eyes.watch(suite))
  const [a, b] = [seal(one, "a", watched), seal(two, "b", watched)]
  let state = opened(opened(zero, a).state, b).state
  /** Every key that a thief of the state computes, for all senders and as far as the chain goes. */
  const computable = (stolen: GroupChainSenderState): ReadonlySet<string> => {
    const keys = new Set<string>()
    const chain = { ...stolen.chain, kept: stolen.chain.kept.map((k) => ({ ...k, used: [] })) }
    for (let generation = 0; generation < stolen.chain.generation + window.maxForward; generation++) {
      for (const sender of [0, 1, 2]) {
        const taken = take(suite, chain, generation, sender, window)
        if (Result.isSuccess(taken)) keys.add(Buffer.from(taken.success.key.key.expose()).toString("hex"))
      }
    }
    return keys
  }
  for (let later = 1; later <= window.span + 1; later++) {
    const sent = seal(state, "on")
    for (const gone of sent.retired) gone.wipe()
    state = sent.state
    const still = eyes.sealed.map((key) => computable(state).has(key))
    expect(still).toEqual(later <= window.span ? [true, true] : [false, false])
  }
  // Nor by walking on from what is written down: the secrets of generation 5 and before are not there.
  expect(state.chain.kept.map((k) => k.generation)).toEqual([6, 7, 8, 9])
  expect(retained(state)).toEqual({ keys: 4, oldest: 3 })
})

it("keeps at most one secret for each generation of the window, whoever speaks", () => {
  let state = member(0)
  for (let i = 0; i < 20; i++) state = seal(state, "x").state
  expect(state.chain.kept.length).toBe(window.span + 1)
  expect(encode(stateCodec, state).length).toBeLessThan(100 + (window.span + 1) * 48)
})

it("V080: the last generation is never used", () => {
  const nearly = { ...member(1), chain: { ...member(1).chain, generation: LAST_GENERATION - 1 } }
  const last = seal(nearly, "last")
  expect(Result.getOrThrow(Result.flip(protect(sealing, window, last.state, header, text("more")))).reason).toBe("Exhausted")
})

it("costs three derivations a message beside the sender data", () => {
  let derived = 0
  const counted: Suite = { ...suite, kdf: { ...suite.kdf, expand: (...given) => (derived++, suite.kdf.expand(...given)) } }
  seal(member(1), "x", sealingOver(counted))
  expect(derived).toBe(3)
})

it("refuses a stored state that I am not in", () => {
  const bytes = encode(stateCodec, member(1))
  bytes[3] = 3
  expect(Result.getOrThrow(Result.flip(decode(stateCodec, bytes))).reason).toBe("UnknownEnum")
})
