import { decode, encode } from "@copath/codec"
import { CipherSuite, Entropy, noBytes, Secret, signContent, signWithLabel, type Suite, verifyWithLabel } from "@copath/contracts"
import { nodeSuite } from "@copath/crypto-node"
import { commit, type GroupState, joinGroup, receive } from "@copath/group"
import { type LeafNode, type Proposal, rfc9420Wire } from "@copath/wire"
import { it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { describe, expect } from "vitest"
import { commitIn, insiderCommits, insiderSays, packageOf, refuses, resignedLeaf, resignedPackage, services, three } from "./insider.ts"

const littleEndian = (n: bigint, size: number): Uint8Array =>
  Uint8Array.from(Buffer.from(n.toString(16).padStart(2 * size, "0"), "hex")).toReversed()

/** The eight encodings of points of low order on Curve25519. */
const lowOrder = [
  0n,
  1n,
  2n ** 255n - 20n,
  2n ** 255n - 19n,
  2n ** 255n - 18n,
  0xb8495f16056286fdb1329ceb8d09da6ac49ff1fae35616aeb8413b7c7aebe0n,
  0x57119fd0dd4e22d8868e1c58c45c44045bef839c55b1d0b1248c50a3bc959c5fn,
  // The topmost bit has no meaning, so this is 1 again.
  2n ** 255n + 1n
].map((u) => littleEndian(u, 32))

/** What is no HPKE public key of the suite. */
const noKemKeys = (suite: Suite, good: Uint8Array): ReadonlyArray<Uint8Array> => {
  const lengths = [noBytes, good.subarray(1), Uint8Array.of(...good, 0)]
  if (suite.id === 1) return [...lengths, ...lowOrder]
  const offCurve = good.slice()
  offCurve[offCurve.length - 1] = (good.at(-1) as number) ^ 1
  const compressed = Uint8Array.of(2 + ((good.at(-1) as number) & 1), ...good.subarray(1, 33))
  return [...lengths, offCurve, compressed, new Uint8Array(good.length), Uint8Array.of(2, ...good.subarray(1))]
}

const adding = (keyPackage: Extract<Proposal, { _tag: "add" }>["keyPackage"]): Proposal => ({ _tag: "add", keyPackage })

/** Carol's Update with this leaf, and a commit of Alice's that takes it, with the path of a sound commit of hers. */
const updating = Effect.fnUntraced(function* (alice: GroupState, carol: GroupState, leafNode: LeafNode) {
  const update = yield* insiderSays(carol, { _tag: "proposal", proposal: { _tag: "update", leafNode } })
  const { path } = commitIn((yield* commit(alice)).message).commit
  const taken = { _tag: "reference", reference: update.reference } as const
  const { message } = yield* insiderSays(alice, { _tag: "commit", commit: { proposals: [taken], path } })
  return { proposal: update.message, commit: message }
})

const heard = (state: GroupState, message: Uint8Array) =>
  Effect.map(receive(state, message), (got) => (got._tag === "removed" ? state : got.state))

const leafOf = (state: GroupState): LeafNode => state.tree.leafAt(state.me) as LeafNode

describe.each([1, 2])("HPKE keys in suite %i", (id) => {
  it.effect("V026: what is no point is refused as a leaf's key in an Add, V124: and as its init key", () =>
    Effect.gen(function* () {
      const suite = yield* CipherSuite
      const { alice, bob } = yield* three()
      const { identity, keyPackage } = yield* packageOf("dave")
      const good = (yield* commit(bob, { add: [keyPackage] })).message
      const { leafNode } = keyPackage
      for (const key of noKemKeys(suite, keyPackage.initKey)) {
        const badInit = resignedPackage(suite, identity.signatureKey, keyPackage, { initKey: key })
        const init = yield* insiderCommits(bob, [adding(badInit)])
        yield* refuses(alice, [init.message], { _tag: "Invalid", rule: "V124" }, good)
        const badLeaf = resignedLeaf(suite, identity.signatureKey, leafNode, { encryptionKey: key })
        const leaf = yield* insiderCommits(bob, [adding(resignedPackage(suite, identity.signatureKey, keyPackage, { leafNode: badLeaf }))])
        yield* refuses(alice, [leaf.message], { _tag: "Invalid", rule: "V026" }, good)
      }
    }).pipe(Effect.provide(services(id)))
  )

  it.effect("V026: nor as the key of a path's leaf", () =>
    Effect.gen(function* () {
      const suite = yield* CipherSuite
      const { alice, bob } = yield* three()
      const good = (yield* commit(bob)).message
      const { commit: sound, tag } = commitIn(good)
      const path = sound.path as NonNullable<typeof sound.path>
      const bad: Array<Uint8Array> = []
      for (const encryptionKey of noKemKeys(suite, path.leafNode.encryptionKey)) {
        const place = { groupId: bob.context.groupId, leafIndex: bob.me }
        const leafNode = resignedLeaf(suite, bob.identity, path.leafNode, { encryptionKey }, place)
        const lie = { ...sound, path: { ...path, leafNode } }
        bad.push((yield* insiderSays(bob, { _tag: "commit", commit: lie }, { confirmationTag: tag })).message)
      }
      yield* refuses(alice, bad, { _tag: "Invalid", rule: "V026" }, good)
    }).pipe(Effect.provide(services(id)))
  )
})

describe("HPKE outputs", () => {
  it.effect("V028: a point of low order for KEM output opens no path secret, V029: nor does one of another length", () =>
    Effect.gen(function* () {
      const { alice, bob } = yield* three()
      const good = (yield* commit(bob)).message
      const { commit: sound, tag } = commitIn(good)
      const path = sound.path as NonNullable<typeof sound.path>
      const bad: Array<Uint8Array> = []
      const outputs = [...lowOrder, noBytes, new Uint8Array(31).fill(9), new Uint8Array(33).fill(9)]
      for (const kemOutput of outputs) {
        const nodes = path.nodes.map((node) => ({
          ...node,
          encryptedPathSecret: Array.from(node.encryptedPathSecret, (sealed) => ({ ...sealed, kemOutput }))
        }))
        const lie = { _tag: "commit", commit: { ...sound, path: { ...path, nodes } } } as const
        bad.push((yield* insiderSays(bob, lie, { confirmationTag: tag })).message)
      }
      yield* refuses(alice, bad, { _tag: "CgkaRejected", reason: "Undecryptable" }, good)
    }).pipe(Effect.provide(services(1)))
  )

  it.effect("V028, V029: nor does such a one open a Welcome", () =>
    Effect.gen(function* () {
      const { joiners, welcome } = yield* three()
      const decoded = Result.getOrThrow(decode(rfc9420Wire.mlsMessage, welcome))
      if (decoded._tag !== "welcome") throw new Error(decoded._tag)
      for (const kemOutput of [...lowOrder, noBytes, new Uint8Array(31).fill(9), new Uint8Array(33).fill(9)]) {
        const secrets = decoded.welcome.secrets.map((entry) => ({
          ...entry,
          encryptedGroupSecrets: { ...entry.encryptedGroupSecrets, kemOutput }
        }))
        const bad = encode(rfc9420Wire.mlsMessage, { _tag: "welcome", welcome: { ...decoded.welcome, secrets } })
        const refused = yield* Effect.flip(joinGroup({ welcome: bad, keyPackage: joiners.bob.secrets }))
        expect(refused).toMatchObject({ _tag: "WelcomeRejected", reason: "Undecryptable", rule: "V244" })
      }
      yield* joinGroup({ welcome, keyPackage: joiners.bob.secrets })
    }).pipe(Effect.provide(services(1)))
  )
})

describe("signature keys", () => {
  it.effect("V027: a malformed one is refused in an Update, V034: and one of another algorithm, though it signs soundly", () =>
    Effect.gen(function* () {
      const suite = yield* CipherSuite
      const { alice, bob, carol } = yield* three()
      const place = { groupId: carol.context.groupId, leafIndex: carol.me }
      const fresh = suite.kem.derive((yield* Entropy).secret(suite.kem.seedSize)).publicKey
      const base = { ...leafOf(carol), encryptionKey: fresh, source: { _tag: "update" } } as const
      const foreign = nodeSuite(2)
      const p256 = foreign.signature.derive((yield* Entropy).secret(foreign.signature.seedSize))
      const key = base.signatureKey
      const leaves = [
        ...[noBytes, key.subarray(1), Uint8Array.of(...key, 0), new Uint8Array(32).fill(0xff), littleEndian(1n, 32)].map((signatureKey) =>
          resignedLeaf(suite, carol.identity, base, { signatureKey }, place)
        ),
        // Its own signature, by its own algorithm.
        resignedLeaf(foreign, p256, base, { signatureKey: p256.publicKey }, place)
      ]
      const sound = yield* updating(alice, carol, resignedLeaf(suite, carol.identity, base, {}, place))
      const good = (yield* commit(yield* heard(alice, sound.proposal))).message
      for (const leafNode of leaves) {
        const { commit: bad, proposal } = yield* updating(alice, carol, leafNode)
        const both = yield* heard(yield* heard(bob, proposal), sound.proposal)
        yield* refuses(both, [bad], { _tag: "Invalid", rule: "V027" }, good)
      }
    }).pipe(Effect.provide(services(1)))
  )
})

const labels = ["LeafNodeTBS", "KeyPackageTBS", "GroupInfoTBS", "FramedContentTBS"] as const
const pairs = labels.flatMap((made) => labels.filter((read) => read !== made).map((read) => [made, read] as const))

describe("V032: a signature serves what it was made for", () => {
  it.each([1, 2, 4])("in suite %i, for each of the twelve ordered pairs of structures", (id) => {
    const suite = nodeSuite(id)
    const key = suite.signature.derive(new Secret(Uint8Array.from({ length: suite.signature.seedSize }, (_, i) => i)))
    const bytes = Uint8Array.from({ length: 200 }, (_, i) => i)
    expect(pairs).toHaveLength(12)
    for (const [made, read] of pairs) {
      const signature = signWithLabel(suite, key, made, bytes)
      expect(verifyWithLabel(suite, key.publicKey, made, bytes, signature)).toBe(true)
      expect(verifyWithLabel(suite, key.publicKey, read, bytes, signature)).toBe(false)
      // Nor with label and content divided otherwise.
      const whole = signContent(made, bytes)
      expect(suite.signature.verify(key.publicKey, whole.subarray(1), signature)).toBe(false)
    }
  })

  it.effect("in a leaf, a key package and a message: the other three labels are refused", () =>
    Effect.gen(function* () {
      const suite = yield* CipherSuite
      const { alice, bob } = yield* three()
      const { identity, keyPackage } = yield* packageOf("dave")
      const good = (yield* commit(bob, { add: [keyPackage] })).message
      const key = identity.signatureKey
      for (const label of labels) {
        const leafNode = resignedLeaf(suite, key, keyPackage.leafNode, {}, undefined, label)
        const inLeaf = resignedPackage(suite, key, keyPackage, { leafNode })
        const inPackage = resignedPackage(suite, key, keyPackage, {}, label)
        const content = { _tag: "proposal", proposal: adding(keyPackage) } as const
        const tries = [
          ["LeafNodeTBS", (yield* insiderCommits(bob, [adding(inLeaf)])).message],
          ["KeyPackageTBS", (yield* insiderCommits(bob, [adding(inPackage)])).message],
          ["FramedContentTBS", (yield* insiderSays(bob, content, { label })).message]
        ] as const
        for (const [what, message] of tries) {
          if (what !== label) yield* refuses(alice, [message], { _tag: "BadSignature", what }, good)
        }
      }
    }).pipe(Effect.provide(services(1)))
  )
})
