import type { Proposal } from "@copath/wire"
import { describe, expect, test } from "vitest"
import { MAX_PROPOSALS, memberCommitRules, pathRequired, type PlanInput, rfc9420TreeRules } from "../../src/index.ts"
import * as rules from "../../src/rules/memberCommit.ts"
import * as list from "../../src/rules/proposalList.ts"
import { keyFor, keyPackageFor, leafFor } from "../kit/leaves.ts"
import { byReference, byValue, groupOf, memberCommit, newExtensions, planned, planWithout, psk, remove, update } from "../kit/scene.ts"
import { firstObjection } from "../../src/index.ts"
import { objected, refusalOf } from "../kit/verdict.ts"

const refusal = (rule: list.ListRule, good: PlanInput, bad: PlanInput): string =>
  refusalOf(planned(good), planned(bad), planned(bad, planWithout(rule)))
const add = (name: string, over: Parameters<typeof keyPackageFor>[1] = {}): Proposal => ({
  _tag: "add",
  keyPackage: keyPackageFor(name, over)
})
const reInit: Proposal = { _tag: "reInit", groupId: keyFor("next"), version: 1, cipherSuite: 1, extensions: [] }
const externalInit: Proposal = { _tag: "externalInit", kemOutput: keyFor("kem") }

describe("the list of a member's commit", () => {
  test("V180, V276: a list longer than the limit is refused", () => {
    const many = Array.from({ length: MAX_PROPOSALS + 1 }, (_, i) => byValue(psk("same", new Uint8Array([i >> 16, i >> 8, i]))))
    const judge = (n: number): string => objected(firstObjection([list.listBounded], memberCommit(many.slice(0, n))))
    expect([judge(MAX_PROPOSALS), judge(MAX_PROPOSALS + 1)]).toEqual(["valid", "V180"])
    expect(planned(memberCommit(many))).toBe("V180")
  })

  test("V163: one reference twice is refused", () => {
    const one = byReference(psk("p"))
    expect(refusal(list.referencesOnce, memberCommit([one]), memberCommit([one, one]))).toBe("V163")
    const joiner = byReference(add("x"))
    expect(refusal(list.referencesOnce, memberCommit([joiner]), memberCommit([joiner, joiner]))).toBe("V163")
  })

  test("V163: one proposal by reference and by value is refused by the rule of its kind", () => {
    expect(planned(memberCommit([byReference(add("x")), byValue(add("x"))]))).toBe("V168")
    expect(planned(memberCommit([byReference(psk("p")), byValue(psk("p"))]))).toBe("V170")
    expect(planned(memberCommit([byReference(remove(1)), byValue(remove(1))]))).toBe("V166")
  })

  test("V179: the Removes of a list leave somebody", () => {
    const all = [0, 1, 2, 3, 4].map((leaf) => byValue(remove(leaf)))
    expect(refusal(rules.somebodyStays, memberCommit(all.slice(1)), memberCommit(all))).toBe("V179")
  })

  test("V149: an Update by value is refused", () => {
    expect(refusal(rules.noUpdateByValue, memberCommit([byReference(update("x"), 1)]), memberCommit([byValue(update("x"))]))).toBe("V149")
    expect(
      refusal(
        rules.noUpdateByValue,
        memberCommit([byReference(update("x"), 1)]),
        memberCommit([byValue(update("x"), { _tag: "member", leafIndex: 1 })])
      )
    ).toBe("V149")
  })

  test("V164: the committer's own Update by reference is refused", () => {
    expect(refusal(rules.noOwnUpdate, memberCommit([byReference(update("x"), 1)]), memberCommit([byReference(update("x"), 0)]))).toBe(
      "V164"
    )
  })

  test("V165, V215: a Remove of the committer is refused, whoever proposed it", () => {
    for (const own of [
      byValue(remove(0)),
      byReference(remove(0), 0),
      byReference(remove(0), 3),
      byReference(remove(0), { _tag: "external", senderIndex: 0 })
    ]) {
      expect(refusal(rules.noOwnRemove, memberCommit([{ ...own, proposal: remove(1) }]), memberCommit([own]))).toBe("V165")
    }
  })

  test("V166: two changes to one leaf are refused", () => {
    const good = memberCommit([byValue(remove(1)), byReference(update("x"), 2)])
    for (const pair of [
      [byValue(remove(1)), byValue(remove(1))],
      [byValue(remove(1)), byReference(remove(1), 2)],
      [byReference(update("x"), 1), byReference(update("y"), 1)],
      [byReference(update("x"), 1), byValue(remove(1))],
      [byReference(remove(1), 3), byReference(update("x"), 1)]
    ]) {
      expect(refusal(list.oneChangePerLeaf, good, memberCommit(pair))).toBe("V166")
    }
  })

  test("V168: two Adds of one client are refused", () => {
    const again = keyPackageFor("y", { leafNode: leafFor("y", { signatureKey: leafFor("x").signatureKey }) })
    expect(
      refusal(
        list.oneAddPerClient,
        memberCommit([byValue(add("x")), byValue(add("y"))]),
        memberCommit([byValue(add("x")), byReference({ _tag: "add", keyPackage: again })])
      )
    ).toBe("V168")
  })

  test("V128: two Adds with one init key are refused", () => {
    const twin = add("y", { initKey: keyPackageFor("x").initKey })
    expect(
      refusal(list.initKeysDiffer, memberCommit([byValue(add("x")), byValue(add("y"))]), memberCommit([byValue(add("x")), byValue(twin)]))
    ).toBe("V128")
  })

  test("V103: two new leaves with one encryption key are refused", () => {
    const good = memberCommit([byValue(add("x")), byReference(update("y"), 1)])
    const twinAdd = add("y", { leafNode: leafFor("y", { encryptionKey: leafFor("x").encryptionKey }) })
    const twinUpdate = update("y", { encryptionKey: leafFor("x").encryptionKey })
    for (const bad of [
      [byValue(add("x")), byValue(twinAdd)],
      [byValue(add("x")), byReference(twinUpdate, 1)],
      [byReference(update("x"), 2), byReference(twinUpdate, 1)]
    ]) {
      expect(planned(good)).toBe("valid")
      expect(planned(memberCommit(bad))).toBe("V103")
      // The resulting tree tells the same; the rule of the list only keeps a long one cheap.
      expect(planned(memberCommit(bad), planWithout(list.newLeafKeysDiffer))).toBe("V103")
    }
  })

  test("V102: two Updates to one signature key are refused", () => {
    const twins = [byReference(update("x"), 1), byReference(update("y", { signatureKey: leafFor("x").signatureKey }), 2)]
    expect(planned(memberCommit([byReference(update("x"), 1), byReference(update("y"), 2)]))).toBe("valid")
    expect(planned(memberCommit(twins))).toBe("V102")
    expect(planned(memberCommit(twins), planWithout(list.newSignatureKeysDiffer))).toBe("V102")
  })

  test("V170: one PreSharedKeyID twice is refused; other nonces make other ids", () => {
    const good = memberCommit([byValue(psk("p")), byValue(psk("p", keyFor("another nonce")))])
    expect(refusal(list.pskIdsOnce, good, memberCommit([byValue(psk("p")), byValue(psk("p"))]))).toBe("V170")
    expect(refusal(list.pskIdsOnce, good, memberCommit([byValue(psk("p")), byReference(psk("p"))]))).toBe("V170")
  })

  test("V171: two GroupContextExtensions are refused, equal or not", () => {
    const one = byValue(newExtensions([]))
    expect(refusal(list.oneExtensionsList, memberCommit([one]), memberCommit([one, one]))).toBe("V171")
    expect(
      refusal(
        list.oneExtensionsList,
        memberCommit([one]),
        memberCommit([one, byValue(newExtensions([{ extensionType: 3, extensionData: new Uint8Array(3) }]))])
      )
    ).toBe("V171")
  })

  test("V172: a ReInit beside anything else is refused", () => {
    const good = memberCommit([byValue(reInit)])
    for (const other of [byValue(add("x")), byValue(psk("p")), byValue(reInit)]) {
      expect(refusal(rules.reInitAlone, good, memberCommit([byValue(reInit), other]))).toBe("V172")
      expect(refusal(rules.reInitAlone, good, memberCommit([other, byValue(reInit)]))).toBe("V172")
    }
  })

  test("V155, V173: an ExternalInit is refused", () => {
    expect(refusal(rules.noExternalInit, memberCommit([byValue(psk("p"))]), memberCommit([byValue(psk("p")), byValue(externalInit)]))).toBe(
      "V173"
    )
    expect(refusal(rules.noExternalInit, memberCommit([byValue(psk("p"))]), memberCommit([byReference(externalInit)]))).toBe("V173")
  })

  test("V193: a commit without a path is refused where its list demands one", () => {
    for (const demanding of [
      [],
      [byReference(update("x"), 1)],
      [byValue(remove(1))],
      [byValue(newExtensions([]))],
      [byValue(add("x")), byValue(remove(1))]
    ]) {
      expect(refusal(rules.pathPresent, memberCommit(demanding), memberCommit(demanding, { hasPath: false }))).toBe("V193")
    }
  })

  test("V194: Adds, PSKs and a ReInit do without a path", () => {
    for (const free of [[byValue(add("x"))], [byValue(psk("p"))], [byValue(reInit)], [byValue(add("x")), byReference(psk("p"))]]) {
      expect(planned(memberCommit(free, { hasPath: false }))).toBe("valid")
    }
  })

  test("V193: the tree rules of another key agreement may demand a path for Adds", () => {
    const strict = { ...rfc9420TreeRules, pathFor: new Set(["add", "remove", "update"] as const) }
    const lax = { ...rfc9420TreeRules, pathFor: new Set([] as const) }
    expect(planned(memberCommit([byValue(add("x"))], { hasPath: false, rules: strict }))).toBe("V193")
    expect(planned(memberCommit([byValue(remove(1))], { hasPath: false, rules: lax }))).toBe("valid")
    expect(pathRequired([byValue(add("x"))], strict)).toBe(true)
    expect(pathRequired([], lax)).toBe(true)
  })

  test("a group of one commits nothing at all, with a path", () => {
    expect(planned(memberCommit([], { tree: groupOf(1) }))).toBe("valid")
  })

  test("the rules of a list can be counted", () => {
    expect(new Set(memberCommitRules).size).toBe(17)
  })
})
