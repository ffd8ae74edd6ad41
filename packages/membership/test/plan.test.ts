import { encode } from "@copath/codec"
import { nodeIndex } from "@copath/tree-math"
import { externalSenders, extensionTypes, makeExtension, type Proposal } from "@copath/wire"
import * as Result from "effect/Result"
import { describe, expect, test } from "vitest"
import { Invalid, nodesOf, plan, rfc9420TreeRules, treeHash } from "../src/index.ts"
import { sha256 } from "./kit/digests.ts"
import { keyFor, keyPackageFor, leafFor } from "./kit/leaves.ts"
import {
  byJoiner,
  byReference,
  byValue,
  contextOf,
  externalCommit,
  externalInit,
  groupOf,
  memberCommit,
  newExtensions,
  planOf,
  psk,
  remove,
  update
} from "./kit/scene.ts"

const add = (name: string): Proposal => ({ _tag: "add", keyPackage: keyPackageFor(name) })

describe("what a plan says", () => {
  test("V174, V176: Updates, Removes, then Adds in their order, at the leftmost blank leaves", () => {
    const list = [byValue(add("x")), byValue(add("y")), byValue(remove(1)), byReference(update("u"), 3), byValue(add("z"))]
    const { added, change, tree, updated } = planOf(memberCommit(list))
    expect(change).toEqual({ added: [1, 5, 6], removed: [1], updated: [3], committer: 0 })
    expect(added.map(({ keyPackage }) => keyPackage)).toEqual([keyPackageFor("x"), keyPackageFor("y"), keyPackageFor("z")])
    expect(updated.map(({ leafNode }) => leafNode.signatureKey)).toEqual([keyFor("u signature")])
    expect(tree.members()).toEqual([0, 1, 2, 3, 4, 5, 6])
  })

  test("V174: permuting kinds changes nothing, permuting Adds moves leaves", () => {
    const [x, y, gone] = [byValue(add("x")), byValue(add("y")), byValue(remove(2))]
    const hash = (list: ReadonlyArray<typeof x>): Uint8Array => treeHash(planOf(memberCommit(list)).tree, sha256)
    expect(hash([x, y, gone])).toEqual(hash([gone, x, y]))
    expect(hash([x, y, gone])).not.toEqual(hash([y, x, gone]))
  })

  test("the tree that was given stays as it was", () => {
    const input = memberCommit([byValue(remove(1)), byValue(add("x"))])
    const before = nodesOf(input.tree)
    planOf(input)
    expect(nodesOf(input.tree)).toEqual(before)
  })

  test("V236: Updates and Removes blank the path above them, an Add lists itself as unmerged", () => {
    const evicting = planOf(memberCommit([byValue(remove(1))])).tree
    expect([1, 3, 7].map((x) => evicting.parentAt(nodeIndex(x)))).toEqual([undefined, undefined, undefined])
    const renewing = planOf(memberCommit([byReference(update("u"), 1)])).tree
    expect([1, 3, 7].map((x) => renewing.parentAt(nodeIndex(x)))).toEqual([undefined, undefined, undefined])
    expect(planOf(memberCommit([byValue(add("x"))])).tree.parentAt(nodeIndex(7))?.unmergedLeaves).toEqual([5])
  })

  test("other tree rules blank or keep", () => {
    const root = (onAdd: "unmerged" | "blank" | "keep", onRemove: "blank" | "keep", list: ReadonlyArray<Proposal>) =>
      planOf(
        memberCommit(
          list.map((p) => byValue(p)),
          { rules: { ...rfc9420TreeRules, onAdd, onRemove } }
        )
      ).tree.parentAt(nodeIndex(7))
    expect(root("blank", "blank", [add("x")])).toBeUndefined()
    expect(root("keep", "blank", [add("x")])?.unmergedLeaves).toEqual([])
    expect(root("unmerged", "keep", [remove(1)])?.unmergedLeaves).toEqual([])
  })

  test("the next extensions: replaced by the list, or as they were", () => {
    const tree = groupOf(5)
    const old = [makeExtension(extensionTypes.externalSenders, externalSenders, [])]
    const groupContext = contextOf(tree, old)
    expect(planOf(memberCommit([], { tree, groupContext })).extensions).toEqual(old)
    expect(planOf(memberCommit([byValue(newExtensions([]))], { tree, groupContext })).extensions).toEqual([])
  })

  test("PSKs in the order of the list, and what an external commit or a ReInit carries", () => {
    const { externalInit: none, psks, reInit } = planOf(memberCommit([byValue(psk("b")), byValue(psk("a"))]))
    expect([psks.map((p) => p._tag === "external" && p.pskId), none, reInit]).toEqual([[keyFor("b"), keyFor("a")], undefined, undefined])
    expect(planOf(externalCommit([byJoiner(psk("a")), externalInit])).externalInit).toEqual(keyFor("kem output"))
    const again: Proposal = { _tag: "reInit", groupId: keyFor("next"), version: 1, cipherSuite: 2, extensions: [] }
    expect(planOf(memberCommit([byValue(again)])).reInit).toEqual(again)
  })
})

