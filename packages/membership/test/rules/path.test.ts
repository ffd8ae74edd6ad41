import { leafIndex, nodeIndex } from "@copath/tree-math"
import type { LeafNode } from "@copath/wire"
import * as Result from "effect/Result"
import { describe, expect, test } from "vitest"
import { checkPathLeaf, type PathInput, type PathRule, pathRules } from "../../src/index.ts"
import * as rules from "../../src/rules/path.ts"
import { keyFor, keyPackageFor, leafFor } from "../kit/leaves.ts"
import { byValue, groupOf, memberCommit, pathFor, pathVerdict, remove } from "../kit/scene.ts"
import { refusalOf, verdict, without } from "../kit/verdict.ts"

const CUSTOM = 0xff00
const commit = memberCommit([])
const refusal = (rule: PathRule, good: PathInput, bad: PathInput): string =>
  refusalOf(pathVerdict(good), pathVerdict(bad), verdict(checkPathLeaf(bad, without(pathRules, rule))))
const withLeaf = (over: Partial<LeafNode>): PathInput => pathFor(commit, (leaf) => ({ ...leaf, ...over }))
const capable = (over: Partial<LeafNode["capabilities"]>): Partial<LeafNode> => ({
  capabilities: { ...leafFor("a").capabilities, ...over }
})

