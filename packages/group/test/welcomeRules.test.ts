import { AuthenticationService } from "@copath/contracts"
import { type Extension, type PreSharedKeyId, resumptionUsages } from "@copath/wire"
import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import { adopt, commit, joinGroup } from "../src/index.ts"
import { signLeaf } from "../src/leaf.ts"
import { parts } from "../src/parts.ts"
import { services } from "./parts.ts"
import { type Edit, resealed, secretsOf } from "./reseal.ts"
import { agree, commits, create, flipped, four, keyPackageFor } from "./story.ts"

const utf8 = new TextEncoder()
const appId: Extension = { extensionType: 1, extensionData: utf8.encode("app") }
const rfc = Effect.provide(services(1))

/** Erin is invited into a group of four, with a path, and the inviter's state of the new epoch. */
const invited = Effect.fnUntraced(function* () {
  const story = yield* four()
  const erin = yield* keyPackageFor("erin")
  const made = yield* commit(story.at("alice"), { add: [erin.keyPackage], path: true })
  const alice = (yield* adopt(made.state)).state
  return { story, erin: erin.secrets, welcome: made.welcome ?? new Uint8Array(0), alice, made }
})

type Invited = Effect.Success<ReturnType<typeof invited>>

/** `edit` is refused as described; the Welcome without it is taken with the same key package afterwards (V263). */
const refused = Effect.fnUntraced(function* ({ alice, erin, welcome }: Invited, edit: Edit, why: object) {
  const bad = yield* resealed(welcome, erin, alice, edit)
  expect(yield* Effect.flip(joinGroup({ welcome: bad, keyPackage: erin }))).toMatchObject(why)
  expect((yield* joinGroup({ welcome: yield* resealed(welcome, erin, alice, {}), keyPackage: erin })).me).toBe(4)
})

const malformed = (rule: string) => ({ _tag: "WelcomeRejected", reason: "Malformed", rule })

