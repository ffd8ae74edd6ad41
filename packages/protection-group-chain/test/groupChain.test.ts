import { decode, encode } from "@copath/codec"
import { sightings } from "@copath/conformance"
import { type Header, LAST_GENERATION, Nonces, Secret, type Suite } from "@copath/contracts"
import { nobleSuite, seededRandom } from "@copath/crypto-noble"
import { guarded, implicit } from "@copath/nonces"
import { leafIndex } from "@copath/tree-math"
import { Effect, type Layer, Result } from "effect"
import { expect, it } from "vitest"
import { groupChainAad, groupChainBody } from "../src/body.ts"
import { protect, unprotect } from "../src/protect.ts"
import { type GroupChainState, start, stateCodec } from "../src/state.ts"
import { defaultWindow } from "../src/window.ts"

const suite = nobleSuite(1)
const secret = (byte: number) => new Secret(new Uint8Array(32).fill(byte))
const header: Header = { groupId: Uint8Array.of(7), epoch: 1n, contentType: 1, authenticatedData: new Uint8Array(0) }
const text = new TextEncoder().encode("text")

const member = (me: number, leaves: ReadonlyArray<number> = [0, 1, 2]): GroupChainState => {
  const epoch = {
    encryption: secret(1),
    senderData: secret(2),
    init: secret(3),
    confirmation: secret(4),
    membership: secret(5),
    exporter: secret(6)
  }
  const tree = { leafCount: 4, occupied: (leaf: number) => leaves.includes(leaf), keyAt: () => undefined, resolution: () => [] }
  return start(epoch, leafIndex(me), tree, { added: [], removed: [], updated: [], committer: leafIndex(0) }, undefined)
}

const service = (layer: Layer.Layer<Nonces>) => Effect.runSync(Effect.provide(Nonces, layer))
const [rfcNonces, bareNonces] = [service(guarded), service(implicit)]
const bodies = groupChainBody(rfcNonces.carriedSize)

const seal = (from: GroupChainState, slot: bigint, s: Suite = suite, nonces = rfcNonces) =>
  protect({ suite: s, random: seededRandom(`${from.me}`), nonces }, defaultWindow, from, header, text, slot)
const sealed = (from: GroupChainState, slot: bigint, s: Suite = suite, nonces = rfcNonces) => Result.getOrThrow(seal(from, slot, s, nonces))
const open = (to: GroupChainState, body: ReturnType<typeof sealed>["body"], nonces = rfcNonces) =>
  unprotect({ suite, nonces }, defaultWindow, to, header, body)

it("takes the position on the wire from the slot, and nothing else", () => {
  const { body } = sealed(member(1), 3n)
  const bytes = encode(bodies, body)
  expect([...bytes.subarray(0, 4)]).toEqual([0, 0, 0, 3])
  // Position, guard, a length of one byte, leaf index, text, tag.
  expect(bytes.length).toBe(4 + 4 + 1 + 4 + text.length + 16)
  const other = sealed(member(2), 3n).body
  expect(other.ciphertext.length).toBe(body.ciphertext.length)
})

it("R024: two members who were given one slot collide: the second to arrive is refused", () => {
  const [one, two] = [sealed(member(1), 0n), sealed(member(2), 0n)]
  const first = Result.getOrThrow(open(member(0), one.body))
  expect(first.sender).toBe(1)
  expect(Result.getOrThrow(Result.flip(open(first.state, two.body))).reason).toBe("KeyConsumed")
})

it("R138: a service that gives one slot to two members sees two texts under one key, and with a guard under two nonces", () => {
  const guard = sightings()
  for (const me of [1, 2]) sealed(member(me), 0n, guard.watch(suite))
  expect(new Set(guard.sealed).size).toBe(1)
  expect(guard.reused()).toEqual([])
  // Without one the collision is complete: key and nonce have sealed two texts. The second is refused all the same.
  const bare = sightings()
  const [one, two] = [1, 2].map((me) => sealed(member(me), 0n, bare.watch(suite), bareNonces).body)
  expect(bare.reused().length).toBe(1)
  const first = Result.getOrThrow(open(member(0), one as NonNullable<typeof one>, bareNonces))
  expect(Result.getOrThrow(Result.flip(open(first.state, two as NonNullable<typeof two>, bareNonces))).reason).toBe("KeyConsumed")
})

it("R041: no field is a nonce: implicit ones add no byte, and the guard four", () => {
  const bare = encode(groupChainBody(0), sealed(member(1), 3n, suite, bareNonces).body)
  const guarded = encode(bodies, sealed(member(1), 3n).body)
  expect(bare.length).toBe(4 + 1 + 4 + text.length + 16)
  expect(guarded.length - bare.length).toBe(4)
})

it("binds the position, so that the guard and slot of a message cannot be told anew", () => {
  const { body } = sealed(member(1), 2n)
  for (const position of [0, 1, 3])
    expect(Result.getOrThrow(Result.flip(open(member(0), { ...body, position }))).reason).toBe("BadCiphertext")
  expect(encode(groupChainAad, { ...header, position: 2 }).length).toBe(2 + 8 + 1 + 4 + 1)
})

it("V067: refuses a sender that is blank, beyond the tree, or cut off", () => {
  for (const leaf of [3, 4, 0xffffffff]) {
    const ghost = { ...member(1), me: leafIndex(leaf) }
    expect(Result.getOrThrow(Result.flip(open(member(0), sealed(ghost, 0n).body))).reason).toBe("BadCiphertext")
  }
})

it("V080: refuses slots that do not fit a position, and the last one", () => {
  const nearly: GroupChainState = { ...member(1), chain: { ...member(1).chain, generation: LAST_GENERATION - 1 } }
  const last = sealed(nearly, BigInt(LAST_GENERATION - 1))
  for (const slot of [LAST_GENERATION, 2 ** 32, 2 ** 60]) {
    expect(Result.getOrThrow(Result.flip(seal(last.state, BigInt(slot)))).reason).toBe("Exhausted")
  }
  const receiver = { ...member(0), chain: last.state.chain }
  expect(Result.getOrThrow(Result.flip(open(receiver, { ...last.body, position: LAST_GENERATION }))).reason).toBe("Exhausted")
})

it("refuses to seal at a slot too far ahead, or one that the window has dropped", () => {
  expect(Result.getOrThrow(Result.flip(seal(member(1), 1001n))).reason).toBe("TooFarAhead")
  const { state } = sealed(member(1), 100n)
  expect(Result.getOrThrow(Result.flip(seal(state, 35n))).reason).toBe("OutOfOrder")
  expect(Result.isSuccess(seal(state, 36n))).toBe(true)
})

it("holds one secret for the whole group when no slot is missing", () => {
  let state = member(0)
  let from = member(1)
  for (let slot = 0n; slot < 20n; slot++) {
    const made = sealed(from, slot)
    from = made.state
    state = Result.getOrThrow(open(state, made.body)).state
  }
  expect(state.chain.skipped).toEqual([])
  expect(encode(stateCodec, state).length).toBeLessThan(64)
})

it("refuses a stored state that I am not in", () => {
  const bytes = encode(stateCodec, member(1))
  bytes[3] = 3
  expect(Result.getOrThrow(Result.flip(decode(stateCodec, bytes))).reason).toBe("UnknownEnum")
})
