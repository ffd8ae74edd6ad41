import { playCgka } from "@copath/conformance"
import { nodeSuite } from "@copath/crypto-node"
import { blank } from "@copath/double-join"
import { blankInit } from "@copath/tree-fill"
import { Effect, Layer } from "effect"
import { describe, expect, it } from "vitest"
import { treekem18 } from "../src/layer.ts"

const layer = Layer.provide(treekem18, [blank, blankInit])
const quiet = { external: false, adds: 0, removes: [], updates: [], path: true }

/** Bytes of the update in a commit by leaf 0 of a full tree without blanks. */
const bytesAt = async (depth: number): Promise<number> => {
  const n = 2 ** depth
  const script = Array.from({ length: n }, (_, at) => ({ ...quiet, by: n - 1 - at }))
  const played = await Effect.runPromise(playCgka(layer, script, { suite: nodeSuite(1), seed: 1, members: n }))
  // The first of what a commit sends is its update; then come the book, the leaf key and the secret.
  const update = played.transcript.at(-4)
  return (update as Uint8Array).length
}

describe("treekem18's update", () => {
  it("is about 117 bytes a level: a public key, a KEM output and a sealed secret (R016)", async () => {
    const [three, five] = [await bytesAt(3), await bytesAt(5)]
    expect(Math.abs((five - three) / 2 - 117)).toBeLessThan(2)
  })
})
