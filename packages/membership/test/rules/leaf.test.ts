import type { LeafNode } from "@copath/wire"
import { describe, expect, test } from "vitest"
import { firstObjection, type LeafQuestion, type LeafRule, leafRules } from "../../src/index.ts"
import * as rules from "../../src/rules/leaf.ts"
import { keyFor, leafFor, NOW, SUITE } from "../kit/leaves.ts"
import { MAX_LIFETIME } from "../kit/scene.ts"
import { objected, refusalOf, without } from "../kit/verdict.ts"

const GREASE = 0x0a0a
const CUSTOM = 0xff00
const terms = {
  version: 1,
  suiteId: SUITE,
  required: { extensionTypes: [], proposalTypes: [], credentialTypes: [] },
  extensionTypes: [],
  extensions: []
}

const question = (leaf: LeafNode, over: Partial<LeafQuestion> = {}): LeafQuestion => ({
  leaf,
  place: "keyPackage",
  where: "the leaf",
  subject: 3,
  terms,
  now: NOW,
  maxLifetime: MAX_LIFETIME,
  hashSize: 32,
  ...over
})

const capable = (over: Partial<LeafNode["capabilities"]>): Partial<LeafNode> => ({
  capabilities: { ...leafFor("a").capabilities, ...over }
})
const extension = (extensionType: number) => ({ extensionType, extensionData: new Uint8Array(1) })
const validity = (notBefore: bigint, notAfter: bigint): Partial<LeafNode> => ({
  source: { _tag: "keyPackage", lifetime: { notBefore, notAfter } }
})

const refusal = (rule: LeafRule, good: LeafQuestion, bad: LeafQuestion): string =>
  refusalOf(
    objected(firstObjection(leafRules, good)),
    objected(firstObjection(leafRules, bad)),
    objected(firstObjection(without(leafRules, rule), bad))
  )

