import { decode, encode } from "@copath/codec"
import { CipherSuite, KeyPackageStore, refHash } from "@copath/contracts"
import {
  commit,
  createGroup,
  defaultOptions,
  GroupOptions,
  type GroupState,
  joinGroup,
  keyPackageReference,
  makeKeyPackage,
  persistKeyPackage,
  readKeyPackage,
  restoreKeyPackage
} from "@copath/group"
import { type KeyPackage, keyPackage as keyPackageCodec, type LeafNode } from "@copath/wire"
import { it } from "@effect/vitest"
import { Effect, Option, Result } from "effect"
import { describe, expect } from "vitest"
import { identityOf, insiderCommits, packageOf, refuses, resignedLeaf, resignedPackage, services, three } from "./insider.ts"

const utf8 = new TextEncoder()
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex")

/** Bob, an insider, adds each of `bad`; Alice refuses them as told, and takes Bob's commit that adds the sound package. */
const refusesToAdd = Effect.fnUntraced(function* (
  { alice, bob }: { readonly alice: GroupState; readonly bob: GroupState },
  bad: ReadonlyArray<KeyPackage | ReadonlyArray<KeyPackage>>,
  why: object,
  good: ReadonlyArray<KeyPackage>
) {
  const messages: Array<Uint8Array> = []
  for (const one of bad) {
    const list = Array.isArray(one) ? (one as ReadonlyArray<KeyPackage>) : [one as KeyPackage]
    messages.push(
      (yield* insiderCommits(
        bob,
        list.map((keyPackage) => ({ _tag: "add", keyPackage }))
      )).message
    )
  }
  yield* refuses(alice, messages, why, (yield* commit(bob, { add: good })).message)
})

describe("a key package that a member adds", () => {
  it.effect("V122: is signed by its leaf's key, over each of its fields", () =>
    Effect.gen(function* () {
      const suite = yield* CipherSuite
      const group = yield* three()
      const { identity, keyPackage } = yield* packageOf("dave")
      const other = yield* packageOf("dave")
      const [listed] = keyPackage.leafNode.capabilities.extensions
      const grease = { extensionType: listed as number, extensionData: new Uint8Array(3) }
      const flipped = keyPackage.signature.slice()
      flipped[10] = (flipped[10] as number) ^ 1
      const bad: ReadonlyArray<KeyPackage> = [
        { ...keyPackage, initKey: other.keyPackage.initKey },
        {
          ...keyPackage,
          leafNode: resignedLeaf(suite, identity.signatureKey, keyPackage.leafNode, { encryptionKey: other.keyPackage.initKey })
        },
        { ...keyPackage, extensions: keyPackage.extensions.length === 0 ? [grease] : [] },
        { ...keyPackage, signature: flipped },
        { ...keyPackage, signature: other.keyPackage.signature },
        { ...keyPackage, signature: new Uint8Array(0) },
        resignedPackage(suite, other.identity.signatureKey, keyPackage, {}),
        resignedPackage(suite, identity.signatureKey, keyPackage, {}, "LeafNodeTBS")
      ]
      yield* refusesToAdd(group, bad, { _tag: "BadSignature", what: "KeyPackageTBS" }, [keyPackage])
    }).pipe(Effect.provide(services(1)))
  )

  it.effect("V123: has an init key that is not its leaf's key", () =>
    Effect.gen(function* () {
      const suite = yield* CipherSuite
      const { identity, keyPackage } = yield* packageOf("dave")
      const bad = resignedPackage(suite, identity.signatureKey, keyPackage, { initKey: keyPackage.leafNode.encryptionKey })
      yield* refusesToAdd(yield* three(), [bad], { _tag: "Invalid", rule: "V123" }, [keyPackage])
    }).pipe(Effect.provide(services(1)))
  )

  it.effect.each<readonly [rule: string, change: (leaf: LeafNode) => Partial<LeafNode>]>([
    ["V097", () => ({ source: { _tag: "update" } })],
    ["V093", ({ capabilities }) => ({ capabilities: { ...capabilities, credentials: [2] } })],
    ["V106", () => ({ extensions: [{ extensionType: 0xff07, extensionData: new Uint8Array(0) }] })],
    ["V110", ({ capabilities }) => ({ capabilities: { ...capabilities, cipherSuites: [3] } })],
    ["V111", () => ({ source: { _tag: "keyPackage", lifetime: { notBefore: 2n, notAfter: 1n } } })],
    ["V112", () => ({ source: { _tag: "keyPackage", lifetime: { notBefore: 0n, notAfter: 2n ** 64n - 1n } } })],
    ["V114", () => ({ source: { _tag: "keyPackage", lifetime: { notBefore: 5n, notAfter: 9n } } })]
  ])("V125: has a leaf that is valid in its place (%s)", ([rule, change]) =>
    Effect.gen(function* () {
      const suite = yield* CipherSuite
      const { identity, keyPackage } = yield* packageOf("dave")
      const leafNode = resignedLeaf(suite, identity.signatureKey, keyPackage.leafNode, change(keyPackage.leafNode))
      const bad = resignedPackage(suite, identity.signatureKey, keyPackage, { leafNode })
      yield* refusesToAdd(yield* three(), [bad], { _tag: "Invalid", rule }, [keyPackage])
    }).pipe(Effect.provide(services(1)))
  )

  it.effect("V126: has extensions that its leaf lists; V135: reserved ones are no exception, and a listed one passes", () =>
    Effect.gen(function* () {
      const suite = yield* CipherSuite
      const { identity, keyPackage } = yield* packageOf("dave")
      const { capabilities } = keyPackage.leafNode
      const listed = capabilities.extensions[0] as number
      const extension = (extensionType: number) => ({ extensionType, extensionData: Uint8Array.of(1, 2, 3) })
      const unlisted = [0x0a0a, 0x1a1a, 0xff01].filter((type) => type !== listed)
      const bad = unlisted.map((type) => resignedPackage(suite, identity.signatureKey, keyPackage, { extensions: [extension(type)] }))
      const good = resignedPackage(suite, identity.signatureKey, keyPackage, { extensions: [extension(listed)] })
      yield* refusesToAdd(yield* three(), bad, { _tag: "Invalid", rule: "V126" }, [good])
    }).pipe(Effect.provide(services(1)))
  )

  it.effect("V128: shares its init key with no other of the list", () =>
    Effect.gen(function* () {
      const suite = yield* CipherSuite
      const dave = yield* packageOf("dave")
      const erin = yield* packageOf("erin")
      const clone = resignedPackage(suite, erin.identity.signatureKey, erin.keyPackage, { initKey: dave.keyPackage.initKey })
      const good = [dave.keyPackage, erin.keyPackage]
      yield* refusesToAdd(yield* three(), [[dave.keyPackage, clone]], { _tag: "Invalid", rule: "V128" }, good)
    }).pipe(Effect.provide(services(1)))
  )
})

