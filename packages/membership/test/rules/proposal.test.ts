import { encode } from "@copath/codec"
import { externalSenders } from "@copath/wire"
import type { Extension, Proposal } from "@copath/wire"
import { describe, expect, test } from "vitest"
import type { PlanInput } from "../../src/index.ts"
import * as rules from "../../src/rules/proposal.ts"
import { keyFor, keyPackageFor, leafFor } from "../kit/leaves.ts"
import {
  byReference,
  byValue,
  externalCommit,
  memberCommit,
  newExtensions,
  planned,
  planWithout,
  psk,
  remove,
  update
} from "../kit/scene.ts"
import { refusalOf } from "../kit/verdict.ts"

const refusal = (rule: rules.ProposalRule, good: PlanInput, bad: PlanInput): string =>
  refusalOf(planned(good), planned(bad), planned(bad, planWithout(rule)))
const add = (name: string): Proposal => ({ _tag: "add", keyPackage: keyPackageFor(name) })
const reInit = (over: Partial<Extract<Proposal, { _tag: "reInit" }>> = {}): Proposal => ({
  _tag: "reInit",
  groupId: keyFor("next group"),
  version: 1,
  cipherSuite: 1,
  extensions: [],
  ...over
})
const extension = (extensionType: number): Extension => ({ extensionType, extensionData: new Uint8Array(0) })

