import { text } from "@copath/codec"
import { type Extension, type ExtensionKind, type LeafNode, makeExtension, type ProposalKind, type Registry } from "@copath/wire"
import { describe, expect, test } from "vitest"
import type { PlanInput } from "../../src/index.ts"
import { meetsDemands } from "../../src/rules/leaf.ts"
import * as list from "../../src/rules/proposalList.ts"
import { demandsMet } from "../../src/rules/result.ts"
import { keyFor, keyPackageFor, leafFor } from "../kit/leaves.ts"
import {
  byReference,
  byValue,
  contextOf,
  externalCommit,
  externalInit,
  groupOf,
  memberCommit,
  newExtensions,
  pathFor,
  pathVerdict,
  planned,
  planWithout
} from "../kit/scene.ts"
import { refusalOf } from "../kit/verdict.ts"

const WORD = 0xff01
const LEAVE = 0xff02

/** In the group context a word that every leaf must hold. */
const word: ExtensionKind = {
  type: WORD,
  name: "word",
  places: ["groupContext", "leaf"],
  data: text,
  demands: (data, leaf) =>
    leaf.extensions.some((e) => e.extensionType === WORD && e.extensionData.join() === data.join()) ? undefined : "does not hold the word"
}
const leave: ProposalKind = {
  type: LEAVE,
  name: "leave",
  body: text,
  pathRequired: true,
  external: false,
  inExternalCommit: "byReference",
  byValue: false,
  publicOnly: true,
  removesSender: true
}
const registry: Registry = { proposals: [leave], extensions: [word], psks: [], credentials: [] }
const says = (w: string): Extension => makeExtension(WORD, text, w)
const holding = (...extensions: ReadonlyArray<Extension>): Partial<LeafNode> => ({
  capabilities: { ...leafFor("a").capabilities, extensions: [WORD], proposals: [LEAVE] },
  extensions
})
const refusal = (rule: unknown, good: PlanInput, bad: PlanInput): string =>
  refusalOf(planned(good), planned(bad), planned(bad, planWithout(rule)))

describe("what a registered extension asks of leaves", () => {
  const tree = groupOf(3, () => holding(says("a")))
  const input = (over: Partial<PlanInput>): PlanInput =>
    memberCommit(over.proposals ?? [], { tree, groupContext: contextOf(tree, [says("a")]), registry, ...over })
  const adding = (...extensions: ReadonlyArray<Extension>) =>
    input({ proposals: [byValue({ _tag: "add", keyPackage: keyPackageFor("x", { leafNode: leafFor("x", holding(...extensions)) }) })] })

  test("V104: a joiner, an Update and a path have it", () => {
    expect(planned(adding(says("a")))).toBe("valid")
    expect(planned(adding())).toBe("V104")
    expect(planned(adding(says("b")))).toBe("V104")
    const updating = (...extensions: ReadonlyArray<Extension>) => {
      const leafNode = leafFor("u", { source: { _tag: "update" }, ...holding(...extensions) })
      return planned(input({ proposals: [byReference({ _tag: "update", leafNode })] }))
    }
    expect([updating(says("a")), updating(says("b"))]).toEqual(["valid", "V104"])
    const path = (...extensions: ReadonlyArray<Extension>) =>
      pathVerdict({ ...pathFor(input({}), (right) => ({ ...right, extensions })), registry })
    expect([path(says("a")), path()]).toEqual(["valid", "V104"])
  })

  test("V104: it is the registered kind that asks, and without a word nothing is asked", () => {
    const terms = { version: 1, suiteId: 1, required: { extensionTypes: [], proposalTypes: [], credentialTypes: [] }, extensionTypes: [] }
    const asked = { leaf: leafFor("x"), registry, subject: 0, where: "the leaf" }
    expect(meetsDemands({ ...asked, terms: { ...terms, extensions: [says("a")] } })?.rule).toBe("V104")
    expect(meetsDemands({ ...asked, terms: { ...terms, extensions: [] } })).toBeUndefined()
    expect(meetsDemands({ ...asked, registry: undefined, terms: { ...terms, extensions: [says("a")] } })).toBeUndefined()
  })

  test("V138: all who stay have what a new one asks; the committer's path leaf is judged by itself", () => {
    const mixed = groupOf(3, (i) => holding(says(i === 2 ? "a" : "b")))
    const asking = (w: string, over: Partial<PlanInput> = {}) =>
      memberCommit([byValue(newExtensions([says(w)])), ...(over.proposals ?? [])], {
        tree: mixed,
        groupContext: contextOf(mixed, []),
        registry
      })
    const fine = memberCommit([byValue(newExtensions([]))], { tree: mixed, groupContext: contextOf(mixed, []), registry })
    expect(refusal(demandsMet, fine, asking("b"))).toBe("V138")
    expect(planned(asking("b", { proposals: [byValue({ _tag: "remove", removed: 2 })] }))).toBe("valid")
    // Unchanged, it was met by everybody before.
    const kept = memberCommit([byValue(newExtensions([says("b")]))], { tree: mixed, groupContext: contextOf(mixed, [says("b")]), registry })
    expect(planned(kept)).toBe("valid")
  })

  test("V156, V008: its data decodes, in the group context and in a leaf", () => {
    const broken = { extensionType: WORD, extensionData: Uint8Array.of(1, 0xff) }
    expect(planned(input({ proposals: [byValue(newExtensions([broken]))] }))).toBe("V156")
    expect(planned(adding(broken))).toBe("V008")
  })
})

describe("registered kinds in an external commit", () => {
  const tree = groupOf(3, () => holding())
  const leaving = byReference({ _tag: "custom", proposalType: LEAVE, body: Uint8Array.of(0) }, 1)
  const input = (...proposals: ReadonlyArray<typeof leaving>) =>
    externalCommit([externalInit, ...proposals], { tree, groupContext: contextOf(tree), registry })

  test("V163: one reference stands once, and V166: one leaf leaves once", () => {
    const again = { ...leaving, reference: keyFor("another message") }
    expect(planned(input(leaving, leaving))).toBe("V163")
    expect(refusal(list.oneChangePerLeaf, input(leaving), input(leaving, again))).toBe("V166")
  })
})