describe("V127: an init key serves once", () => {
  it.effect("no two packages of one client have the same, nor any other key", () =>
    Effect.gen(function* () {
      const identity = yield* identityOf("dave")
      const keys: Array<string> = []
      for (let i = 0; i < 200; i++) {
        const { keyPackage } = yield* makeKeyPackage(identity)
        keys.push(hexOf(keyPackage.initKey), hexOf(keyPackage.leafNode.encryptionKey))
      }
      expect(new Set(keys).size).toBe(400)
    }).pipe(Effect.provide(services(1)))
  )

  it.effect("once its private half is taken from the store, the same Welcome is for nobody", () =>
    Effect.gen(function* () {
      const store = yield* KeyPackageStore
      const { alice } = yield* three()
      const identity = yield* identityOf("dave")
      const [used, kept] = [yield* makeKeyPackage(identity), yield* makeKeyPackage(identity)]
      for (const { secrets } of [used, kept]) yield* store.put(hexOf(secrets.reference), yield* persistKeyPackage(secrets))
      const welcome = (yield* commit(alice, { add: [used.keyPackage] })).welcome as Uint8Array

      const mine = Option.getOrThrow(yield* store.take(hexOf(used.secrets.reference)))
      yield* joinGroup({ welcome, keyPackage: yield* restoreKeyPackage(mine) })
      expect(Option.isNone(yield* store.take(hexOf(used.secrets.reference)))).toBe(true)
      const left = Option.getOrThrow(yield* store.take(hexOf(kept.secrets.reference)))
      const refused = yield* Effect.flip(joinGroup({ welcome, keyPackage: yield* restoreKeyPackage(left) }))
      expect(refused).toMatchObject({ _tag: "WelcomeRejected", reason: "NotForUs", rule: "V241" })
    }).pipe(Effect.provide(services(1)))
  )
})

// 100,000 packages take some minutes: COPATH_PACKAGES=100000.
const PACKAGES = Number(process.env["COPATH_PACKAGES"] ?? 300)

describe("V131: a key package is known by the hash of its exact bytes", () => {
  it.effect(
    `${PACKAGES} packages are read and written without a change, and each keeps its reference`,
    () =>
      Effect.gen(function* () {
        const suite = yield* CipherSuite
        const identity = yield* identityOf("dave")
        const references = new Set<string>()
        for (let i = 0; i < PACKAGES; i++) {
          const { message, secrets } = yield* makeKeyPackage(identity)
          const read = yield* readKeyPackage(message)
          const again = Result.getOrThrow(decode(keyPackageCodec, encode(keyPackageCodec, read)))
          expect(hexOf(encode(keyPackageCodec, again))).toBe(hexOf(message.subarray(4)))
          const exact = hexOf(refHash(suite, "MLS 1.0 KeyPackage Reference", message.subarray(4)))
          expect([hexOf(secrets.reference), hexOf(yield* keyPackageReference(again))]).toEqual([exact, exact])
          references.add(exact)
        }
        expect(references.size).toBe(PACKAGES)
      }).pipe(Effect.provide(services(1))),
    3_600_000
  )
})

describe("V132: a new group has the best suite that all who are invited support", () => {
  const founding = (suites: ReadonlyArray<number>, of: ReadonlyArray<ReadonlyArray<number>>) =>
    Effect.gen(function* () {
      const invitees: Array<KeyPackage> = []
      for (const theirs of of) {
        const made = packageOf("guest").pipe(Effect.provideService(GroupOptions, { ...defaultOptions, suites: theirs }))
        invitees.push((yield* made).keyPackage)
      }
      const create = createGroup({ groupId: utf8.encode("best"), identity: yield* identityOf("alice"), invitees })
      return yield* Effect.provideService(create, GroupOptions, { ...defaultOptions, suites })
    })

  it.effect("a worse one is refused, one that somebody lacks is no better", () =>
    Effect.gen(function* () {
      const refused = yield* Effect.flip(
        founding(
          [3, 1],
          [
            [1, 3],
            [3, 1, 2]
          ]
        )
      )
      expect(refused).toMatchObject({ _tag: "SendRejected", reason: "Downgrade", rule: "V132" })
      expect(
        (yield* founding(
          [3, 1],
          [
            [1, 3],
            [1, 2]
          ]
        )).context.cipherSuite
      ).toBe(1)
      expect(
        (yield* founding(
          [1, 3],
          [
            [1, 3],
            [3, 1]
          ]
        )).context.cipherSuite
      ).toBe(1)
    }).pipe(Effect.provide(services(1)))
  )
})
