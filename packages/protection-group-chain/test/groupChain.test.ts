import { decode, encode } from "@copath/codec"
import { type Header, Secret, type Suite } from "@copath/contracts"
import { nobleSuite, seededRandom } from "@copath/crypto-noble"
import { leafIndex } from "@copath/tree-math"
import * as Result from "effect/Result"
import { expect, it } from "vitest"
import { bodyBox, bodyCodec, groupChainAad } from "../src/body.ts"
import { LAST_POSITION } from "../src/chain.ts"
import { protect, unprotect } from "../src/protect.ts"
import { type GroupChainState, start, stateBox, stateCodec } from "../src/state.ts"
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

const seal = (from: GroupChainState, slot: bigint, s: Suite = suite) =>
  protect(s, seededRandom(`${from.me}`), defaultWindow, from, header, text, slot)
const sealed = (from: GroupChainState, slot: bigint, s: Suite = suite) => Result.getOrThrow(seal(from, slot, s))
const open = (to: GroupChainState, body: ReturnType<typeof sealed>["body"]) => unprotect(suite, defaultWindow, to, header, body)

it("takes the position on the wire from the slot, and nothing else", () => {
  const { body } = sealed(member(1), 3n)
  const bytes = encode(bodyCodec, bodyBox.wrap(body))
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

it("R138: a service that gives one slot to two members sees no two texts under one key and nonce", () => {
  const used: Array<string> = []
  const watched: Suite = {
    ...suite,
    aead: {
      ...suite.aead,
      seal: (key, nonce, aad, plain) => {
        used.push(`${key.expose().join()} ${nonce.join()}`)
        return suite.aead.seal(key, nonce, aad, plain)
      }
    }
  }
  sealed(member(1), 0n, watched)
  sealed(member(2), 0n, watched)
  expect(used[0]?.split(" ")[0]).toBe(used[1]?.split(" ")[0])
  expect(used[0]).not.toBe(used[1])
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
  const nearly: GroupChainState = { ...member(1), chain: { ...member(1).chain, position: LAST_POSITION - 1 } }
  const last = sealed(nearly, BigInt(LAST_POSITION - 1))
  for (const slot of [LAST_POSITION, 2 ** 32, 2 ** 60]) {
    expect(Result.getOrThrow(Result.flip(seal(last.state, BigInt(slot)))).reason).toBe("Exhausted")
  }
  const receiver = { ...member(0), chain: last.state.chain }
  expect(Result.getOrThrow(Result.flip(open(receiver, { ...last.body, position: LAST_POSITION }))).reason).toBe("Exhausted")
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
  expect(encode(stateCodec, stateBox.wrap(state)).length).toBeLessThan(64)
})

it("refuses a stored state that I am not in", () => {
  const bytes = encode(stateCodec, stateBox.wrap(member(1)))
  bytes[3] = 3
  expect(Result.getOrThrow(Result.flip(decode(stateCodec, bytes))).reason).toBe("UnknownEnum")
})