describe("a Welcome", () => {
  it.effect("V242: two entries for one key package are refused", () =>
    Effect.gen(function* () {
      const all = yield* invited()
      yield* refused(all, { welcome: ({ secrets }) => ({ secrets: [...secrets, ...secrets] }) }, malformed("V242"))
    }).pipe(rfc)
  )

  it.effect("V243: another cipher suite than the key package's is refused", () =>
    Effect.gen(function* () {
      const all = yield* invited()
      const why = { _tag: "WelcomeRejected", reason: "SuiteMismatch", rule: "V243" }
      yield* refused(all, { welcome: () => ({ cipherSuite: 3 }) }, why)
    }).pipe(rfc)
  )

  it.effect("V244: sealed to another init key, or cut, it does not open", () =>
    Effect.gen(function* () {
      const all = yield* invited()
      const why = { _tag: "WelcomeRejected", reason: "Undecryptable", rule: "V244" }
      const hurt = (bytes: Uint8Array) => flipped(bytes, 3)
      const broken = (field: "kemOutput" | "ciphertext"): Edit => ({
        welcome: ({ secrets }) => ({
          secrets: secrets.map((s) => ({
            ...s,
            encryptedGroupSecrets: { ...s.encryptedGroupSecrets, [field]: hurt(s.encryptedGroupSecrets[field]) }
          }))
        })
      })
      yield* refused(all, broken("kemOutput"), why)
      yield* refused(all, broken("ciphertext"), why)
      yield* refused(all, { welcome: ({ encryptedGroupInfo }) => ({ encryptedGroupInfo: hurt(encryptedGroupInfo) }) }, why)
    }).pipe(rfc)
  )

  it.effect("V245: a joiner secret of another length is refused", () =>
    Effect.gen(function* () {
      const all = yield* invited()
      for (const length of [0, 31, 33]) {
        yield* refused(all, { secrets: () => ({ joinerSecret: new Uint8Array(length) }) }, malformed("V245"))
      }
    }).pipe(rfc)
  )

  it.effect("V246: a PSK that is not at hand is asked for; a short nonce and a repeated id are refused", () =>
    Effect.gen(function* () {
      const all = yield* invited()
      const psk = (nonce: number): PreSharedKeyId => ({ _tag: "external", pskId: utf8.encode("p"), pskNonce: new Uint8Array(nonce) })
      yield* refused(all, { secrets: () => ({ psks: [psk(32)] }) }, { _tag: "PskUnavailable" })
      yield* refused(all, { secrets: () => ({ psks: [psk(31)] }) }, malformed("V246"))
      yield* refused(all, { secrets: () => ({ psks: [psk(32), psk(32)] }) }, malformed("V246"))
    }).pipe(rfc)
  )

  it.effect("V247: at most one PSK re-creates or branches off a group", () =>
    Effect.gen(function* () {
      const all = yield* invited()
      const special = (usage: 2 | 3, nonce: number): PreSharedKeyId => ({
        _tag: "resumption",
        usage,
        pskGroupId: utf8.encode("old"),
        pskEpoch: 3n,
        pskNonce: new Uint8Array(32).fill(nonce)
      })
      const { branch, reInit } = resumptionUsages
      yield* refused(all, { secrets: () => ({ psks: [special(branch, 1), special(branch, 2)] }) }, malformed("V247"))
      yield* refused(all, { secrets: () => ({ psks: [special(branch, 1), special(reInit, 2)] }) }, malformed("V247"))
      yield* refused(all, { secrets: () => ({ psks: [special(branch, 1)] }) }, { _tag: "PskUnavailable" })
    }).pipe(rfc)
  )

  it.effect("V248: a GroupInfo that does not open under the welcome key is refused", () =>
    Effect.gen(function* () {
      const all = yield* invited()
      const why = { _tag: "WelcomeRejected", reason: "Undecryptable", rule: "V248" }
      yield* refused(all, { secrets: () => ({ joinerSecret: new Uint8Array(32) }) }, why)
    }).pipe(rfc)
  )

  it.effect("V249: whoever is named as signer must have signed the GroupInfo", () =>
    Effect.gen(function* () {
      const all = yield* invited()
      yield* refused(all, { info: () => ({ signer: 1 }) }, { _tag: "BadSignature", sender: 1, what: "GroupInfoTBS" })
      yield* refused(all, { info: () => ({}), by: all.story.at("bob") }, { _tag: "BadSignature", sender: 0 })
    }).pipe(rfc)
  )

  it.effect("V250, V256: the signer is a member, and not the joiner", () =>
    Effect.gen(function* () {
      const all = yield* invited()
      for (const signer of [5, 8, 0xffffffff]) yield* refused(all, { info: () => ({ signer }) }, malformed("V250"))
      const own = { ...all.alice, identity: all.erin.identity }
      yield* refused(all, { info: () => ({ signer: 4 }), by: own }, malformed("V256"))
    }).pipe(rfc)
  )

  it.effect("V251: nobody joins a group that it is in", () =>
    Effect.gen(function* () {
      const { erin, welcome } = yield* invited()
      const holds = (groupId: Uint8Array) => groupId.join() === utf8.encode("story").join()
      expect(yield* Effect.flip(joinGroup({ welcome, keyPackage: erin, holds }))).toMatchObject({ reason: "GroupExists", rule: "V251" })
      yield* joinGroup({ welcome, keyPackage: erin, holds: () => false })
    }).pipe(rfc)
  )

  it.effect("V252: the group's version and suite are those of the key package", () =>
    Effect.gen(function* () {
      const all = yield* invited()
      const why = { _tag: "WelcomeRejected", reason: "SuiteMismatch", rule: "V252" }
      yield* refused(all, { info: ({ groupContext }) => ({ groupContext: { ...groupContext, cipherSuite: 3 } }) }, why)
      yield* refused(all, { info: ({ groupContext }) => ({ groupContext: { ...groupContext, version: 2 } }) }, why)
    }).pipe(rfc)
  )

  it.effect("V255: the joiner's leaf is the key package's, byte for byte", () =>
    Effect.gen(function* () {
      const { erin, welcome } = yield* invited()
      const p = yield* parts
      const { leafNode } = erin.keyPackage
      const altered = signLeaf(p, erin.identity, { ...leafNode, extensions: [appId] }, { groupId: new Uint8Array(0), leafIndex: 0 })
      const other = { ...erin, keyPackage: { ...erin.keyPackage, leafNode: altered } }
      expect(yield* Effect.flip(joinGroup({ welcome, keyPackage: other }))).toMatchObject({ reason: "NotInTree", rule: "V255" })
      yield* joinGroup({ welcome, keyPackage: erin })
    }).pipe(rfc)
  )

  it.effect("V257: a path secret that does not lead to the tree's keys is refused", () =>
    Effect.gen(function* () {
      const all = yield* invited()
      const other = yield* commit(all.story.at("bob"), { add: [all.erin.keyPackage], path: true })
      const theirs = yield* secretsOf(other.welcome ?? new Uint8Array(0), all.erin)
      yield* refused(all, { secrets: () => ({ pathSecret: theirs.pathSecret }) }, { _tag: "CgkaRejected", reason: "KeyMismatch" })
    }).pipe(rfc)
  )

  it.effect("V258: a path secret where the common ancestor is blank is refused", () =>
    Effect.gen(function* () {
      const story = yield* create("alice")
      const [bob, carol] = [yield* keyPackageFor("bob"), yield* keyPackageFor("carol")]
      const pathless = yield* commit(story.at("alice"), { add: [bob.keyPackage, carol.keyPackage] })
      const withPath = yield* commit(story.at("alice"), { add: [bob.keyPackage, carol.keyPackage], path: true })
      const told = yield* secretsOf(withPath.welcome ?? new Uint8Array(0), bob.secrets)
      expect(told.pathSecret).toBeDefined()
      const alice = (yield* adopt(pathless.state)).state
      const welcome = pathless.welcome ?? new Uint8Array(0)
      const bad = yield* resealed(welcome, bob.secrets, alice, { secrets: () => ({ pathSecret: told.pathSecret }) })
      expect(yield* Effect.flip(joinGroup({ welcome: bad, keyPackage: bob.secrets }))).toMatchObject({ _tag: "CgkaRejected" })
      yield* joinGroup({ welcome, keyPackage: bob.secrets })
    }).pipe(rfc)
  )

  it.effect("V259: the confirmation tag is the epoch's own", () =>
    Effect.gen(function* () {
      const all = yield* invited()
      const tag = (confirmationTag: Uint8Array): Edit => ({ info: () => ({ confirmationTag }) })
      for (const wrong of [flipped(all.alice.confirmationTag, 0), new Uint8Array(0), all.story.at("bob").confirmationTag]) {
        yield* refused(all, tag(wrong), { _tag: "ConfirmationMismatch", epoch: 2n })
      }
    }).pipe(rfc)
  )

  it.effect("V260: after joining, a commit of each other member is taken", () =>
    Effect.gen(function* () {
      const story = yield* four()
      yield* commits(story, "bob", { add: ["erin"] })
      for (const name of ["alice", "bob", "carol", "dave"]) yield* commits(story, name)
      expect(agree(story)).toBe(true)
    }).pipe(rfc)
  )

  it.effect("V261: hashes have the length of a hash; an empty transcript belongs to epoch 0", () =>
    Effect.gen(function* () {
      const all = yield* invited()
      for (const length of [0, 31]) {
        const edit: Edit = {
          info: ({ groupContext }) => ({ groupContext: { ...groupContext, confirmedTranscriptHash: new Uint8Array(length) } })
        }
        yield* refused(all, edit, malformed("V261"))
      }
    }).pipe(rfc)
  )

  it.effect("V133, V262: a joiner supports each extension of the group, and what the group requires", () =>
    Effect.gen(function* () {
      const all = yield* invited()
      const unsupported = (rule: string) => ({ _tag: "WelcomeRejected", reason: "UnsupportedExtension", rule })
      const withExtension = (e: Extension): Edit => ({
        info: ({ groupContext }) => ({ groupContext: { ...groupContext, extensions: [...groupContext.extensions, e] } })
      })
      yield* refused(all, withExtension({ extensionType: 0xf00d, extensionData: new Uint8Array(0) }), unsupported("V133"))
      const required = Uint8Array.of(2, 0xf0, 0x0d, 0, 0)
      yield* refused(all, withExtension({ extensionType: 3, extensionData: required }), unsupported("V262"))
    }).pipe(rfc)
  )

  it.effect("V222: the tree is the one whose hash the group context holds", () =>
    Effect.gen(function* () {
      const all = yield* invited()
      const edit: Edit = {
        info: ({ groupContext }) => ({ groupContext: { ...groupContext, treeHash: flipped(groupContext.treeHash, 5) } })
      }
      yield* refused(all, edit, { _tag: "Invalid", rule: "V222" })
    }).pipe(rfc)
  )

  it.effect("V107: a GroupInfo holds only extensions that have their place there", () =>
    Effect.gen(function* () {
      const all = yield* invited()
      const stray = { extensionType: 3, extensionData: Uint8Array.of(0, 0, 0) }
      yield* refused(all, { info: ({ extensions }) => ({ extensions: [...extensions, stray] }) }, { _tag: "Invalid", rule: "V107" })
    }).pipe(rfc)
  )

  it.effect("V119: an init key that is a key of the tree is refused by its owner", () =>
    Effect.gen(function* () {
      const { alice, erin, welcome } = yield* invited()
      const twin = { ...erin, initKey: { publicKey: erin.leafKey.publicKey, secretKey: erin.leafKey.secretKey } }
      const moved = yield* resealed(welcome, erin, alice, { to: twin.initKey.publicKey })
      expect(yield* Effect.flip(joinGroup({ welcome: moved, keyPackage: twin }))).toMatchObject({ _tag: "Invalid", rule: "V119" })
      yield* joinGroup({ welcome, keyPackage: erin })
    }).pipe(rfc)
  )

  it.effect("V254: every leaf of the tree is judged as an added one would be", () =>
    Effect.gen(function* () {
      const { alice, erin, welcome } = yield* invited()
      const leaves = alice.tree.members().length
      const asked: Array<number> = []
      const stub = { validate: (batch: ReadonlyArray<unknown>) => Effect.sync(() => void asked.push(batch.length)) }
      yield* joinGroup({ welcome, keyPackage: erin }).pipe(Effect.provideService(AuthenticationService, stub))
      expect(asked).toEqual([leaves])
    }).pipe(rfc)
  )

  it.effect("V264, V263: the secrets of the key package are untouched by a failure", () =>
    Effect.gen(function* () {
      const { erin, welcome } = yield* invited()
      const before = [erin.initKey, erin.leafKey, erin.identity].map(({ secretKey }) => secretKey.expose().slice())
      yield* Effect.flip(joinGroup({ welcome: flipped(welcome, welcome.length - 3), keyPackage: erin }))
      expect([erin.initKey, erin.leafKey, erin.identity].map(({ secretKey }) => secretKey.expose().slice())).toEqual(before)
      yield* joinGroup({ welcome, keyPackage: erin })
    }).pipe(rfc)
  )
})
