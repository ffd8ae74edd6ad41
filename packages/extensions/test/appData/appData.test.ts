import { decode, encode } from "@copath/codec"
import {
  commit,
  createGroup,
  externalJoin,
  type Intent,
  makeGroupInfo,
  makeKeyPackage,
  proposeCustom,
  proposeExternally,
  proposeUpdate,
  receive,
  adopt
} from "@copath/group"
import { type Extension, extensionTypes, externalSenders, makeExtension, requiredCapabilities } from "@copath/wire"
import { it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { describe, expect } from "vitest"
import {
  appData,
  appDataDictionary,
  appDataUpdate,
  attachData,
  attachedTo,
  componentDataIn,
  componentIds,
  componentsList,
  dictionaryExtension,
  draftExtensionTypes,
  draftProposalTypes,
  removeData,
  updateData
} from "../../src/index.ts"
import { agree, at, committed, delivered, type Group, groupOf, identityOf, knowing, services, textOf, utf8 } from "../story.ts"
import { LOCKED, locked, SILENT, silent, TOPIC, topic } from "./kit.ts"

const rows = appData([topic, locked, silent])
const composed = knowing(rows)
/** A client whose application says yes to everything: what a liar would run. */
const lax = knowing({ ...rows, proposals: (rows.proposals ?? []).map(({ judge: _judge, ...kind }) => kind) })
const run = <A, E, R>(effect: Effect.Effect<A, E, R>) => effect.pipe(composed, Effect.provide(services()))

const dataOf = (group: Group, component: number): string | undefined => {
  const [first] = group.values()
  const data = Result.getOrThrow(componentDataIn(first?.context.extensions ?? [], component))
  return data === undefined ? undefined : textOf(data)
}
const say = (...words: ReadonlyArray<string>): Intent => ({ custom: words.map((word) => updateData(TOPIC, utf8(word))) })
const ids = (...list: ReadonlyArray<number>): Uint8Array => encode(componentsList, { componentIds: list })
const required = (...types: ReadonlyArray<number>): Extension =>
  makeExtension(extensionTypes.requiredCapabilities, requiredCapabilities, {
    extensionTypes: [],
    proposalTypes: types,
    credentialTypes: []
  })

describe("the dictionary", () => {
  it("is sorted by component id, and holds each once", () => {
    const entry = (id: number) => ({ componentId: id, data: utf8("x") })
    const { extensionData, extensionType } = dictionaryExtension([entry(3), entry(1)])
    expect(extensionType).toBe(6)
    expect(Buffer.from(extensionData).toString("hex")).toBe("080001017800030178")
    expect(Result.isSuccess(decode(appDataDictionary, extensionData))).toBe(true)
    const twisted = Uint8Array.of(8, 0, 3, 1, 0x78, 0, 1, 1, 0x78)
    const doubled = Uint8Array.of(8, 0, 1, 1, 0x78, 0, 1, 1, 0x78)
    for (const bad of [twisted, doubled]) expect(Result.isFailure(decode(appDataDictionary, bad))).toBe(true)
    expect(() => dictionaryExtension([entry(1), entry(1)])).toThrow(RangeError)
  })

  it.effect("V156, V008: one that does not decode founds no group, and its leaf joins none", () =>
    run(
      Effect.gen(function* () {
        const bad = { extensionType: draftExtensionTypes.appDataDictionary, extensionData: Uint8Array.of(6, 0, 2, 0, 0, 1, 0) }
        const identity = yield* identityOf("alice")
        const founding = createGroup({ groupId: utf8("g"), identity, extensions: [bad] })
        expect(yield* Effect.flip(founding)).toMatchObject({ _tag: "Invalid", rule: "V156" })
        const made = yield* makeKeyPackage(yield* identityOf("bob"), { leafExtensions: [bad] })
        const alice = at(yield* groupOf(["alice"]), "alice")
        expect(yield* Effect.flip(commit(alice, { add: [made.keyPackage] }))).toMatchObject({ _tag: "Invalid", rule: "V008" })
      })
    )
  )
})

describe("AppDataUpdate", () => {
  it.effect("hands a component its updates in the order of the list, without a path, and puts the dictionary last", () =>
    run(
      Effect.gen(function* () {
        const group = yield* groupOf(["alice", "bob"], { extensions: [required()] })
        const first = yield* committed(group, "alice", say("to", "be"))
        expect(dataOf(first, TOPIC)).toBe("to be")
        expect(at(first, "bob").context.extensions.map((e) => e.extensionType)).toEqual([3, 6])
        const before = at(first, "alice").tree.leafAt(at(first, "alice").me)?.encryptionKey
        const second = yield* committed(first, "alice", say("or", "not"))
        expect(dataOf(second, TOPIC)).toBe("to be or not")
        expect(at(second, "alice").tree.leafAt(at(second, "alice").me)?.encryptionKey).toEqual(before)
        expect(agree(second)).toBe(true)
      })
    )
  )

  it.effect("keeps components apart and the entries sorted; a removal leaves the others", () =>
    run(
      Effect.gen(function* () {
        const group = yield* groupOf(["alice", "bob"])
        const set = yield* committed(group, "alice", { custom: [updateData(LOCKED, utf8("key")), updateData(TOPIC, utf8("hi"))] })
        expect([dataOf(set, TOPIC), dataOf(set, LOCKED)]).toEqual(["hi", "key"])
        const gone = yield* committed(set, "bob", { custom: [removeData(TOPIC)] })
        expect([dataOf(gone, TOPIC), dataOf(gone, LOCKED)]).toEqual([undefined, "key"])
        expect(agree(gone)).toBe(true)
      })
    )
  )

  it.effect("joiners get the data with the group", () =>
    run(
      Effect.gen(function* () {
        const group = yield* committed(yield* groupOf(["alice", "bob"]), "alice", say("hi"))
        const carol = yield* makeKeyPackage(yield* identityOf("carol"))
        const after = yield* committed(group, "bob", { add: [carol.keyPackage] }, [["carol", carol]])
        expect(dataOf(new Map([["carol", at(after, "carol")]]), TOPIC)).toBe("hi")
      })
    )
  )

  it.effect("follows GroupContextExtensions of the same commit", () =>
    run(
      Effect.gen(function* () {
        const group = yield* groupOf(["alice", "bob"])
        const after = yield* committed(group, "alice", { ...say("hi"), extensions: [required(), dictionaryExtension([])] })
        expect(at(after, "bob").context.extensions.map((e) => e.extensionType)).toEqual([3, 6])
        expect(dataOf(after, TOPIC)).toBe("hi")
      })
    )
  )

  it.effect("may come by reference, from an external sender, and with an external commit, unless the component minds", () =>
    run(
      Effect.gen(function* () {
        const server = yield* identityOf("server")
        const listed = [{ signatureKey: server.signatureKey.publicKey, credential: server.credential }]
        const extensions = [makeExtension(extensionTypes.externalSenders, externalSenders, listed)]
        const group = yield* groupOf(["alice", "bob"], { extensions })
        const { epoch, groupId } = at(group, "alice").context
        const external = (component: number) =>
          proposeExternally({
            groupId,
            epoch,
            senderIndex: 0,
            signatureKey: server.signatureKey,
            proposal: { _tag: "custom", ...updateData(component, utf8("news")) }
          })
        let heard = group
        for (const component of [TOPIC, LOCKED]) {
          const message = yield* external(component)
          const next = new Map<string, typeof heard extends ReadonlyMap<string, infer S> ? S : never>()
          for (const [name, state] of heard) {
            const got = yield* receive(state, message)
            if (got._tag === "proposal") next.set(name, got.state)
          }
          heard = next
        }
        // The one that the component refuses is left out.
        const after = yield* committed(heard, "alice")
        expect([dataOf(after, TOPIC), dataOf(after, LOCKED)]).toEqual(["news", undefined])

        const groupInfo = yield* makeGroupInfo(at(after, "alice"))
        const joining = (component: number) =>
          Effect.gen(function* () {
            const custom = [{ _tag: "custom", ...updateData(component, utf8("me")) } as const]
            return yield* externalJoin({ groupInfo, identity: yield* identityOf("carol"), custom })
          })
        const joined = yield* joining(TOPIC)
        const got = yield* receive(at(after, "bob"), joined.message)
        expect(got._tag === "commit" && dataOf(new Map([["bob", got.state]]), TOPIC)).toBe("news me")
        expect(yield* Effect.flip(joining(LOCKED))).toMatchObject({ _tag: "Invalid", rule: "V161" })
      })
    )
  )

  const invalid: ReadonlyArray<readonly [string, Intent]> = [
    ["of an unknown component", { custom: [updateData(0x9000, utf8("x"))] }],
    ["of a component that takes none", { custom: [updateData(SILENT, utf8("x"))] }],
    ["that its component refuses", { custom: [updateData(TOPIC, utf8(""))] }],
    ["that removes what is not there", { custom: [removeData(LOCKED)] }],
    ["that removes twice", { custom: [removeData(TOPIC), removeData(TOPIC)] }],
    ["that removes and updates", { custom: [removeData(TOPIC), updateData(TOPIC, utf8("x"))] }],
    ["that updates and removes", { custom: [updateData(TOPIC, utf8("x")), removeData(TOPIC)] }]
  ]
  it.effect.each(invalid)("V161: a list with one %s is neither committed nor taken", ([, intent]) =>
    run(
      Effect.gen(function* () {
        const group = yield* committed(yield* groupOf(["alice", "bob"]), "alice", say("hi"))
        expect(yield* Effect.flip(commit(at(group, "alice"), intent))).toMatchObject({ _tag: "Invalid", rule: "V161" })
        const lie = yield* commit(at(group, "alice"), intent).pipe(lax)
        expect(yield* Effect.flip(receive(at(group, "bob"), lie.message))).toMatchObject({ _tag: "Invalid", rule: "V161" })
        // Its twin without the fault is taken.
        yield* receive(at(group, "bob"), (yield* commit(at(group, "alice"), say("there"))).message)
      })
    )
  )

  it.effect("V161: a component may keep its state from being removed", () =>
    run(
      Effect.gen(function* () {
        const group = yield* committed(yield* groupOf(["alice", "bob"]), "alice", { custom: [updateData(LOCKED, utf8("x"))] })
        expect(yield* Effect.flip(commit(at(group, "bob"), { custom: [removeData(LOCKED)] }))).toMatchObject({ rule: "V161", subject: 0 })
      })
    )
  )

  it("an operation other than update and remove does not decode", () => {
    expect(Result.isSuccess(decode(appDataUpdate, Uint8Array.of(0x80, 1, 2)))).toBe(true)
    for (const op of [0, 3]) expect(Result.isFailure(decode(appDataUpdate, Uint8Array.of(0x80, 1, op)))).toBe(true)
  })

  it.effect("V161: where it is required, GroupContextExtensions neither adds, removes nor changes the dictionary", () =>
    run(
      Effect.gen(function* () {
        const requiring = required(draftProposalTypes.appDataUpdate)
        const bare = yield* groupOf(["alice", "bob"], { extensions: [requiring] })
        const dictionary = dictionaryExtension([{ componentId: TOPIC, data: utf8("hi") }])
        const refused = (group: Group, extensions: ReadonlyArray<Extension>) =>
          Effect.gen(function* () {
            expect(yield* Effect.flip(commit(at(group, "alice"), { extensions }))).toMatchObject({ _tag: "Invalid", rule: "V161" })
            const lie = yield* commit(at(group, "alice"), { extensions }).pipe(lax)
            expect(yield* Effect.flip(receive(at(group, "bob"), lie.message))).toMatchObject({ _tag: "Invalid", rule: "V161" })
          })
        yield* refused(bare, [requiring, dictionary])
        yield* refused(bare, [requiring, dictionaryExtension([])])
        const full = yield* committed(bare, "alice", say("hi"))
        yield* refused(full, [requiring])
        yield* refused(full, [requiring, dictionaryExtension([{ componentId: TOPIC, data: utf8("ho") }])])
        // Others may change beside it, and the data by its own way.
        const after = yield* committed(full, "alice", { ...say("ho"), extensions: [dictionary, requiring] })
        expect(dataOf(after, TOPIC)).toBe("hi ho")
        // Where it is not required, the whole list may be replaced.
        const free = yield* committed(yield* groupOf(["alice", "bob"]), "alice", { extensions: [dictionary] })
        expect(dataOf(free, TOPIC)).toBe("hi")
      })
    )
  )

  it.effect("V139: a group in which somebody does not support the dictionary gets none", () =>
    run(
      Effect.gen(function* () {
        const kinds = knowing({ proposals: rows.proposals ?? [] })
        const old = yield* makeKeyPackage(yield* identityOf("oldie")).pipe(kinds)
        const group = yield* committed(yield* groupOf(["alice"]), "alice", { add: [old.keyPackage] })
        expect(yield* Effect.flip(commit(at(group, "alice"), say("hi")))).toMatchObject({ _tag: "Invalid", rule: "V139" })
      })
    )
  )
})

describe("AppEphemeral", () => {
  it.effect("goes with a commit to every member's component, in order, and leaves nothing behind", () =>
    run(
      Effect.gen(function* () {
        const group = yield* groupOf(["alice", "bob"])
        const asked = yield* proposeCustom(at(group, "bob"), draftProposalTypes.appEphemeral, attachData(TOPIC, utf8("one")).body)
        const heard = yield* delivered(group, "bob", asked.state, asked.message)
        const made = yield* commit(at(heard, "alice"), { custom: [attachData(TOPIC, utf8("two")), updateData(TOPIC, utf8("x"))] })
        const mine = yield* adopt(made.state)
        const theirs = yield* receive(at(heard, "bob"), made.message)
        if (theirs._tag !== "commit") throw new Error(theirs._tag)
        for (const { custom } of [mine, theirs]) {
          const brought = attachedTo(TOPIC, custom)
          expect(brought.map(({ data }) => textOf(data))).toEqual(["one", "two"])
          expect(brought.map(({ proposal }) => proposal.sender)).toMatchObject([{ leafIndex: 1 }, { leafIndex: 0 }])
          expect(attachedTo(LOCKED, custom)).toEqual([])
        }
        expect(dataOf(new Map([["bob", theirs.state]]), TOPIC)).toBe("x")
      })
    )
  )

  const bad: ReadonlyArray<readonly [string, number, string]> = [
    ["an unknown component", 0x9000, "x"],
    ["a component that takes none", SILENT, "x"],
    ["a component that refuses it", TOPIC, "far too long"]
  ]
  it.effect.each(bad)("V161: data for %s is neither committed nor taken", ([, component, data]) =>
    run(
      Effect.gen(function* () {
        const group = yield* groupOf(["alice", "bob"])
        const intent = { custom: [attachData(component, utf8(data))] }
        expect(yield* Effect.flip(commit(at(group, "alice"), intent))).toMatchObject({ _tag: "Invalid", rule: "V161" })
        const lie = yield* commit(at(group, "alice"), intent).pipe(lax)
        expect(yield* Effect.flip(receive(at(group, "bob"), lie.message))).toMatchObject({ _tag: "Invalid", rule: "V161" })
        const good = yield* commit(at(group, "alice"), { custom: [attachData(TOPIC, utf8("short"))] })
        yield* receive(at(group, "bob"), good.message)
      })
    )
  )

  it.effect("data for a reserved component is passed over", () =>
    run(
      Effect.gen(function* () {
        const after = yield* committed(yield* groupOf(["alice", "bob"]), "alice", { custom: [attachData(0x1a1a, utf8("noise"))] })
        expect(agree(after)).toBe(true)
      })
    )
  )
})

describe("required components", () => {
  const lists = (supported: ReadonlyArray<number>, aad: ReadonlyArray<number> = []): Extension =>
    dictionaryExtension([
      { componentId: componentIds.appComponents, data: ids(...supported) },
      { componentId: componentIds.safeAad, data: ids(...aad) }
    ])
  const able = lists([TOPIC, LOCKED, 0x2a2a], [TOPIC])

  it.effect("V104: who does not list them is not added, and neither founds nor joins such a group", () =>
    run(
      Effect.gen(function* () {
        const group = yield* groupOf(["alice", "bob"], { extensions: [lists([TOPIC], [TOPIC])], leafExtensions: [able] })
        const alice = at(group, "alice")
        const refused = (leafExtensions: ReadonlyArray<Extension>) =>
          Effect.gen(function* () {
            const { keyPackage } = yield* makeKeyPackage(yield* identityOf("carol"), { leafExtensions })
            expect(yield* Effect.flip(commit(alice, { add: [keyPackage] }))).toMatchObject({ _tag: "Invalid", rule: "V104" })
          })
        for (const unable of [[], [lists([LOCKED], [TOPIC])], [lists([TOPIC], [LOCKED])]]) yield* refused(unable)
        const groupInfo = yield* makeGroupInfo(alice)
        const identity = yield* identityOf("dave")
        expect(yield* Effect.flip(externalJoin({ groupInfo, identity }))).toMatchObject({ _tag: "SendRejected", reason: "Incompatible" })
        yield* externalJoin({ groupInfo, identity, leafExtensions: [able] })
        const founding = createGroup({ groupId: utf8("g"), identity, extensions: [lists([TOPIC])], leafExtensions: [lists([])] })
        expect(yield* Effect.flip(founding)).toMatchObject({ _tag: "Invalid", rule: "V104" })
      })
    )
  )

  it.effect("V104: a member cannot update its leaf to one that lacks them", () =>
    run(
      Effect.gen(function* () {
        const group = yield* groupOf(["alice", "bob"], { extensions: [lists([TOPIC])], leafExtensions: [able] })
        const updating = (leaf: Extension) => proposeUpdate(at(group, "bob"), { leafExtensions: [leaf] })
        expect(yield* Effect.flip(updating(lists([])))).toMatchObject({ _tag: "Invalid", rule: "V104" })
        yield* updating(lists([TOPIC]))
      })
    )
  )

  it.effect("V138: a new requirement is met by all who stay, or it is not committed; the update is the whole new list", () =>
    run(
      Effect.gen(function* () {
        const group = yield* groupOf(["alice", "bob"], { leafExtensions: [able] })
        const require = (...list: ReadonlyArray<number>): Intent => ({ custom: [updateData(componentIds.appComponents, ids(...list))] })
        expect(yield* Effect.flip(commit(at(group, "alice"), require(TOPIC, SILENT)))).toMatchObject({ _tag: "Invalid", rule: "V138" })
        const after = yield* committed(group, "alice", require(TOPIC, LOCKED))
        const listed = Result.getOrThrow(componentDataIn(at(after, "bob").context.extensions, componentIds.appComponents))
        expect(listed).toEqual(ids(TOPIC, LOCKED))
        expect(yield* Effect.flip(commit(at(after, "bob"), require(0x2a2a)))).toMatchObject({ _tag: "Invalid", rule: "V161" })
        const noList = { custom: [updateData(componentIds.appComponents, utf8("?"))] }
        expect(yield* Effect.flip(commit(at(after, "bob"), noList))).toMatchObject({ _tag: "Invalid", rule: "V161" })
      })
    )
  )
})