describe("what a plan leaves to be shown", () => {
  test("V086, V095, V122, V124: all about an added client, at the leaf that it takes", () => {
    const { obligations } = planOf(memberCommit([byValue(add("x"))]))
    const keyPackage = keyPackageFor("x")
    expect(obligations).toEqual([
      { _tag: "keyPackageSignature", keyPackage, index: 5 },
      { _tag: "publicKey", kind: "hpke", key: keyPackage.initKey, rule: "V124" },
      { _tag: "publicKey", kind: "hpke", key: keyPackage.leafNode.encryptionKey, rule: "V026" },
      { _tag: "publicKey", kind: "signature", key: keyPackage.leafNode.signatureKey, rule: "V027" },
      { _tag: "leafSignature", leaf: keyPackage.leafNode, leafIndex: 5 },
      {
        _tag: "credential",
        role: "joiner",
        credential: leafFor("x").credential,
        signatureKey: leafFor("x").signatureKey,
        previous: undefined
      },
      { _tag: "note", leafIndex: 5, leaf: keyPackage.leafNode, previous: undefined }
    ])
  })

  test("V087, V088: an Update that changes credential or key is asked about with what it replaces", () => {
    const tags = (proposal: Proposal) => planOf(memberCommit([byReference(proposal, 1)])).obligations.map((o) => o._tag)
    const same = update("u", { credential: leafFor("m1").credential, signatureKey: leafFor("m1").signatureKey })
    expect(tags(same)).toEqual(["publicKey", "publicKey", "leafSignature", "note"])
    expect(tags(update("u", { credential: leafFor("m1").credential }))).toContain("credential")
    expect(tags(update("u", { signatureKey: leafFor("m1").signatureKey }))).toContain("credential")
    const asked = planOf(memberCommit([byReference(update("u"), 1)])).obligations.find((o) => o._tag === "credential")
    expect(asked).toMatchObject({ role: "member", previous: { signatureKey: leafFor("m1").signatureKey } })
  })

  test("V140: external senders that are new are asked about, the others not again", () => {
    const sender = (name: string) => ({ signatureKey: keyFor(name), credential: leafFor(name).credential })
    const list = (...names: ReadonlyArray<string>) => ({
      extensionType: extensionTypes.externalSenders,
      extensionData: encode(externalSenders, names.map(sender))
    })
    const tree = groupOf(5)
    const input = memberCommit([byValue(newExtensions([list("a", "b", "c")]))], { tree, groupContext: contextOf(tree, [list("b")]) })
    expect(planOf(input).obligations).toEqual(
      ["a", "c"].flatMap((name) => [
        { _tag: "publicKey", kind: "signature", key: keyFor(name), rule: "V027" },
        { _tag: "credential", role: "external-sender", ...sender(name), previous: undefined }
      ])
    )
  })

  test("nothing for Removes, PSKs and an empty list", () => {
    expect(planOf(memberCommit([byValue(remove(1)), byValue(psk("p"))])).obligations).toEqual([])
    expect(planOf(memberCommit([])).obligations).toEqual([])
  })
})

describe("a refusal", () => {
  test("names the rule, the place and the remedy, and is an error like any other", () => {
    const result = plan(memberCommit([byValue(psk("p")), byValue(remove(7))]))
    const error = Result.isFailure(result) ? result.failure : undefined
    expect(error).toBeInstanceOf(Invalid)
    expect(error).toMatchObject({ _tag: "Invalid", rule: "V150", subject: 1 })
    expect(error?.message).toBe("V150 at 1: proposal 1 removes leaf 7, where there is no member")
  })
})
