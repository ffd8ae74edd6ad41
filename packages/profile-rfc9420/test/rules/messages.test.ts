import { decode, encode } from "@copath/codec"
import { CipherSuite, signWithLabel } from "@copath/contracts"
import { commit, externalJoin, type GroupState, joinGroup, makeGroupInfo, readGroupInfo, readKeyPackage, receive } from "@copath/group"
import {
  type Extension,
  extensionTypes,
  externalSenders,
  type GroupInfo,
  groupInfoTbs,
  makeExtension,
  requiredCapabilities,
  rfc9420Wire
} from "@copath/wire"
import { it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { describe, expect } from "vitest"
import { identityOf, packageOf, refuses, services, three } from "./insider.ts"

describe("V012: a message of another kind than is wanted is refused by name", () => {
  it.effect("by a member, a joiner, and whoever asks for a key package or a GroupInfo", () =>
    Effect.gen(function* () {
      const { alice, bob, joiners, welcome } = yield* three()
      const dave = yield* packageOf("dave")
      const groupInfo = yield* makeGroupInfo(alice)
      const good = (yield* commit(bob)).message
      const unexpected = { _tag: "FrameRejected", reason: "UnexpectedMessage", rule: "V012" }
      yield* refuses(alice, [welcome, groupInfo, dave.message], unexpected, good)
      for (const other of [good, welcome, groupInfo]) expect(yield* Effect.flip(readKeyPackage(other))).toMatchObject(unexpected)
      for (const other of [good, welcome, dave.message]) expect(yield* Effect.flip(readGroupInfo(other))).toMatchObject(unexpected)
      for (const other of [good, groupInfo, dave.message]) {
        const refused = yield* Effect.flip(joinGroup({ welcome: other, keyPackage: joiners.bob.secrets }))
        expect(refused).toMatchObject({ _tag: "WelcomeRejected", reason: "Malformed", rule: "V012" })
      }
      yield* joinGroup({ welcome, keyPackage: joiners.bob.secrets })
    }).pipe(Effect.provide(services(1)))
  )
})

/** A GroupInfo with something changed, signed anew by the member who made it. */
const resigned = Effect.fnUntraced(function* (by: GroupState, message: Uint8Array, change: (info: GroupInfo) => Partial<GroupInfo>) {
  const decoded = Result.getOrThrow(decode(rfc9420Wire.mlsMessage, message))
  if (decoded._tag !== "groupInfo") throw new Error(decoded._tag)
  const changed = { ...decoded.groupInfo, ...change(decoded.groupInfo) }
  const groupInfo = { ...changed, signature: signWithLabel(yield* CipherSuite, by.identity, "GroupInfoTBS", groupInfoTbs(changed)) }
  return encode(rfc9420Wire.mlsMessage, { _tag: "groupInfo", groupInfo })
})

const longer = (extension: Extension): Extension => ({ ...extension, extensionData: Uint8Array.of(...extension.extensionData, 0) })

const nothingRequired = makeExtension(extensionTypes.requiredCapabilities, requiredCapabilities, {
  extensionTypes: [],
  proposalTypes: [],
  credentialTypes: []
})
const nobodyOutside = makeExtension(extensionTypes.externalSenders, externalSenders, [])

describe("V008: a byte after an extension's value is refused, though it is signed", () => {
  it.effect.each<readonly [string, (info: GroupInfo, edit: (e: Extension) => Extension) => Partial<GroupInfo>, object]>([
    [
      "ratchet_tree",
      ({ extensions }, edit) => ({ extensions: extensions.map((e) => (e.extensionType === extensionTypes.ratchetTree ? edit(e) : e)) }),
      { _tag: "WelcomeRejected", reason: "Malformed", rule: "V008" }
    ],
    [
      "external_pub",
      ({ extensions }, edit) => ({ extensions: extensions.map((e) => (e.extensionType === extensionTypes.externalPub ? edit(e) : e)) }),
      { rule: "V008" }
    ],
    [
      "required_capabilities",
      ({ groupContext }, edit) => ({ groupContext: { ...groupContext, extensions: [edit(nothingRequired)] } }),
      { _tag: "WelcomeRejected", reason: "Malformed", rule: "V008" }
    ],
    [
      "external_senders",
      ({ groupContext }, edit) => ({ groupContext: { ...groupContext, extensions: [edit(nobodyOutside)] } }),
      { _tag: "Invalid", rule: "V156" }
    ]
  ])("%s", ([, change, why]) =>
    Effect.gen(function* () {
      const { alice } = yield* three()
      const published = yield* makeGroupInfo(alice)
      const identity = yield* identityOf("dave")
      const good = yield* resigned(alice, published, (info) => change(info, (e) => e))
      const bad = yield* resigned(alice, published, (info) => change(info, longer))
      expect(yield* Effect.flip(externalJoin({ groupInfo: bad, identity }))).toMatchObject(why)
      const joined = yield* externalJoin({ groupInfo: good, identity })
      expect(joined.state.context.epoch).toBe(alice.context.epoch + 1n)
    }).pipe(Effect.provide(services(1)))
  )

  it.effect("in a published GroupInfo as it stands nothing follows: its joiner is taken in", () =>
    Effect.gen(function* () {
      const { alice } = yield* three()
      const joined = yield* externalJoin({ groupInfo: yield* makeGroupInfo(alice), identity: yield* identityOf("dave") })
      expect((yield* receive(alice, joined.message))._tag).toBe("commit")
    }).pipe(Effect.provide(services(1)))
  )
})