describe("a commit's path", () => {
  const good = pathFor(commit)
  const root = commit.tree.keyAt(nodeIndex(7)) as Uint8Array

  test("V195, V117: its leaf meets the rules of every leaf", () => {
    expect(pathVerdict(good)).toBe("valid")
    expect(pathVerdict(withLeaf({ source: { _tag: "update" } }))).toBe("V099")
    expect(pathVerdict(withLeaf({ source: leafFor("a").source }))).toBe("V099")
    expect(pathVerdict(withLeaf(capable({ credentials: [] })))).toBe("V093")
    expect(pathVerdict(withLeaf(capable({ versions: [] })))).toBe("V110")
    const extension = { extensionType: CUSTOM, extensionData: new Uint8Array(0) }
    expect(pathVerdict(withLeaf({ extensions: [extension] }))).toBe("V106")
    expect(pathVerdict(withLeaf({ ...capable({ extensions: [CUSTOM] }), extensions: [extension, extension] }))).toBe("V108")
    expect(pathVerdict(withLeaf({ extensions: [{ extensionType: 5, extensionData: new Uint8Array(0) }] }))).toBe("V107")
    expect(pathVerdict(withLeaf({ source: { _tag: "commit", parentHash: new Uint8Array(1) } }))).toBe("V116")
  })

  test("V104, V105: the next group context's demands bind the leaf", () => {
    const required = { extensionType: 3, extensionData: new Uint8Array([2, 0xff, 0, 0, 0]) }
    const custom = { extensionType: CUSTOM, extensionData: new Uint8Array(0) }
    const demanding = (extensions: PathInput["plan"]["extensions"]): PathInput => ({ ...good, plan: { ...good.plan, extensions } })
    expect(pathVerdict(demanding([required]))).toBe("V104")
    expect(pathVerdict(demanding([custom]))).toBe("V105")
    const able = withLeaf(capable({ extensions: [CUSTOM] }))
    expect(pathVerdict({ ...able, plan: { ...able.plan, extensions: [required, custom] } })).toBe("valid")
  })

  test("V101: a leaf that keeps its encryption key is refused", () => {
    expect(refusal(rules.leafKeyFresh, good, withLeaf({ encryptionKey: leafFor("m0").encryptionKey }))).toBe("V101")
  })

  test("V103: a leaf with a key of the tree is refused", () => {
    expect(refusal(rules.leafKeyUnique, good, withLeaf({ encryptionKey: leafFor("m3").encryptionKey }))).toBe("V103")
    expect(refusal(rules.leafKeyUnique, good, withLeaf({ encryptionKey: root }))).toBe("V103")
  })

  test("V102: a leaf with another member's signature key is refused", () => {
    expect(refusal(rules.leafSignatureKeyUnique, good, withLeaf({ signatureKey: leafFor("m3").signatureKey }))).toBe("V102")
    expect(pathVerdict(withLeaf({ signatureKey: keyFor("a new one") }))).toBe("valid")
  })

  test("V198: a key of the tree in the path is refused, that of a parent about to be overwritten too", () => {
    for (const key of [leafFor("m3").encryptionKey, root]) {
      expect(refusal(rules.pathKeysNew, good, { ...good, pathKeys: [...good.pathKeys.slice(1), key] })).toBe("V198")
    }
  })

  test("V198: a key twice in the path is refused", () => {
    const [first = root] = good.pathKeys
    expect(refusal(rules.pathKeysNew, good, { ...good, pathKeys: [...good.pathKeys, first] })).toBe("V198")
    expect(refusal(rules.pathKeysNew, good, { ...good, pathKeys: [...good.pathKeys, good.leaf.encryptionKey] })).toBe("V198")
  })

  test("V198: the key of a parent that the list's Removes blanked is accepted", () => {
    const evicting = pathFor(memberCommit([byValue(remove(1))]))
    expect(pathVerdict({ ...evicting, pathKeys: [...evicting.pathKeys.slice(1), root] })).toBe("valid")
  })

  test("V119: an init key that is a key of the path is refused", () => {
    const key = keyFor("x init")
    const adding = pathFor(memberCommit([byValue({ _tag: "add", keyPackage: keyPackageFor("x") })]))
    expect(refusal(rules.initKeysOffPath, adding, { ...adding, pathKeys: [...adding.pathKeys.slice(1), key] })).toBe("V119")
    expect(refusal(rules.initKeysOffPath, adding, { ...adding, leaf: { ...adding.leaf, encryptionKey: key } })).toBe("V119")
  })

  test("V092: a credential type that another member lacks is refused", () => {
    const able = capable({ credentials: [1, CUSTOM] })
    const custom: LeafNode["credential"] = { _tag: "unknown", value: CUSTOM, data: new Uint8Array(1) }
    const path = (others: Partial<LeafNode>): PathInput =>
      pathFor(memberCommit([], { tree: groupOf(5, (i) => (i === 3 ? others : able)) }), (leaf) => ({ ...leaf, credential: custom }))
    expect(refusal(rules.pathCredentialSupported, path(able), path({}))).toBe("V092")
  })

  test("V092: a leaf that does not support a type in use by others is refused; its own old type it may drop", () => {
    const able = capable({ credentials: [1, CUSTOM] })
    const custom: LeafNode["credential"] = { _tag: "unknown", value: CUSTOM, data: new Uint8Array(1) }
    const using = (member: number) => memberCommit([], { tree: groupOf(5, (i) => (i === member ? { ...able, credential: custom } : able)) })
    const basic = leafFor("m0")
    const dropping = (leaf: LeafNode): LeafNode => ({ ...leaf, credential: basic.credential, capabilities: basic.capabilities })
    expect(refusal(rules.pathCredentialSupported, pathFor(using(0), dropping), pathFor(using(3), dropping))).toBe("V092")
  })

  test("V200: a parent hash that is not the merged tree's is refused", () => {
    const flipped = Uint8Array.from(good.parentHash, (byte, i) => (i === 0 ? byte ^ 1 : byte))
    const old = commit.tree.leafAt(leafIndex(0))?.source
    const before = old?._tag === "commit" ? old.parentHash : flipped
    for (const parentHash of [flipped, before, new Uint8Array(0)]) {
      expect(refusal(rules.parentHashRight, good, withLeaf({ source: { _tag: "commit", parentHash } }))).toBe("V200")
    }
  })

  test("V200, V227: in a group of one the parent hash is empty", () => {
    const alone = pathFor(memberCommit([], { tree: groupOf(1) }))
    expect(alone.parentHash.length).toBe(0)
    expect(
      refusal(rules.parentHashRight, alone, {
        ...alone,
        leaf: { ...alone.leaf, source: { _tag: "commit", parentHash: new Uint8Array(32) } }
      })
    ).toBe("V200")
  })

  test("V087, V088, V095: what is left to be shown", () => {
    const same = Result.getOrThrow(checkPathLeaf(good))
    expect(same.map((o) => o._tag)).toEqual(["publicKey", "publicKey", "leafSignature", "note", ...good.pathKeys.map(() => "publicKey")])
    const changed = withLeaf({ signatureKey: keyFor("a new one") })
    const before = leafFor("m0")
    expect(Result.getOrThrow(checkPathLeaf(changed)).find((o) => o._tag === "credential")).toEqual({
      _tag: "credential",
      role: "member",
      credential: before.credential,
      signatureKey: keyFor("a new one"),
      previous: { credential: before.credential, signatureKey: before.signatureKey }
    })
  })
})
