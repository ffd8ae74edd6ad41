import { decode, encode } from "@copath/codec"
import { Secret } from "@copath/contracts"
import { leafIndex } from "@copath/tree-math"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { isMember, occupancyAfter, occupancyOf } from "@copath/contracts"
import { start, stateCodec } from "../src/state.ts"

const secret = (byte: number) => new Secret(new Uint8Array(32).fill(byte))
const treeOf = (leafCount: number, leaves: ReadonlyArray<number>) => ({
  leafCount,
  occupied: (leaf: number) => leaves.includes(leaf),
  keyAt: () => undefined,
  resolution: () => []
})
const members = (bits: Uint8Array, leafCount: number) =>
  Array.from({ length: leafCount }, (_, i) => i).filter((i) => isMember(bits, leafCount, i))

describe("which leaves are members", () => {
  const before = occupancyOf(treeOf(16, [0, 3, 8, 15]))

  it("is read off the tree once", () => {
    expect(members(before, 16)).toEqual([0, 3, 8, 15])
    expect(isMember(before, 16, 16)).toBe(false)
  })

  it("is brought forward by what changed, over growth and truncation", () => {
    const change = (added: ReadonlyArray<number>, removed: ReadonlyArray<number>, committer: number) => ({
      added: added.map(leafIndex),
      removed: removed.map(leafIndex),
      updated: [],
      committer: leafIndex(committer)
    })
    const grown = occupancyAfter(before, treeOf(32, []), change([1, 3, 16], [3], 0))
    expect(members(grown, 32)).toEqual([0, 1, 3, 8, 15, 16])
    const shrunk = occupancyAfter(before, treeOf(4, []), change([], [8, 15], 3))
    expect(members(shrunk, 4)).toEqual([0, 3])
    const joined = occupancyAfter(before, treeOf(16, []), change([], [], 5))
    expect(members(joined, 16)).toEqual([0, 3, 5, 8, 15])
    expect(members(before, 16)).toEqual([0, 3, 8, 15])
  })
})

describe("a stored state", () => {
  const epoch = {
    encryption: secret(1),
    senderData: secret(2),
    init: secret(3),
    confirmation: secret(4),
    membership: secret(5),
    exporter: secret(6)
  }
  const change = { added: [], removed: [], updated: [], committer: leafIndex(0) }
  const bytes = encode(stateCodec, start(epoch, leafIndex(1), treeOf(4, [0, 1]), change, undefined))
  const edited = (at: number, byte: number) => {
    const copy = bytes.slice()
    copy[at] = byte
    return Result.match(decode(stateCodec, copy), { onFailure: (e) => e.reason, onSuccess: () => "read" })
  }

  it("is read back", () => expect(Result.isSuccess(decode(stateCodec, bytes))).toBe(true))
  it("is refused when I am not in it", () => expect(edited(3, 2)).toBe("UnknownEnum"))
  it("is refused when its tree is no tree", () => {
    expect(edited(7, 3)).toBe("UnknownEnum")
    expect(edited(7, 0)).toBe("UnknownEnum")
    expect(edited(7, 16)).toBe("UnknownEnum")
  })
  it("is refused when a branch is neither closed nor opened", () => expect(edited(bytes.length - 34, 2)).toBe("BadPresence"))
})
