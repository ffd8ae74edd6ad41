import { nodeIndex } from "@copath/tree-math"
import { extensionTypes, type LeafNode, makeExtension, type Proposal, requiredCapabilities, type RequiredCapabilities } from "@copath/wire"
import { describe, expect, test } from "vitest"
import type { PlanInput } from "../../src/index.ts"
import * as rules from "../../src/rules/result.ts"
import { keyPackageFor, leafFor } from "../kit/leaves.ts"
import {
  byReference,
  byValue,
  contextOf,
  groupOf,
  memberCommit,
  newExtensions,
  planned,
  planWithout,
  remove,
  update
} from "../kit/scene.ts"
import { refusalOf } from "../kit/verdict.ts"

const CUSTOM = 0xff00
const add = (name: string, leaf: Partial<LeafNode> = {}, over: Parameters<typeof keyPackageFor>[1] = {}): Proposal => ({
  _tag: "add",
  keyPackage: keyPackageFor(name, { leafNode: leafFor(name, leaf), ...over })
})
const capable = (over: Partial<LeafNode["capabilities"]>): Partial<LeafNode> => ({
  capabilities: { ...leafFor("a").capabilities, ...over }
})
const able = capable({ extensions: [CUSTOM], proposals: [CUSTOM], credentials: [1, CUSTOM] })

const refusal = (rule: rules.ResultRule, good: PlanInput, bad: PlanInput): string =>
  refusalOf(planned(good), planned(bad), planned(bad, planWithout(rule)))

