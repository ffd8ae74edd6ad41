import { opaque } from "@copath/codec"
import {
  commit,
  externalJoin,
  type GroupState,
  makeGroupInfo,
  makeKeyPackage,
  proposeCustom,
  proposeExternally,
  receive
} from "@copath/group"
import { extensionTypes, externalSenders, makeExtension, type ProposalKind } from "@copath/wire"
import { it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { describe, expect } from "vitest"
import { agree, at, committed, delivered, groupOf, identityOf, knowing, services } from "../story.ts"

const TYPE = 0xf100
/** A proposal that says something and does nothing. */
const plain: ProposalKind = {
  type: TYPE,
  name: "word",
  body: opaque,
  pathRequired: false,
  external: false,
  inExternalCommit: "never",
  byValue: true,
  publicOnly: false,
  removesSender: false
}
const as = (change: Partial<ProposalKind> = {}) => knowing({ proposals: [{ ...plain, ...change }] })
const word = { proposalType: TYPE, body: Uint8Array.of(1, 0x78) }
const run = <A, E, R>(effect: Effect.Effect<A, E, R>) => effect.pipe(as(), Effect.provide(services()))
/** A member whose client does not know the type. */
const oldie = Effect.gen(function* () {
  return yield* makeKeyPackage(yield* identityOf("oldie"))
}).pipe(knowing())

describe("V159: a proposal of a type beyond RFC 9420's", () => {
  it.effect("is committed where every member supports it, by value and by reference", () =>
    run(
      Effect.gen(function* () {
        const group = yield* groupOf(["alice", "bob", "carol"])
        const asked = yield* proposeCustom(at(group, "bob"), TYPE, word.body)
        const heard = yield* delivered(group, "bob", asked.state, asked.message)
        const after = yield* committed(heard, "alice", { custom: [word] })
        expect(agree(after)).toBe(true)
      })
    )
  )

  it.effect("is not committed where one member lacks it", () =>
    run(
      Effect.gen(function* () {
        const group = yield* committed(yield* groupOf(["alice", "bob"]), "alice", { add: [(yield* oldie).keyPackage] })
        expect(yield* Effect.flip(commit(at(group, "alice"), { custom: [word] }))).toMatchObject({ _tag: "Invalid", rule: "V159" })
      })
    )
  )

  it.effect("is committed where the lacking member is removed by the same commit", () =>
    run(
      Effect.gen(function* () {
        const made = yield* oldie
        const group = yield* committed(yield* groupOf(["alice", "bob"]), "alice", { add: [made.keyPackage] })
        const lacking = at(group, "alice").tree.members().at(-1)
        const after = yield* committed(group, "alice", { custom: [word], remove: lacking === undefined ? [] : [lacking] })
        expect(agree(after)).toBe(true)
      })
    )
  )

  it.effect("is committed where only a joiner lacks it, who takes in no commit", () =>
    run(
      Effect.gen(function* () {
        const made = yield* oldie
        const group = yield* groupOf(["alice", "bob"])
        const after = yield* committed(group, "alice", { custom: [word], add: [made.keyPackage] })
        expect(at(after, "bob").tree.memberCount).toBe(3)
        // From then on there is a member that lacks it.
        expect(yield* Effect.flip(commit(at(after, "bob"), { custom: [word] }))).toMatchObject({ rule: "V159" })
      })
    )
  )

  it.effect("is no message at all to a client that does not know the type (V013)", () =>
    run(
      Effect.gen(function* () {
        const group = yield* groupOf(["alice", "bob"])
        const asked = yield* proposeCustom(at(group, "bob"), TYPE, word.body)
        expect(yield* Effect.flip(receive(at(group, "alice"), asked.message).pipe(knowing()))).toMatchObject({ _tag: "DecodeError" })
      })
    )
  )
})

describe("V160: what a type is allowed comes from the registry", () => {
  it.effect("a path where it demands one, whatever the committer thinks", () =>
    run(
      Effect.gen(function* () {
        const group = yield* groupOf(["alice", "bob"])
        const pathless = yield* commit(at(group, "alice"), { custom: [word] })
        const strict = as({ pathRequired: true })
        expect(yield* Effect.flip(receive(at(group, "bob"), pathless.message).pipe(strict))).toMatchObject({
          _tag: "Invalid",
          rule: "V193"
        })
        yield* receive(at(group, "bob"), pathless.message)
        const asked = yield* commit(at(group, "alice"), { custom: [word] }).pipe(strict)
        yield* receive(at(group, "bob"), asked.message).pipe(strict)
      })
    )
  )

  it.effect("external senders where it lets them in", () =>
    run(
      Effect.gen(function* () {
        const server = yield* identityOf("server")
        const listed = [{ signatureKey: server.signatureKey.publicKey, credential: server.credential }]
        const group = yield* groupOf(["alice", "bob"], {
          extensions: [makeExtension(extensionTypes.externalSenders, externalSenders, listed)]
        })
        const { epoch, groupId } = at(group, "alice").context
        const input = { groupId, epoch, senderIndex: 0, signatureKey: server.signatureKey, proposal: { _tag: "custom", ...word } as const }
        expect(yield* Effect.flip(proposeExternally(input))).toMatchObject({ _tag: "SendRejected", rule: "V049" })
        const open = as({ external: true })
        const message = yield* proposeExternally(input).pipe(open)
        expect(yield* Effect.flip(receive(at(group, "bob"), message))).toMatchObject({ _tag: "FrameRejected", rule: "V049" })
        expect(yield* receive(at(group, "bob"), message).pipe(open)).toMatchObject({ _tag: "proposal", sender: { _tag: "external" } })
      })
    )
  )

  it.effect("external commits where and how it lets itself be held", () =>
    run(
      Effect.gen(function* () {
        const group = yield* groupOf(["alice", "bob"])
        const groupInfo = yield* makeGroupInfo(at(group, "alice"))
        const identity = yield* identityOf("carol")
        const custom = [{ _tag: "custom", ...word } as const]
        const take = [(yield* proposeCustom(at(group, "bob"), TYPE, word.body)).message]
        const joining = (input: object, change: Partial<ProposalKind>) => externalJoin({ groupInfo, identity, ...input }).pipe(as(change))
        const refused = { _tag: "Invalid", rule: "V185" }
        expect(yield* Effect.flip(joining({ custom }, {}))).toMatchObject(refused)
        expect(yield* Effect.flip(joining({ take }, {}))).toMatchObject({ _tag: "Invalid", rule: "V186" })
        expect(yield* Effect.flip(joining({ custom }, { inExternalCommit: "byReference" }))).toMatchObject({ rule: "V186" })
        expect(yield* Effect.flip(joining({ take }, { inExternalCommit: "byValue" }))).toMatchObject({ rule: "V186" })
        const either = { inExternalCommit: "either" } as const
        const joined = yield* joining({ custom }, either)
        expect(yield* Effect.flip(receive(at(group, "alice"), joined.message))).toMatchObject(refused)
        expect(yield* receive(at(group, "alice"), joined.message).pipe(as(either))).toMatchObject({ _tag: "commit", custom: [word] })
        yield* joining({ take }, { inExternalCommit: "byReference" })
      })
    )
  )

  it.effect("its verdict and the extensions that follow, which every member comes to by itself", () =>
    run(
      Effect.gen(function* () {
        const group = yield* groupOf(["alice", "bob"])
        const never = as({
          judge: ({ proposals }) => (proposals.length > 0 ? Result.fail({ at: 0, detail: "never" }) : Result.succeed([]))
        })
        const made = yield* commit(at(group, "alice"), { custom: [word] })
        expect(yield* Effect.flip(receive(at(group, "bob"), made.message).pipe(never))).toMatchObject({
          _tag: "Invalid",
          rule: "V161",
          subject: 0
        })
        // Who comes to other extensions is in another epoch, and finds that out.
        const writes = as({
          judge: ({ after }) => Result.succeed([...after, makeExtension(extensionTypes.externalSenders, externalSenders, [])])
        })
        expect(yield* Effect.flip(receive(at(group, "bob"), made.message).pipe(writes))).toMatchObject({ _tag: "ConfirmationMismatch" })
      })
    )
  )

  it.effect("whether its sender leaves by it", () =>
    run(
      Effect.gen(function* () {
        const group = yield* groupOf(["alice", "bob", "carol"])
        const leaving = as({ removesSender: true, pathRequired: true })
        const asked = yield* proposeCustom(at(group, "bob"), TYPE, word.body)
        const heard = (yield* delivered(group, "bob", asked.state, asked.message)) as ReadonlyMap<string, GroupState>
        const made = yield* commit(at(heard, "alice")).pipe(leaving)
        expect(yield* receive(at(heard, "bob"), made.message).pipe(leaving)).toMatchObject({ _tag: "removed" })
        const stays = yield* commit(at(heard, "alice"))
        expect(yield* receive(at(heard, "bob"), stays.message)).toMatchObject({ _tag: "commit" })
      })
    )
  )
})
