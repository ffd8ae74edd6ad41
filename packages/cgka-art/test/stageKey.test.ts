import { Secret } from "@copath/contracts"
import { nobleSuite } from "@copath/crypto-noble"
import { describe, expect, it } from "vitest"
import { stageKey, type StageKeyInput } from "../src/stageKey.ts"

const suite = nobleSuite(1)
const bytes = (byte: number): Uint8Array => new Uint8Array(32).fill(byte)
const secret = (byte: number): Secret => new Secret(bytes(byte))
const input: StageKeyInput = { previous: secret(1), treeKey: secret(2), tree: bytes(3), identities: [bytes(4), bytes(5)] }

describe("the stage key", () => {
  it("is HKDF over the stage before, the tree key and the tree, with the identities as info", () => {
    const ikm = new Uint8Array([...bytes(1), ...bytes(2), ...bytes(3)])
    const prk = suite.kdf.extract(new Secret(new Uint8Array(32)), new Secret(ikm))
    expect(stageKey(suite, input)).toEqual(suite.kdf.expand(prk, new Uint8Array([...bytes(4), ...bytes(5)]), 32))
  })

  it("binds history, tree key, tree and identities in their order", () => {
    for (const part of [
      { previous: secret(9) },
      { treeKey: secret(9) },
      { tree: bytes(9) },
      { identities: [bytes(5), bytes(4)] },
      { identities: [bytes(4)] }
    ]) {
      expect(stageKey(suite, { ...input, ...part })).not.toEqual(stageKey(suite, input))
    }
  })

  it("leaves its inputs as they were", () => {
    const previous = secret(1)
    stageKey(suite, { ...input, previous })
    expect(previous).toEqual(secret(1))
  })
})
