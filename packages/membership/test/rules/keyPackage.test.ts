import type { KeyPackage, LeafNode } from "@copath/wire"
import * as Result from "effect/Result"
import { describe, expect, test } from "vitest"
import { checkKeyPackage, type KeyPackageInput, type KeyPackageRule, keyPackageRules } from "../../src/index.ts"
import * as rules from "../../src/rules/keyPackage.ts"
import { keyFor, keyPackageFor, leafFor, NOW, SUITE } from "../kit/leaves.ts"
import { MAX_LIFETIME } from "../kit/scene.ts"
import { refusalOf, verdict, without } from "../kit/verdict.ts"

const input = (keyPackage: KeyPackage): KeyPackageInput => ({
  keyPackage,
  version: 1,
  suiteId: SUITE,
  extensions: [],
  hashSize: 32,
  now: NOW,
  maxLifetime: MAX_LIFETIME
})
const extension = (extensionType: number) => ({ extensionType, extensionData: new Uint8Array(0) })
const listing = (...extensions: ReadonlyArray<number>): LeafNode =>
  leafFor("a", { capabilities: { ...leafFor("a").capabilities, extensions } })

const refusal = (rule: KeyPackageRule, good: KeyPackage, bad: KeyPackage): string =>
  refusalOf(
    verdict(checkKeyPackage(input(good))),
    verdict(checkKeyPackage(input(bad))),
    verdict(checkKeyPackage(input(bad), without(keyPackageRules, rule)))
  )

describe("a key package", () => {
  const good = keyPackageFor("a")

  test("V121: another version or suite than the group's is refused", () => {
    expect(refusal(rules.sameVersionAndSuite, good, keyPackageFor("a", { version: 2 }))).toBe("V121")
    expect(refusal(rules.sameVersionAndSuite, good, keyPackageFor("a", { cipherSuite: 2 }))).toBe("V121")
  })

  test("V123: one key as init key and leaf key is refused", () => {
    expect(refusal(rules.initKeyApart, good, keyPackageFor("a", { initKey: leafFor("a").encryptionKey }))).toBe("V123")
  })

  test("V125: its leaf is judged as a key package's leaf", () => {
    expect(refusal(rules.packageLeaf, good, keyPackageFor("a", { leafNode: leafFor("a", { source: { _tag: "update" } }) }))).toBe("V097")
    const expired = leafFor("a", { source: { _tag: "keyPackage", lifetime: { notBefore: 0n, notAfter: 1n } } })
    expect(refusal(rules.packageLeaf, good, keyPackageFor("a", { leafNode: expired }))).toBe("V114")
  })

  test("V126: an extension that its leaf does not list is refused; a listed one passes, GREASE too", () => {
    const listed = keyPackageFor("a", { leafNode: listing(0x0a0a, 0xff00), extensions: [extension(0x0a0a), extension(0xff00)] })
    expect(
      refusal(rules.packageExtensionsListed, listed, keyPackageFor("a", { leafNode: listing(0x0a0a), extensions: [extension(0xff00)] }))
    ).toBe("V126")
  })

  test.each([1, 2, 3, 4, 5, 0xf0c0, 0xf0c1, 0xf0c2])("V107: extension %i has no place in a key package", (type) => {
    const leafNode = listing(0xf0c0, 0xf0c1, 0xf0c2, 0xff00)
    expect(
      refusal(
        rules.packageExtensions,
        keyPackageFor("a", { leafNode, extensions: [extension(0xff00)] }),
        keyPackageFor("a", { leafNode, extensions: [extension(type)] })
      )
    ).toBe("V107")
  })

  test("V108: an extension type twice is refused", () => {
    const leafNode = listing(0xff00)
    expect(
      refusal(
        rules.packageExtensions,
        keyPackageFor("a", { leafNode, extensions: [extension(0xff00)] }),
        keyPackageFor("a", { leafNode, extensions: [extension(0xff00), extension(0xff00)] })
      )
    ).toBe("V108")
  })

  test("V104, V105: the group's demands reach the leaf", () => {
    const required = { extensionType: 3, extensionData: new Uint8Array([2, 0xff, 0, 0, 0]) }
    expect(verdict(checkKeyPackage({ ...input(good), extensions: [required] }))).toBe("V104")
    expect(verdict(checkKeyPackage({ ...input(keyPackageFor("a", { leafNode: listing(0xff00) })), extensions: [required] }))).toBe("valid")
    expect(verdict(checkKeyPackage({ ...input(good), extensions: [extension(0xff00)] }))).toBe("V105")
  })

  test("V026, V027, V086, V095, V122, V124: what cannot be judged here comes back as obligations", () => {
    const obligations = Result.getOrThrow(checkKeyPackage(input(good)))
    expect(obligations).toEqual([
      { _tag: "keyPackageSignature", keyPackage: good, index: 0 },
      { _tag: "publicKey", kind: "hpke", key: keyFor("a init"), rule: "V124" },
      { _tag: "publicKey", kind: "hpke", key: keyFor("a hpke"), rule: "V026" },
      { _tag: "publicKey", kind: "signature", key: keyFor("a signature"), rule: "V027" },
      { _tag: "leafSignature", leaf: good.leafNode, leafIndex: 0 },
      {
        _tag: "credential",
        role: "joiner",
        credential: good.leafNode.credential,
        signatureKey: good.leafNode.signatureKey,
        previous: undefined
      },
      { _tag: "note", leafIndex: 0, leaf: good.leafNode, previous: undefined }
    ])
  })
})