describe("the tree after the proposals", () => {
  const tree = groupOf(5)
  const rootKey = tree.keyAt(nodeIndex(7)) as Uint8Array
  const lowKey = tree.keyAt(nodeIndex(1)) as Uint8Array

  test("V169: an Add of a member is refused, unless its old leaf goes", () => {
    const again = add("x", { signatureKey: leafFor("m2").signatureKey })
    expect(refusal(rules.addsNoMember, memberCommit([byValue(add("x"))]), memberCommit([byValue(again)]))).toBe("V169")
    expect(planned(memberCommit([byValue(again), byValue(remove(2))]))).toBe("valid")
    expect(planned(memberCommit([byValue(again), byValue(remove(3))]))).toBe("V169")
  })

  test("V102, V118: an Update to another member's signature key is refused, unless that member goes", () => {
    const theft = update("x", { signatureKey: leafFor("m2").signatureKey })
    expect(refusal(rules.signatureKeysUnique, memberCommit([byReference(update("x"), 1)]), memberCommit([byReference(theft, 1)]))).toBe(
      "V102"
    )
    expect(planned(memberCommit([byReference(theft, 1), byValue(remove(2))]))).toBe("valid")
    const kept = update("x", { signatureKey: leafFor("m1").signatureKey })
    expect(planned(memberCommit([byReference(kept, 1)]))).toBe("valid")
  })

  test("V102, V169, V177: an Add and an Update that clash only together are refused", () => {
    const key = leafFor("new").signatureKey
    const both = [byReference(update("u", { signatureKey: key }), 1), byValue(add("x", { signatureKey: key }))]
    for (const one of both) expect(planned(memberCommit([one]))).toBe("valid")
    expect(planned(memberCommit(both))).toBe("V169")
    expect(planned(memberCommit(both), planWithout(rules.addsNoMember))).toBe("V102")
  })

  test.each([
    ["a leaf", leafFor("m3").encryptionKey],
    ["the lowest parent", lowKey],
    ["the root", rootKey]
  ])("V103: a new leaf with the encryption key of %s is refused", (_, encryptionKey) => {
    expect(
      refusal(rules.encryptionKeysUnique, memberCommit([byValue(add("x"))]), memberCommit([byValue(add("x", { encryptionKey }))]))
    ).toBe("V103")
    expect(planned(memberCommit([byReference(update("x", { encryptionKey }), 4)]))).toBe(encryptionKey === rootKey ? "valid" : "V103")
  })

  test("V103: the key of a parent that a Remove blanks may come back", () => {
    expect(planned(memberCommit([byValue(add("x", { encryptionKey: lowKey })), byValue(remove(1))]))).toBe("valid")
    expect(planned(memberCommit([byValue(add("x", { encryptionKey: lowKey })), byValue(remove(2))]))).toBe("V103")
  })

  test("V119: an init key that is a key of the tree is refused", () => {
    for (const initKey of [rootKey, leafFor("m1").encryptionKey]) {
      expect(refusal(rules.initKeysOutside, memberCommit([byValue(add("x"))]), memberCommit([byValue(add("x", {}, { initKey }))]))).toBe(
        "V119"
      )
    }
  })

  test("V138: newly required capabilities that one member lacks are refused, unless that member goes", () => {
    const required = (over: Partial<RequiredCapabilities>): Proposal =>
      newExtensions([
        makeExtension(extensionTypes.requiredCapabilities, requiredCapabilities, {
          extensionTypes: [],
          proposalTypes: [],
          credentialTypes: [],
          ...over
        })
      ])
    const demands = [{ extensionTypes: [CUSTOM] }, { proposalTypes: [CUSTOM] }, { credentialTypes: [CUSTOM] }]
    const allAble = groupOf(5, () => able)
    const butOne = groupOf(5, (i) => (i === 3 ? {} : able))
    for (const demand of demands) {
      expect(
        refusal(
          rules.requirementsMet,
          memberCommit([byValue(required(demand))], { tree: allAble }),
          memberCommit([byValue(required(demand))], { tree: butOne })
        )
      ).toBe("V138")
      expect(planned(memberCommit([byValue(required(demand)), byValue(remove(3))], { tree: butOne }))).toBe("valid")
      expect(planned(memberCommit([byValue(required(demand)), byValue(remove(2))], { tree: butOne }))).toBe("V138")
    }
    expect(planned(memberCommit([byValue(required({ extensionTypes: [1, 5], proposalTypes: [1, 7], credentialTypes: [1] }))]))).toBe(
      "valid"
    )
  })

  test("V138: the committer's own leaf does not count where a path replaces it", () => {
    const required = makeExtension(extensionTypes.requiredCapabilities, requiredCapabilities, {
      extensionTypes: [CUSTOM],
      proposalTypes: [],
      credentialTypes: []
    })
    const butCommitter = groupOf(5, (i) => (i === 0 ? {} : able))
    expect(planned(memberCommit([byValue(newExtensions([required]))], { tree: butCommitter }))).toBe("valid")
  })

  test("V139: a new group context extension that one member lacks is refused", () => {
    const custom = newExtensions([{ extensionType: CUSTOM, extensionData: new Uint8Array(0) }])
    const butOne = groupOf(5, (i) => (i === 4 ? {} : able))
    expect(
      refusal(
        rules.extensionsSupported,
        memberCommit([byValue(custom)], { tree: groupOf(5, () => able) }),
        memberCommit([byValue(custom)], { tree: butOne })
      )
    ).toBe("V139")
    expect(planned(memberCommit([byValue(custom), byValue(remove(4))], { tree: butOne }))).toBe("valid")
  })

  test("V175: new extensions are in force for the rest of the list", () => {
    const allAble = groupOf(5, () => able)
    const custom = byValue(newExtensions([{ extensionType: CUSTOM, extensionData: new Uint8Array(0) }]))
    expect(planned(memberCommit([byValue(add("x"))], { tree: allAble }))).toBe("valid")
    expect(planned(memberCommit([byValue(add("x")), custom], { tree: allAble }))).toBe("V105")
    expect(planned(memberCommit([byValue(add("x", able)), custom], { tree: allAble }))).toBe("valid")
  })

  test("V105: extensions in force before bind new leaves as well", () => {
    const allAble = groupOf(5, () => able)
    const groupContext = contextOf(allAble, [{ extensionType: CUSTOM, extensionData: new Uint8Array(0) }])
    expect(planned(memberCommit([byValue(add("x", able))], { tree: allAble, groupContext }))).toBe("valid")
    expect(planned(memberCommit([byValue(add("x"))], { tree: allAble, groupContext }))).toBe("V105")
    expect(planned(memberCommit([byReference(update("x"), 1)], { tree: allAble, groupContext }))).toBe("V105")
  })

  test("V092: a new leaf's credential type must be supported by every member", () => {
    const custom: Partial<LeafNode> = { credential: { _tag: "unknown", value: CUSTOM, data: new Uint8Array(1) }, ...able }
    const allAble = groupOf(5, () => able)
    const butOne = groupOf(5, (i) => (i === 2 ? {} : able))
    for (const enter of [byValue(add("x", custom)), byReference(update("x", custom), 1)]) {
      expect(refusal(rules.credentialsSupported, memberCommit([enter], { tree: allAble }), memberCommit([enter], { tree: butOne }))).toBe(
        "V092"
      )
      expect(planned(memberCommit([enter, byValue(remove(2))], { tree: butOne }))).toBe("valid")
    }
  })

  test("V092: a new leaf must support every credential type in use", () => {
    const custom: Partial<LeafNode> = { credential: { _tag: "unknown", value: CUSTOM, data: new Uint8Array(1) } }
    const mixed = groupOf(5, (i) => (i === 3 ? { ...able, ...custom } : able))
    const good = memberCommit([byValue(add("x", able))], { tree: mixed })
    expect(refusal(rules.credentialsSupported, good, memberCommit([byValue(add("x"))], { tree: mixed }))).toBe("V092")
    expect(planned(memberCommit([byValue(add("x")), byValue(remove(3))], { tree: mixed }))).toBe("valid")
  })
})