describe("a leaf by itself", () => {
  const good = question(leafFor("a"))

  test("an objection carries the rule, the place and a message for people", () => {
    const objection = firstObjection(leafRules, question(leafFor("a", { source: { _tag: "update" } })))
    expect(objection).toMatchObject({ _tag: "Invalid", rule: "V097", subject: 3 })
    expect(objection?.message).toBe("V097 at 3: the leaf has leaf_node_source update; it must be keyPackage")
  })

  test.each(["update", "commit"] as const)("V097: a key package's leaf with source %s is refused", (tag) => {
    const source = tag === "update" ? { _tag: tag } : { _tag: tag, parentHash: keyFor("hash") }
    expect(refusal(rules.keyPackageSource, good, question(leafFor("a", { source })))).toBe("V097")
  })

  test("V098: an Update's leaf with source key_package or commit is refused", () => {
    const right = question(leafFor("a", { source: { _tag: "update" } }), { place: "update" })
    expect(refusal(rules.updateSource, right, question(leafFor("a"), { place: "update" }))).toBe("V098")
    const committed = leafFor("a", { source: { _tag: "commit", parentHash: keyFor("hash") } })
    expect(refusal(rules.updateSource, right, question(committed, { place: "update" }))).toBe("V098")
  })

  test("V099: a path's leaf with source key_package or update is refused", () => {
    const right = question(leafFor("a", { source: { _tag: "commit", parentHash: keyFor("hash") } }), { place: "commit" })
    expect(refusal(rules.commitSource, right, question(leafFor("a"), { place: "commit" }))).toBe("V099")
    expect(refusal(rules.commitSource, right, question(leafFor("a", { source: { _tag: "update" } }), { place: "commit" }))).toBe("V099")
  })

  test("V100: in a tree any source is right, and its own fields are checked", () => {
    const inTree = (leaf: LeafNode): string => objected(firstObjection(leafRules, question(leaf, { place: "tree" })))
    expect(inTree(leafFor("a"))).toBe("valid")
    expect(inTree(leafFor("a", { source: { _tag: "update" } }))).toBe("valid")
    expect(inTree(leafFor("a", { source: { _tag: "commit", parentHash: new Uint8Array(32) } }))).toBe("valid")
    expect(inTree(leafFor("a", validity(5n, 4n)))).toBe("V111")
    expect(inTree(leafFor("a", { source: { _tag: "commit", parentHash: new Uint8Array(1) } }))).toBe("V116")
  })

  test("V110: capabilities without mls10 or without the suite are refused", () => {
    expect(refusal(rules.supportsVersionAndSuite, good, question(leafFor("a", capable({ versions: [2] }))))).toBe("V110")
    expect(refusal(rules.supportsVersionAndSuite, good, question(leafFor("a", capable({ cipherSuites: [2, 3] }))))).toBe("V110")
  })

  test("V093: a leaf that does not list its own credential type is refused", () => {
    expect(refusal(rules.supportsOwnCredential, good, question(leafFor("a", capable({ credentials: [2] }))))).toBe("V093")
  })

  test("V106: a leaf extension that is not listed is refused; listed, or a default type, it passes", () => {
    const listed = question(
      leafFor("a", { ...capable({ extensions: [CUSTOM, GREASE] }), extensions: [extension(CUSTOM), extension(GREASE), extension(1)] })
    )
    expect(refusal(rules.supportsOwnExtensions, listed, question(leafFor("a", { extensions: [extension(CUSTOM)] })))).toBe("V106")
    expect(refusal(rules.supportsOwnExtensions, listed, question(leafFor("a", { extensions: [extension(GREASE)] })))).toBe("V106")
  })

  test.each([2, 3, 4, 5, 0xf0c0, 0xf0c1])("V107: extension %i has no place in a leaf", (type) => {
    const listing = capable({ extensions: [0xf0c0, 0xf0c1, 0xf0c2] })
    expect(
      refusal(
        rules.leafExtensions,
        question(leafFor("a", { ...listing, extensions: [extension(1), extension(0xf0c2)] })),
        question(leafFor("a", { ...listing, extensions: [extension(type)] }))
      )
    ).toBe("V107")
  })

  test.each([1, CUSTOM])("V108: extension %i twice in a leaf is refused", (type) => {
    const listing = capable({ extensions: [CUSTOM] })
    expect(
      refusal(
        rules.leafExtensions,
        question(leafFor("a", { ...listing, extensions: [extension(type)] })),
        question(leafFor("a", { ...listing, extensions: [extension(type), extension(type)] }))
      )
    ).toBe("V108")
  })

  test("V109: a leaf that lists default types is tolerated", () => {
    const listing = capable({ extensions: [1, 2, 3, 4, 5], proposals: [1, 2, 3, 4, 5, 6, 7] })
    expect(objected(firstObjection(leafRules, question(leafFor("a", listing))))).toBe("valid")
  })

  test("V104: each kind of required capability is demanded; default types are taken as given", () => {
    const able = leafFor("a", capable({ extensions: [CUSTOM], proposals: [CUSTOM], credentials: [1, CUSTOM] }))
    const required = { extensionTypes: [CUSTOM, 5], proposalTypes: [CUSTOM, 7], credentialTypes: [CUSTOM] }
    const demanding = { terms: { ...terms, required } }
    for (const over of [{ extensions: [] }, { proposals: [] }, { credentials: [1] }]) {
      const lacking = { ...able, capabilities: { ...able.capabilities, ...over } }
      expect(refusal(rules.meetsRequirements, question(able, demanding), question(lacking, demanding))).toBe("V104")
    }
  })

  test("V105: an extension of the group context must be supported", () => {
    const demanding = { terms: { ...terms, extensionTypes: [CUSTOM] } }
    const able = question(leafFor("a", capable({ extensions: [CUSTOM] })), demanding)
    expect(refusal(rules.supportsGroupExtensions, able, question(leafFor("a"), demanding))).toBe("V105")
  })

  test("V111: a lifetime that ends before it begins is refused", () => {
    const atOnce = question(leafFor("a", validity(NOW, NOW)), { now: undefined })
    expect(refusal(rules.lifetimeInOrder, atOnce, question(leafFor("a", validity(NOW, NOW - 1n)), { now: undefined }))).toBe("V111")
  })

  test("V112: a lifetime longer than the maximum is refused", () => {
    const longest = question(leafFor("a", validity(NOW, NOW + MAX_LIFETIME)))
    expect(refusal(rules.lifetimeBounded, longest, question(leafFor("a", validity(NOW, NOW + MAX_LIFETIME + 1n))))).toBe("V112")
    expect(refusal(rules.lifetimeBounded, longest, question(leafFor("a", validity(0n, 2n ** 64n - 1n))))).toBe("V112")
  })

  test("V114: outside of its lifetime a leaf is refused, unless nobody says what time it is", () => {
    const day = validity(NOW, NOW + 86_400n)
    for (const [inside, outside] of [
      [NOW, NOW - 1n],
      [NOW + 86_400n, NOW + 86_401n]
    ] as const) {
      expect(
        refusal(rules.lifetimeRunning, question(leafFor("a", day), { now: inside }), question(leafFor("a", day), { now: outside }))
      ).toBe("V114")
    }
    expect(objected(firstObjection(leafRules, question(leafFor("a", day), { now: undefined })))).toBe("valid")
  })

  test("V115: lifetimes are compared with all 64 bits", () => {
    const far = 2n ** 63n
    const late = validity(far, far + 1n)
    expect(objected(firstObjection(leafRules, question(leafFor("a", late), { now: far })))).toBe("valid")
    expect(objected(firstObjection(leafRules, question(leafFor("a", late), { now: far + 2n })))).toBe("V114")
    const odd = 2n ** 53n + 1n
    expect(objected(firstObjection(leafRules, question(leafFor("a", validity(odd, odd)), { now: 2n ** 53n })))).toBe("V114")
  })

  test.each([1, 31, 33])("V116: a parent hash of %i bytes is refused", (length) => {
    const commit = (n: number): LeafQuestion =>
      question(leafFor("a", { source: { _tag: "commit", parentHash: new Uint8Array(n) } }), { place: "commit" })
    expect(refusal(rules.parentHashSized, commit(32), commit(length))).toBe("V116")
    expect(refusal(rules.parentHashSized, commit(0), commit(length))).toBe("V116")
  })
})
