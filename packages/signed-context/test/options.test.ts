import { encode } from "@copath/codec"
import { type ContextToSign, SignedContext, type SignedEpoch } from "@copath/contracts"
import type { NodeIndex } from "@copath/tree-math"
import { groupContext, leafNode } from "@copath/wire"
import { Effect, type Layer } from "effect"
import { describe, expect, it } from "vitest"
import { context, roster, rosterToSign, state, stateToSign, transcript, transcriptToSign } from "../src/index.ts"

const utf8 = new TextEncoder()
const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")

/** Hashes to the length of what it is given, and keeps account. */
const counting = () => {
  const seen: Array<number> = []
  const digest = (data: Uint8Array): Uint8Array => {
    seen.push(data.length)
    return Uint8Array.of(0, data.length >> 16, data.length >> 8, data.length)
  }
  return { seen, digest }
}

/** A group at some epoch, of which only what the options look at is real. */
const group = (
  members: ReadonlyArray<string>,
  over: { readonly id?: string; readonly epoch?: bigint; readonly transcript?: string } = {}
): SignedEpoch => {
  const leaves = members.map((name) =>
    encode(leafNode, {
      encryptionKey: utf8.encode(`${name}'s fresh key`),
      signatureKey: utf8.encode(`${name}'s key`),
      credential: { _tag: "basic", identity: utf8.encode(name) },
      capabilities: { versions: [1], cipherSuites: [1], extensions: [], proposals: [], credentials: [1] },
      source: { _tag: "update" },
      extensions: [],
      signature: utf8.encode("signed")
    })
  )
  const tree = { leafCount: members.length, encodedAt: (node: NodeIndex) => (node % 2 === 0 ? leaves[node / 2] : undefined) }
  const whole = {
    version: 1,
    cipherSuite: 1,
    groupId: utf8.encode(over.id ?? "g"),
    epoch: over.epoch ?? 5n,
    treeHash: utf8.encode(members.join()),
    confirmedTranscriptHash: utf8.encode(over.transcript ?? "T"),
    extensions: []
  }
  return { context: whole, contextBytes: encode(groupContext, whole), tree }
}

const options: ReadonlyArray<ContextToSign> = [stateToSign, transcriptToSign, rosterToSign]

describe("what stands beside the content", () => {
  it("R044: is label, group id and epoch, and behind them what the option says", () => {
    const { digest } = counting()
    const head = (label: string) => hex(Uint8Array.of(label.length, ...utf8.encode(label), 1, 0x67, 0, 0, 0, 0, 0, 0, 0, 5))
    expect(hex(transcriptToSign.bytes(group(["ann", "ben"]), digest))).toBe(`${head("MLS 1.0 signed transcript")}0154`)
    expect(hex(stateToSign.bytes(group(["a"]), digest))).toMatch(new RegExp(`^${head("MLS 1.0 signed state")}04`))
    expect(hex(rosterToSign.bytes(group(["a"]), digest))).toMatch(new RegExp(`^${head("MLS 1.0 signed roster")}04`))
  })

  it("R044: is never that of another option, nor a GroupContext", () => {
    const { digest } = counting()
    const epoch = group(["ann", "ben"])
    const all = options.map((option) => hex(option.bytes(epoch, digest)).slice(0, 32))
    expect(new Set([...all, hex(epoch.contextBytes).slice(0, 32)]).size).toBe(4)
    expect(epoch.contextBytes[0]).toBe(0)
    expect(options.map((option) => option.bytes(epoch, digest)[0] === 0)).toEqual([false, false, false])
  })

  it("R044, R057: is computed once an epoch, over bytes that grow with the group; the transcript costs nothing", () => {
    for (const option of options) {
      const hashed: Array<number> = []
      for (const members of [10, 100, 1000]) {
        const { digest, seen } = counting()
        const epoch = group(Array.from({ length: members }, (_, i) => `m${1000 + i}`))
        for (let message = 0; message < 50; message++) expect(option.bytes(epoch, digest).length).toBeLessThan(80)
        expect(seen.length).toBe(option === transcriptToSign ? 0 : 1)
        hashed.push(seen[0] ?? 0)
      }
      const [, some = 0, many = 0] = hashed
      expect(Math.round((many / Math.max(some, 1)) * 10) / 10).toBe(option === transcriptToSign ? 0 : 10)
    }
  })
})

describe("a signature from one group shown in another of the same id and epoch", () => {
  /** Whether a signature by Ann in one epoch also holds in the other. */
  const replays = (from: SignedEpoch, to: SignedEpoch): Record<string, boolean> => {
    const digest = (data: Uint8Array): Uint8Array => data.slice()
    const of = (layer: Layer.Layer<never>) =>
      Effect.runSync(
        Effect.provide(
          Effect.map(SignedContext, (signed) => signed),
          layer
        )
      )
    return Object.fromEntries(
      [context, state, transcript, roster].map((layer) => {
        const signed = of(layer)
        return [signed.id, hex(signed.bytes(from, digest)) === hex(signed.bytes(to, digest))]
      })
    )
  }

  it("R062: holds under none of them once both have a history and members of their own", () => {
    expect(replays(group(["ann", "ben"]), group(["ann", "cat"], { transcript: "U" }))).toEqual({
      context: false,
      state: false,
      transcript: false,
      roster: false
    })
  })

  it("R062: holds under the transcript in epoch 0, which has none yet, whoever is there", () => {
    const born = (member: string) => group([member], { epoch: 0n, transcript: "" })
    expect(replays(born("ann"), born("ann's second device"))).toEqual({ context: false, state: false, transcript: true, roster: false })
  })

  it("R062: holds under the roster where the same leaves stand in both, whatever was done before", () => {
    expect(replays(group(["ann", "ben"]), group(["ann", "ben"], { transcript: "U" }))).toEqual({
      context: false,
      state: false,
      transcript: false,
      roster: true
    })
  })

  it("R062: holds under none of them in another group or epoch", () => {
    const none = { context: false, state: false, transcript: false, roster: false }
    expect(replays(group(["ann", "ben"]), group(["ann", "ben"], { id: "h" }))).toEqual(none)
    expect(replays(group(["ann", "ben"]), group(["ann", "ben"], { epoch: 6n }))).toEqual(none)
  })
})
