import { encryptWithLabel, noBytes, Secret, signWithLabel } from "@copath/contracts"
import { nobleSuite, seededEntropy } from "@copath/crypto-noble"
import { Entropy } from "@copath/contracts"
import { leafKey, makeKeyPackage } from "@copath/group"
import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import {
  componentLabel,
  greaseComponent,
  isGreaseComponent,
  safeDecryptWithLabel,
  safeEncryptWithLabel,
  safeSignWithLabel,
  safeVerifyWithLabel
} from "../../src/index.ts"
import { at, committed, groupOf, identityOf, services, utf8 } from "../story.ts"

const suite = nobleSuite(1)
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex")

describe("components' operations", () => {
  it("a label is the base label, the component and its own label, each as the draft has it", () => {
    expect(hex(componentLabel(0x8001, "x"))).toBe(`0d${hex(utf8("MLS Component"))}800101${hex(utf8("x"))}`)
  })

  it.effect("what is sealed to a leaf opens for its owner, for the same component, label and context alone", () =>
    Effect.gen(function* () {
      const { secret: random } = yield* Entropy
      const group = yield* groupOf(["alice", "bob"])
      const to = at(group, "alice").tree.leafAt(at(group, "bob").me)?.encryptionKey ?? noBytes
      const purpose = { component: 0x8001, label: "hint", context: utf8("room 1") }
      const sealed = safeEncryptWithLabel(suite, to, purpose, utf8("below the mat"), random)
      const mine = yield* leafKey(at(group, "bob"))
      if (sealed === undefined || mine === undefined) throw new Error("nothing was sealed")
      const open = (change: Partial<typeof purpose>) => safeDecryptWithLabel(suite, mine, { ...purpose, ...change }, sealed)
      expect(open({})).toEqual(utf8("below the mat"))
      expect(open({ component: 0x8002 })).toBeUndefined()
      expect(open({ label: "hin" })).toBeUndefined()
      expect(open({ context: noBytes })).toBeUndefined()
      const theirs = yield* leafKey(at(group, "alice"))
      expect(theirs === undefined ? theirs : safeDecryptWithLabel(suite, theirs, purpose, sealed)).toBeUndefined()
      // MLS's own use of the key, with the same words, is another one.
      const plain = encryptWithLabel(suite, to, "hint", purpose.context, utf8("x"), random)
      expect(plain === undefined ? plain : safeDecryptWithLabel(suite, mine, purpose, plain)).toBeUndefined()
    }).pipe(Effect.provide(services()))
  )

  it.effect("a leaf's key is the one that the tree shows, in every epoch", () =>
    Effect.gen(function* () {
      let group = yield* groupOf(["alice", "bob"])
      for (const committer of ["alice", "bob", "alice"]) {
        group = yield* committed(group, committer)
        for (const state of group.values()) {
          expect((yield* leafKey(state))?.publicKey).toEqual(state.tree.leafAt(state.me)?.encryptionKey)
        }
      }
    }).pipe(Effect.provide(services()))
  )

  it.effect("init keys serve as well", () =>
    Effect.gen(function* () {
      const { secret: random } = yield* Entropy
      const made = yield* makeKeyPackage(yield* identityOf("alice"))
      const purpose = { component: 1, label: "a", context: noBytes }
      const sealed = safeEncryptWithLabel(suite, made.keyPackage.initKey, purpose, utf8("hi"), random)
      expect(sealed === undefined ? sealed : safeDecryptWithLabel(suite, made.secrets.initKey, purpose, sealed)).toEqual(utf8("hi"))
      expect(safeEncryptWithLabel(suite, new Uint8Array(31), purpose, utf8("hi"), random)).toBeUndefined()
    }).pipe(Effect.provide(services()))
  )

  it("a signature holds for its component, label and content alone", () => {
    const key = suite.signature.derive(new Secret(new Uint8Array(32).fill(7)))
    const signature = safeSignWithLabel(suite, key, 0x8001, "vote", utf8("yes"))
    const verify = (component: number, label: string, content: string) =>
      safeVerifyWithLabel(suite, key.publicKey, component, label, utf8(content), signature)
    expect(verify(0x8001, "vote", "yes")).toBe(true)
    expect(verify(0x8002, "vote", "yes")).toBe(false)
    expect(verify(0x8001, "veto", "yes")).toBe(false)
    expect(verify(0x8001, "vote", "no")).toBe(false)
    const bare = signWithLabel(suite, key, "vote", utf8("yes"))
    expect(safeVerifyWithLabel(suite, key.publicKey, 0x8001, "vote", utf8("yes"), bare)).toBe(false)
  })

  it.effect("reserved ids are eight, and none is private", () =>
    Effect.gen(function* () {
      const { secret: random } = yield* Entropy
      const reserved = [0x0a0a, 0x1a1a, 0x2a2a, 0x3a3a, 0x4a4a, 0x5a5a, 0x6a6a, 0x7a7a]
      const found = Array.from({ length: 0x10000 }, (_, id) => id).filter(isGreaseComponent)
      expect(found).toEqual(reserved)
      for (let i = 0; i < 50; i++) expect(reserved).toContain(greaseComponent(random))
    }).pipe(Effect.provide(seededEntropy("grease")))
  )
})
