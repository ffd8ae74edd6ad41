import { encode } from "@copath/codec"
import { type CipherSuite, type Header, type Nonces, Secret, type SenderDataProtection } from "@copath/contracts"
import { nobleSuite } from "@copath/crypto-noble"
import { explicitRandom, guarded, implicit } from "@copath/nonces"
import { hidden, visible } from "@copath/sender-data"
import { leafIndex } from "@copath/tree-math"
import { privateMessage, senderDataAndCiphertext } from "@copath/wire"
import { Layer, Result } from "effect"
import { expect, it } from "vitest"
import { forget, protect, retained, unprotect } from "../src/protect.ts"
import { start } from "../src/state.ts"
import { defaultWindow } from "../src/window.ts"
import { sealingOver } from "./sealing.ts"

const suite = nobleSuite(1)
const secret = (byte: number) => new Secret(new Uint8Array(32).fill(byte))
const header: Header = { groupId: Uint8Array.of(7), epoch: 1n, contentType: 1, authenticatedData: new Uint8Array(0) }
const member = (me: number) => {
  const epoch = {
    encryption: secret(1),
    senderData: secret(2),
    init: secret(3),
    confirmation: secret(4),
    membership: secret(5),
    exporter: secret(6)
  }
  const tree = { leafCount: 2, occupied: () => true, keyAt: () => undefined, resolution: () => [] }
  return start(epoch, leafIndex(me), tree, { added: [], removed: [], updated: [], committer: leafIndex(0) }, undefined)
}

/** A whole PrivateMessage of five bytes of content. */
const message = (parts: Layer.Layer<Nonces | SenderDataProtection, never, CipherSuite>): Uint8Array => {
  const { body } = Result.getOrThrow(protect(sealingOver(suite, parts), defaultWindow, member(1), header, new Uint8Array(5)))
  return encode(privateMessage(senderDataAndCiphertext), { ...header, body })
}

it("R041: no field is a nonce; what a nonce carries goes into sender data, and an explicit one costs twelve bytes more", () => {
  const sizes = [implicit, guarded, explicitRandom].map((nonces) => message(Layer.merge(nonces, hidden)).length)
  // Group id, epoch, content type, no authenticated data; sender data of 8 bytes and a tag; content and a tag.
  const bare = 2 + 8 + 1 + 1 + (1 + 8 + 16) + (1 + 5 + 16)
  expect(sizes).toEqual([bare, bare + 4, bare + 12])
})

it("R049: hidden sender data costs a tag, and visible sender data says the leaf to whoever looks", () => {
  const [dark, clear] = [hidden, visible].map((senderData) => message(Layer.merge(guarded, senderData))) as [Uint8Array, Uint8Array]
  expect(dark.length - clear.length).toBe(16)
  // Behind the authenticated data and a length: leaf 1, generation 0.
  expect([...clear.subarray(13, 21)]).toEqual([0, 0, 0, 1, 0, 0, 0, 0])
  expect([...dark.subarray(13, 21)]).not.toEqual([0, 0, 0, 1, 0, 0, 0, 0])
})

it("R138: a state restored from a copy meets its nonce again exactly where nothing is drawn", () => {
  for (const [nonces, meets] of [
    [implicit, true],
    [guarded, false]
  ] as const) {
    const used: Array<string> = []
    let draw = 0
    const watched = {
      ...sealingOver(suite, Layer.merge(nonces, hidden)),
      random: (length: number) => new Secret(new Uint8Array(length).fill(++draw)),
      suite: {
        ...suite,
        aead: {
          ...suite.aead,
          seal: (...given: Parameters<typeof suite.aead.seal>) => (used.push(given[1].join()), suite.aead.seal(...given))
        }
      }
    }
    for (const said of [1, 2]) protect(watched, defaultWindow, member(1), header, Uint8Array.of(said))
    expect(used.length).toBe(2)
    expect(new Set(used).size === 1).toBe(meets)
  }
})

it("R031: reports the window of forward secrecy, and time closes it", () => {
  const sealing = sealingOver(suite)
  const window = { ...defaultWindow, maxSeconds: 3600 }
  let from = member(1)
  const sent = Array.from({ length: 10 }, () => {
    const made = Result.getOrThrow(protect(sealing, window, from, header, new Uint8Array(5)))
    from = made.state
    return made.body
  })
  let to = member(0)
  for (const i of [2, 9, 4]) to = Result.getOrThrow(unprotect(sealing, window, to, header, sent[i] as (typeof sent)[number])).state
  const readable = () => sent.flatMap((body, i) => (Result.isSuccess(unprotect(sealing, window, to, header, body)) ? [i] : []))
  expect(readable()).toEqual([0, 1, 3, 5, 6, 7, 8])
  expect(retained(to)).toEqual({ keys: 7, oldest: 9 })
  to = forget(window, to, 1000).state
  expect(retained(to)).toEqual({ keys: 7, oldest: 9 })
  const { retired, state } = forget(window, to, 4600)
  to = state
  expect(retired.length).toBe(14)
  expect(readable()).toEqual([])
  expect(retained(to)).toEqual({ keys: 0, oldest: 0 })
  expect(to.skipped).toBe(0)
})
