import { describe, expect, test } from "vitest"
import type { PlanInput } from "../../src/index.ts"
import * as rules from "../../src/rules/externalCommit.ts"
import * as list from "../../src/rules/proposalList.ts"
import { keyFor, keyPackageFor, leafFor } from "../kit/leaves.ts"
import {
  byJoiner,
  byReference,
  externalCommit,
  externalInit,
  groupOf,
  newExtensions,
  pathFor,
  pathVerdict,
  planned,
  planOf,
  planWithout,
  psk,
  remove,
  update
} from "../kit/scene.ts"
import { refusalOf } from "../kit/verdict.ts"

const refusal = (rule: list.ListRule, good: PlanInput, bad: PlanInput): string =>
  refusalOf(planned(good), planned(bad), planned(bad, planWithout(rule)))

describe("the list of an external commit", () => {
  const good = externalCommit([externalInit])

  test("V182: none or two ExternalInits are refused", () => {
    expect(refusal(rules.oneExternalInit, good, externalCommit([]))).toBe("V182")
    expect(refusal(rules.oneExternalInit, good, externalCommit([externalInit, externalInit]))).toBe("V182")
  })

  test("V183: two Removes are refused", () => {
    const resync = externalCommit([externalInit, byJoiner(remove(1))])
    expect(refusal(list.oneRemove, resync, externalCommit([externalInit, byJoiner(remove(1)), byJoiner(remove(2))]))).toBe("V183")
  })

  test.each([
    ["add", { _tag: "add", keyPackage: keyPackageFor("x") }],
    ["update", update("x")],
    ["groupContextExtensions", newExtensions([])],
    ["reInit", { _tag: "reInit", groupId: keyFor("next"), version: 1, cipherSuite: 1, extensions: [] }]
  ] as const)("V185: a proposal of type %s is refused", (_, proposal) => {
    expect(refusal(rules.onlyJoinersProposals, good, externalCommit([externalInit, byJoiner(proposal)]))).toBe("V185")
  })

  test("V186: a proposal by reference is refused", () => {
    const byValueTwin = externalCommit([externalInit, byJoiner(psk("p"))])
    expect(refusal(rules.nothingByReference, byValueTwin, externalCommit([externalInit, byReference(psk("p"))]))).toBe("V186")
  })

  test("V187: no path is refused", () => {
    expect(refusal(rules.joinerHasPath, good, externalCommit([externalInit], { hasPath: false }))).toBe("V187")
  })

  test("V170: one PreSharedKeyID twice is refused", () => {
    const one = byJoiner(psk("p"))
    expect(refusal(list.pskIdsOnce, externalCommit([externalInit, one]), externalCommit([externalInit, one, one]))).toBe("V170")
  })

  test("the order of the list does not matter", () => {
    expect(planned(externalCommit([byJoiner(psk("p")), byJoiner(remove(2)), externalInit]))).toBe("valid")
  })
})

describe("where an external committer goes (V189)", () => {
  test("to the leftmost blank leaf", () => {
    const { change, externalInit: kem, tree } = planOf(externalCommit([externalInit]))
    expect([change.committer, tree.leafCount, kem]).toEqual([5, 8, keyFor("kem output")])
  })

  test("beyond the right edge of a full tree, which is extended", () => {
    const { change, tree } = planOf(externalCommit([externalInit], { tree: groupOf(4) }))
    expect([change.committer, tree.leafCount, tree.memberCount]).toEqual([4, 8, 4])
  })

  test("to its own old leaf on a resync", () => {
    const { change, replaced } = planOf(externalCommit([externalInit, byJoiner(remove(0))]))
    expect(change).toEqual({ added: [], removed: [0], updated: [], committer: 0 })
    expect(replaced?.signatureKey).toEqual(leafFor("m0").signatureKey)
  })

  test("into a tree that shrank first when it was the last leaf", () => {
    const { change, tree } = planOf(externalCommit([externalInit, byJoiner(remove(4))]))
    expect([change.committer, tree.leafCount]).toEqual([4, 8])
    const small = planOf(externalCommit([externalInit, byJoiner(remove(2))], { tree: groupOf(3) }))
    expect([small.change.committer, small.tree.leafCount]).toEqual([2, 4])
  })
})

describe("an external committer's path (V190)", () => {
  test("a join and a resync are accepted", () => {
    expect(pathVerdict(pathFor(externalCommit([externalInit])))).toBe("valid")
    expect(pathVerdict(pathFor(externalCommit([externalInit, byJoiner(remove(2))])))).toBe("valid")
  })

  test("V184: a resync that keeps the removed leaf's encryption key is refused", () => {
    const resync = externalCommit([externalInit, byJoiner(remove(2))])
    expect(pathVerdict(pathFor(resync, (leaf) => ({ ...leaf, encryptionKey: leafFor("m2").encryptionKey })))).toBe("V184")
  })

  test("V102: the signature key of a member that stays is refused; on a resync one's own may stay", () => {
    expect(pathVerdict(pathFor(externalCommit([externalInit]), (leaf) => ({ ...leaf, signatureKey: leafFor("m1").signatureKey })))).toBe(
      "V102"
    )
    const resync = externalCommit([externalInit, byJoiner(remove(2))])
    expect(pathVerdict(pathFor(resync, (leaf) => ({ ...leaf, signatureKey: leafFor("m2").signatureKey })))).toBe("valid")
    expect(pathVerdict(pathFor(resync, (leaf) => ({ ...leaf, signatureKey: leafFor("m1").signatureKey })))).toBe("V102")
  })
})