describe("each proposal by itself", () => {
  test("V157: senders from outside propose only what they may", () => {
    const outside = { _tag: "external", senderIndex: 0 } as const
    const newcomer = { _tag: "newMemberProposal" } as const
    for (const allowed of [add("x"), remove(1), psk("p"), newExtensions([])]) {
      expect(planned(memberCommit([byReference(allowed, outside)]))).toBe("valid")
    }
    expect(
      refusal(rules.senderMaySend, memberCommit([byReference(add("x"), newcomer)]), memberCommit([byReference(remove(1), newcomer)]))
    ).toBe("V157")
    expect(
      refusal(rules.senderMaySend, memberCommit([byReference(update("x"), 1)]), memberCommit([byReference(update("x"), outside)]))
    ).toBe("V157")
  })

  test("V147, V161: one bad key package among twenty good ones, first and last", () => {
    const good = Array.from({ length: 20 }, (_, i) => byValue(add(`x${i}`)))
    const bad = byValue({ _tag: "add", keyPackage: keyPackageFor("bad", { initKey: leafFor("bad").encryptionKey }) })
    expect(refusal(rules.addIsValid, memberCommit(good), memberCommit([bad, ...good]))).toBe("V123")
    expect(refusal(rules.addIsValid, memberCommit(good), memberCommit([...good, bad]))).toBe("V123")
    for (const sender of [1, { _tag: "external", senderIndex: 0 }, { _tag: "newMemberProposal" }] as const) {
      expect(
        refusal(rules.addIsValid, memberCommit([byReference(add("x"), sender)]), memberCommit([byReference(bad.proposal, sender)]))
      ).toBe("V123")
    }
  })

  test("V148: an Update whose sender is no member is refused", () => {
    expect(refusal(rules.updateFromMember, memberCommit([byReference(update("x"), 4)]), memberCommit([byReference(update("x"), 5)]))).toBe(
      "V148"
    )
  })

  test("V148, V098: an Update's leaf is judged as such", () => {
    const asPackage = update("x", { source: leafFor("x").source })
    expect(refusal(rules.updateIsValid, memberCommit([byReference(update("x"))]), memberCommit([byReference(asPackage)]))).toBe("V098")
  })

  test("V101: an Update that keeps its encryption key is refused", () => {
    const stale = update("x", { encryptionKey: leafFor("m1").encryptionKey })
    expect(refusal(rules.updateIsFresh, memberCommit([byReference(update("x"), 1)]), memberCommit([byReference(stale, 1)]))).toBe("V101")
  })

  test.each([5, 7, 8, 9, 2 ** 31, 2 ** 32 - 1])("V150: a Remove of leaf %i, where nobody is, is refused", (leaf) => {
    expect(planned(memberCommit([byValue(remove(4))]))).toBe("valid")
    expect(planned(memberCommit([byValue(remove(leaf))]))).toBe("V150")
  })

  test.each([0, 31, 33])("V151, V274: a PSK nonce of %i bytes is refused", (length) => {
    const bad = memberCommit([byValue(psk("p", new Uint8Array(length)))])
    expect(refusal(rules.pskNonceSized, memberCommit([byValue(psk("p"))]), bad)).toBe("V151")
  })

  test("V152, V288: a resumption PSK for another operation is refused", () => {
    const resumption = (usage: 1 | 2 | 3): Proposal => ({
      _tag: "psk",
      psk: { _tag: "resumption", usage, pskGroupId: keyFor("old"), pskEpoch: 1n, pskNonce: keyFor("nonce") }
    })
    for (const [usage, operation] of [
      [2, "reInit"],
      [3, "branch"]
    ] as const) {
      const input = (u: 1 | 2 | 3, over: Partial<PlanInput> = {}): PlanInput => memberCommit([byValue(resumption(u))], over)
      expect(refusal(rules.pskUsageFits, input(1), input(usage))).toBe("V152")
      expect(refusal(rules.pskUsageFits, memberCommit([byReference(resumption(1))]), memberCommit([byReference(resumption(usage))]))).toBe(
        "V152"
      )
      expect(planned(input(usage, { resumption: operation }))).toBe("valid")
      expect(planned(input(usage, { resumption: operation === "branch" ? "reInit" : "branch" }))).toBe("V152")
    }
  })

  test("V153: a ReInit to a lower version is refused", () => {
    expect(refusal(rules.reInitNotOlder, memberCommit([byValue(reInit())]), memberCommit([byValue(reInit({ version: 0 }))]))).toBe("V153")
  })

  test("a ReInit may keep the group's id", () => {
    expect(planned(memberCommit([byValue(reInit({ groupId: keyFor("group") }))]))).toBe("valid")
  })

  test.each([0, 0x0a0a, 0xffff])("V154, V038: a ReInit to suite %i, which we do not know, is refused", (cipherSuite) => {
    const suites = new Set([1, 2, 3])
    const to = (suite: number): PlanInput => memberCommit([byValue(reInit({ cipherSuite: suite }))], { suites })
    expect(refusal(rules.reInitSuiteKnown, to(2), to(cipherSuite))).toBe("V154")
  })

  test.each([
    ["V107", [extension(2)]],
    ["V108", [extension(0xff00), extension(0xff00)]],
    ["V156", [{ extensionType: 3, extensionData: new Uint8Array([7]) }]]
  ] as const)("V154, %s: a ReInit whose extensions could not start a group is refused", (id, extensions) => {
    expect(
      refusal(
        rules.reInitExtensions,
        memberCommit([byValue(reInit({ extensions: [extension(0xff00)] }))]),
        memberCommit([byValue(reInit({ extensions }))])
      )
    ).toBe(id)
  })

  test.each([1, 2, 4, 0xf0c2])("V107: extension %i has no place in the group context", (type) => {
    const good = memberCommit([byValue(newExtensions([]))])
    expect(refusal(rules.newExtensions, good, memberCommit([byValue(newExtensions([extension(type)]))]))).toBe("V107")
  })

  test("V156, V108: an extension type twice in the group context is refused", () => {
    const required = { extensionType: 3, extensionData: new Uint8Array([0, 0, 0]) }
    const good = memberCommit([byValue(newExtensions([required]))])
    expect(refusal(rules.newExtensions, good, memberCommit([byValue(newExtensions([required, required]))]))).toBe("V108")
  })

  test("V156, V008: known extensions that do not decode whole are refused", () => {
    const senders = encode(externalSenders, [{ signatureKey: keyFor("s"), credential: leafFor("s").credential }])
    const good = memberCommit([byValue(newExtensions([{ extensionType: 5, extensionData: senders }]))])
    const trailing = { extensionType: 5, extensionData: new Uint8Array([...senders, 0]) }
    expect(refusal(rules.newExtensions, good, memberCommit([byValue(newExtensions([trailing]))]))).toBe("V156")
    expect(planned(memberCommit([byValue(newExtensions([{ extensionType: 3, extensionData: new Uint8Array([0, 0, 0, 0]) }]))]))).toBe(
      "V156"
    )
    expect(planned(memberCommit([byValue(newExtensions([{ extensionType: 5, extensionData: new Uint8Array([0]) }]))]))).toBe("valid")
  })

  test("an external commit's proposals are judged one by one as well", () => {
    const init = {
      proposal: { _tag: "externalInit", kemOutput: keyFor("kem") },
      sender: { _tag: "newMemberCommit" },
      reference: undefined
    } as const
    const joiner = (proposal: Proposal) => byValue(proposal, { _tag: "newMemberCommit" })
    expect(refusal(rules.removesMember, externalCommit([init, joiner(remove(4))]), externalCommit([init, joiner(remove(5))]))).toBe("V150")
    expect(
      refusal(rules.pskNonceSized, externalCommit([init, joiner(psk("p"))]), externalCommit([init, joiner(psk("p", new Uint8Array(3)))]))
    ).toBe("V151")
  })
})
