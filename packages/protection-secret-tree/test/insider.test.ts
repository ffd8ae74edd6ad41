import { encode } from "@copath/codec"
import { type Header, readSender, Secret, takeKey } from "@copath/contracts"
import { nobleSuite } from "@copath/crypto-noble"
import { leafIndex } from "@copath/tree-math"
import { privateContentAad, senderData, type SenderData } from "@copath/wire"
import * as Result from "effect/Result"
import { expect, it } from "vitest"
import { protect, unprotect } from "../src/protect.ts"
import { ratchet as derivation } from "../src/ratchet.ts"
import { find } from "../src/secretTree.ts"
import { type SecretTreeState, start } from "../src/state.ts"
import { defaultWindow } from "../src/window.ts"
import { sealingOver } from "./sealing.ts"

/*
 * What only a member can do: seal sender data of its choice. Leaves 0, 1 and 2 of four are members.
 */

const suite = nobleSuite(1)
const secret = (byte: number) => new Secret(new Uint8Array(32).fill(byte))
const sealing = sealingOver(suite)
const header = (contentType: Header["contentType"]): Header => ({
  groupId: Uint8Array.of(7),
  epoch: 1n,
  contentType,
  authenticatedData: new Uint8Array(0)
})
const text = new TextEncoder().encode("text")

const member = (me: number): SecretTreeState => {
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

const sealedData = (type: Header["contentType"], ciphertext: Uint8Array, data: SenderData): Uint8Array =>
  sealing.senderData.seal(secret(2), header(type), ciphertext, encode(senderData, data))

/** A message under `sender`'s true key of `generation`, with sender data that may say something else. */
const forge = (sender: number, generation: number, type: Header["contentType"], claim: Partial<SenderData> = {}, keyType = type) => {
  const { ratchets } = find(suite, member(0).tree, 4, leafIndex(sender), [])
  const ratchet = keyType === 1 ? ratchets.application : ratchets.handshake
  const { key } = Result.getOrThrow(takeKey(suite, derivation, ratchet, generation, defaultWindow, 64, []))
  const ciphertext = suite.aead.seal(key.key, key.nonce.expose(), encode(privateContentAad, header(type)), text)
  const data = { leafIndex: sender, generation, reuseGuard: new Uint8Array(4), ...claim }
  return { ciphertext, encryptedSenderData: sealedData(type, ciphertext, data) }
}

const outcome = (state: SecretTreeState, type: Header["contentType"], body: ReturnType<typeof forge>, by = sealing): string =>
  Result.match(unprotect(by, defaultWindow, state, header(type), body), { onFailure: (e) => e.reason, onSuccess: () => "opened" })

it("opens the forger's own honest message, the twin of all below", () => {
  expect(outcome(member(1), 1, forge(2, 0, 1))).toBe("opened")
  expect(outcome(member(1), 3, forge(2, 4, 3))).toBe("opened")
})

it("V067: refuses a leaf that is blank or beyond the tree", () => {
  for (const leaf of [3, 4, 0xffffffff]) expect(outcome(member(1), 1, forge(2, 0, 1, { leafIndex: leaf }))).toBe("BadCiphertext")
  expect(outcome(member(1), 1, forge(3, 0, 1))).toBe("BadCiphertext")
})

it("V068: refuses my own leaf at any generation, and my next message has my own next generation", () => {
  const me = member(1)
  for (const generation of [0, 1, 5]) expect(outcome(me, 1, forge(1, generation, 1))).toBe("BadCiphertext")
  const { body } = Result.getOrThrow(protect(sealing, defaultWindow, me, header(1), text))
  expect(readSender(sealing, secret(2), header(1), body)).toMatchObject({
    leafIndex: 1,
    generation: 0
  })
})

it("V070: keeps handshake and application keys apart", () => {
  expect(outcome(member(1), 3, forge(2, 0, 3, {}, 1))).toBe("BadCiphertext")
  expect(outcome(member(1), 1, forge(2, 0, 1, {}, 3))).toBe("BadCiphertext")
})

it("V073: a reuse guard other than the sender's does not open", () => {
  for (let at = 0; at < 4; at++) {
    const reuseGuard = new Uint8Array(4)
    reuseGuard[at] = 1
    expect(outcome(member(1), 1, forge(2, 0, 1, { reuseGuard }))).toBe("BadCiphertext")
  }
})

it("V066: refuses a ciphertext shorter than the tag, though its sender data opens", () => {
  for (const length of [0, 15, 16]) {
    const ciphertext = new Uint8Array(length)
    const data = { leafIndex: 2, generation: 0, reuseGuard: new Uint8Array(4) }
    const body = { ciphertext, encryptedSenderData: sealedData(1, ciphertext, data) }
    expect(outcome(member(1), 1, body)).toBe("BadCiphertext")
  }
})

it("V075: a jump of billions derives no key more than a jump of one too many", () => {
  let derived = 0
  const expand: typeof suite.kdf.expand = (...args) => {
    derived++
    return suite.kdf.expand(...args)
  }
  const counting = sealingOver({ ...suite, kdf: { ...suite.kdf, expand } })
  const costs = [1001, 0xfffffffe, 0xffffffff].map((generation) => {
    const before = derived
    expect(outcome(member(1), 1, forge(2, 0, 1, { generation }), counting)).toBe("TooFarAhead")
    return derived - before
  })
  // The key and the nonce of the sender data, and the way to the sender's leaf.
  expect(new Set(costs)).toEqual(new Set([costs[0]]))
  expect(costs[0]).toBeLessThan(20)
})

it("V085: sender data is a member's: its leaf is the state's own, and no header names another sender", () => {
  const state = member(1)
  const { body } = Result.getOrThrow(protect(sealing, defaultWindow, state, header(1), text))
  expect(readSender(sealing, secret(2), header(1), body)).toMatchObject({ leafIndex: 1 })
  // @ts-expect-error a header has no place for a sender
  const claimed: Header = { ...header(1), sender: { _tag: "external", senderIndex: 0 } }
  const twin = Result.getOrThrow(protect(sealing, defaultWindow, state, claimed, text))
  expect(twin.body).toEqual(body)
})

it("V024: sender data of eleven or thirteen bytes is none, though it opens", () => {
  const { ciphertext } = forge(2, 0, 1)
  for (const length of [11, 13]) {
    const sealed = sealing.senderData.seal(secret(2), header(1), ciphertext, new Uint8Array(length))
    expect(outcome(member(1), 1, { ciphertext, encryptedSenderData: sealed })).toBe("BadCiphertext")
  }
})
