import { decode, encode } from "@copath/codec"
import { CipherSuite, Cgka, Composition, Entropy, signWithLabel } from "@copath/contracts"
import { commit, createGroup, exportSecret, makeKeyPackage, persist, receive, type GroupState, adopt } from "@copath/group"
import { leafIndex } from "@copath/tree-math"
import { privateWireFormats, rfc9420WireFormats } from "@copath/wire"
import { it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { describe, expect } from "vitest"
import {
  isTargetedMessage,
  receiveTargeted,
  requiredWireFormats,
  sealTargeted,
  sendTargeted,
  supportedWireFormats,
  supportsWireFormat,
  TARGETED_MESSAGE_FORMAT,
  targetedExports,
  targetedMessageEnvelope,
  targetedMessageFormat,
  type TargetedMessage,
  wireFormats
} from "../../src/index.ts"
import { at, committed, type Group, groupOf, identityOf, knowing, services, utf8 } from "../story.ts"

const takes = supportedWireFormats([TARGETED_MESSAGE_FORMAT])
const envelope = targetedMessageEnvelope(TARGETED_MESSAGE_FORMAT)
const composed = knowing(wireFormats)
const run = <A, E, R>(effect: Effect.Effect<A, E, R>) => effect.pipe(composed, Effect.provide(services()))
const three = Effect.suspend(() => groupOf(["alice", "bob", "carol"], { leafExtensions: [takes] }))
const BOB = leafIndex(1)
const CAROL = leafIndex(2)

/** What any member could seal: by alice, with something changed. */
const sealedBy = Effect.fnUntraced(function* (
  state: GroupState,
  change: {
    readonly senderLeafIndex?: number
    readonly recipientLeafIndex?: number
    readonly epoch?: bigint
    readonly groupId?: Uint8Array
  }
) {
  const suite = yield* CipherSuite
  const { secret: random } = yield* Entropy
  const { label, psk, senderAuthData } = targetedExports
  const secrets = {
    psk: yield* exportSecret(state, label, psk, suite.kdf.size),
    senderAuthData: yield* exportSecret(state, label, senderAuthData, suite.kdf.size)
  }
  const content = {
    groupId: state.context.groupId,
    epoch: state.context.epoch,
    senderLeafIndex: state.me,
    recipientLeafIndex: BOB,
    authenticatedData: utf8(""),
    applicationData: utf8("psst"),
    padding: 0,
    ...change
  }
  const recipientKey = state.tree.leafAt(BOB)?.encryptionKey ?? utf8("")
  const keys = { secrets, recipientKey, signer: state.identity, wireFormat: TARGETED_MESSAGE_FORMAT }
  const message = sealTargeted(suite, content, keys, random)
  if (message === undefined) throw new Error("nothing was sealed")
  return message
})

const edited = (message: Uint8Array, edit: (m: TargetedMessage) => Partial<TargetedMessage>): Uint8Array => {
  const decoded = Result.getOrThrow(decode(envelope, message))
  return encode(envelope, { ...decoded, ...edit(decoded) })
}
const refusal = (group: Group, message: Uint8Array) => Effect.flip(receiveTargeted(at(group, "bob"), message))

describe("targeted messages", () => {
  it.effect("reach one member, who knows the sender; padding hides the length and changes nothing else", () =>
    run(
      Effect.gen(function* () {
        const group = yield* three
        const input = { to: BOB, data: utf8("for bob"), authenticatedData: utf8("nonce 1") }
        const message = yield* sendTargeted(at(group, "alice"), input)
        expect(yield* receiveTargeted(at(group, "bob"), message)).toEqual({
          sender: 0,
          data: utf8("for bob"),
          authenticatedData: utf8("nonce 1")
        })
        const padded = yield* sendTargeted(at(group, "alice"), { ...input, padding: 100 })
        expect(padded.length - message.length).toBeGreaterThanOrEqual(100)
        expect((yield* receiveTargeted(at(group, "bob"), padded)).data).toEqual(utf8("for bob"))
        // No state moves, on neither side.
        const before = yield* persist(at(group, "bob"))
        yield* receiveTargeted(at(group, "bob"), message)
        expect(yield* persist(at(group, "bob"))).toEqual(before)
      })
    )
  )

  it.effect("work in every epoch, with the leaf's key of that epoch", () =>
    run(
      Effect.gen(function* () {
        let group = yield* three
        for (const committer of ["alice", "bob", "carol"]) {
          group = yield* committed(group, committer)
          const message = yield* sendTargeted(at(group, "carol"), { to: BOB, data: utf8(committer) })
          expect(yield* receiveTargeted(at(group, "bob"), message)).toMatchObject({ sender: CAROL, data: utf8(committer) })
        }
      })
    )
  )

  it.effect("stay shut for other members, in other groups and in other epochs", () =>
    run(
      Effect.gen(function* () {
        const group = yield* three
        const message = yield* sendTargeted(at(group, "alice"), { to: BOB, data: utf8("for bob") })
        expect(yield* Effect.flip(receiveTargeted(at(group, "carol"), message))).toMatchObject({ reason: "NotForUs" })
        // Readdressed, it is still sealed to bob and signed for him.
        const readdressed = edited(message, () => ({ recipientLeafIndex: CAROL }))
        expect(yield* Effect.flip(receiveTargeted(at(group, "carol"), readdressed))).toMatchObject({ reason: "Undecryptable" })
        const later = yield* committed(group, "carol")
        expect(yield* refusal(later, message)).toMatchObject({ _tag: "TargetedRejected", reason: "StaleEpoch" })
        const ahead = yield* sendTargeted(at(later, "alice"), { to: BOB, data: utf8("later") })
        expect(yield* refusal(group, ahead)).toMatchObject({ reason: "FutureEpoch" })
        expect(
          yield* refusal(
            group,
            edited(message, () => ({ groupId: utf8("other") }))
          )
        ).toMatchObject({ reason: "UnknownGroup" })
        yield* receiveTargeted(at(group, "bob"), message)
      })
    )
  )

  it.effect("are refused when anything was changed on the way", () =>
    run(
      Effect.gen(function* () {
        const group = yield* three
        const input = { to: BOB, data: utf8("for bob"), authenticatedData: utf8("aad") }
        const refusedAs = (message: Uint8Array, edit: (m: TargetedMessage) => Partial<TargetedMessage>) =>
          Effect.map(refusal(group, edited(message, edit)), (why) => (why._tag === "TargetedRejected" ? why.reason : why._tag))
        const flip = (bytes: Uint8Array): Uint8Array => bytes.map((byte, i) => (i === bytes.length - 1 ? byte ^ 1 : byte))
        const ciphertext = (m: TargetedMessage) => ({ ciphertext: flip(m.ciphertext) })
        // A short ciphertext is all sample: whoever changes it changes the key of the sender's data.
        const message = yield* sendTargeted(at(group, "alice"), input)
        expect(yield* refusedAs(message, ciphertext)).toBe("Undecryptable")
        // Behind the sample of a longer one the signature watches, before anything is opened.
        const longer = yield* sendTargeted(at(group, "alice"), { ...input, padding: 50 })
        expect(yield* refusedAs(longer, ciphertext)).toBe("BadSignature")
        const senderData = (m: TargetedMessage) => ({ encryptedSenderAuthData: flip(m.encryptedSenderAuthData) })
        expect(yield* refusedAs(message, senderData)).toBe("Undecryptable")
        expect(yield* refusedAs(message, () => ({ authenticatedData: utf8("other") }))).toBe("BadSignature")
        const truncated = message.subarray(0, -1)
        expect(yield* refusal(group, truncated)).toMatchObject({ _tag: "DecodeError" })
        yield* receiveTargeted(at(group, "bob"), message)
      })
    )
  )

  it.effect("a member cannot speak in another's name, nor in nobody's", () =>
    run(
      Effect.gen(function* () {
        const group = yield* three
        const alice = at(group, "alice")
        yield* receiveTargeted(at(group, "bob"), yield* sealedBy(alice, {}))
        expect(yield* refusal(group, yield* sealedBy(alice, { senderLeafIndex: CAROL }))).toMatchObject({ reason: "BadSignature" })
        for (const leaf of [3, 4000]) {
          expect(yield* refusal(group, yield* sealedBy(alice, { senderLeafIndex: leaf }))).toMatchObject({ reason: "UnknownSender" })
        }
      })
    )
  )

  it.effect("padding that is not zero is malformed, though its sender signed it", () =>
    run(
      Effect.gen(function* () {
        const group = yield* three
        const suite = yield* CipherSuite
        const { psk } = suite.hpke
        if (psk === undefined) throw new Error("no PSK mode")
        const dishonest = {
          ...suite,
          hpke: {
            ...suite.hpke,
            // One byte of padding more, and that is no zero.
            psk: {
              ...psk,
              seal: (...[to, info, aad, plain, key, random]: Parameters<typeof psk.seal>) =>
                psk.seal(to, info, aad, Uint8Array.of(...plain, 1), key, random)
            }
          }
        }
        const message = yield* sendTargeted(at(group, "alice"), { to: BOB, data: utf8("x") }).pipe(
          Effect.provideService(CipherSuite, dishonest)
        )
        expect(yield* refusal(group, message)).toMatchObject({ reason: "Malformed" })
      })
    )
  )

  it.effect("a signature by the right key over something else is refused", () =>
    run(
      Effect.gen(function* () {
        const group = yield* three
        const suite = yield* CipherSuite
        const bare = signWithLabel(suite, at(group, "alice").identity, "TargetedMessageTBS", utf8("something"))
        const lying = { ...suite, signature: { ...suite.signature, sign: () => bare } }
        const message = yield* sendTargeted(at(group, "alice"), { to: BOB, data: utf8("x") }).pipe(
          Effect.provideService(CipherSuite, lying)
        )
        expect(yield* refusal(group, message)).toMatchObject({ reason: "BadSignature" })
      })
    )
  )

  it.effect("are not sent to a blank leaf, nor to one that does not list the wire format", () =>
    run(
      Effect.gen(function* () {
        const group = yield* groupOf(["alice", "bob"])
        const sending = (to: number) => Effect.flip(sendTargeted(at(group, "alice"), { to: leafIndex(to), data: utf8("x") }))
        expect(yield* sending(1)).toMatchObject({ _tag: "TargetedUnavailable", reason: "NotSupported" })
        expect(yield* sending(7)).toMatchObject({ reason: "NoMember" })
        const smaller = yield* committed(yield* three, "alice", { remove: [BOB] })
        expect(yield* Effect.flip(sendTargeted(at(smaller, "alice"), { to: BOB, data: utf8("x") }))).toMatchObject({ reason: "NoMember" })
      })
    )
  )

  it.effect("need a suite with PSK mode and a key agreement that gives its leaf's key", () =>
    run(
      Effect.gen(function* () {
        const group = yield* three
        const message = yield* sendTargeted(at(group, "alice"), { to: BOB, data: utf8("x") })
        const { psk: _, ...base } = (yield* CipherSuite).hpke
        const poor = Effect.provideService(CipherSuite, { ...(yield* CipherSuite), hpke: base })
        const { leafKey: __, ...closed } = yield* Cgka
        const unavailable = { _tag: "TargetedUnavailable", reason: "Incompatible" }
        expect(yield* Effect.flip(sendTargeted(at(group, "alice"), { to: BOB, data: utf8("x") }).pipe(poor))).toMatchObject(unavailable)
        expect(yield* refusal(group, message).pipe(poor)).toMatchObject(unavailable)
        expect(yield* refusal(group, message).pipe(Effect.provideService(Cgka, closed))).toMatchObject(unavailable)
      })
    )
  )

  it.effect("a group that ended with a ReInit sends none", () =>
    run(
      Effect.gen(function* () {
        const group = yield* three
        const reInit = { groupId: utf8("next"), version: 1, cipherSuite: 1, extensions: [] }
        const ended = (yield* adopt((yield* commit(at(group, "alice"), { reInit })).state)).state
        expect(yield* Effect.flip(sendTargeted(ended, { to: BOB, data: utf8("x") }))).toMatchObject({ _tag: "Closed", rule: "V214" })
      })
    )
  )

  it.effect("V012: are told from other messages by their wire format, and `receive` takes none", () =>
    run(
      Effect.gen(function* () {
        const group = yield* three
        const message = yield* sendTargeted(at(group, "alice"), { to: BOB, data: utf8("x") })
        expect(isTargetedMessage(message, TARGETED_MESSAGE_FORMAT)).toBe(true)
        expect(isTargetedMessage((yield* commit(at(group, "alice"))).message, TARGETED_MESSAGE_FORMAT)).toBe(false)
        expect(yield* Effect.flip(receive(at(group, "bob"), message))).toMatchObject({ _tag: "DecodeError", reason: "UnknownEnum" })
        const versions = message.slice()
        versions[1] = 2
        expect(yield* refusal(group, versions)).toMatchObject({ _tag: "DecodeError", reason: "BadVersion" })
        const formats = message.slice()
        formats[3] = 2
        expect(yield* refusal(group, formats)).toMatchObject({ _tag: "DecodeError", reason: "UnknownEnum" })
      })
    )
  )

  it("have a number for private use where the composition's others do", () => {
    expect(targetedMessageFormat(rfc9420WireFormats)).toBe(TARGETED_MESSAGE_FORMAT)
    expect(targetedMessageFormat(privateWireFormats)).toBe(0xf006)
  })

  it.effect("the wire format is signed: a message of one composition is none of another", () =>
    run(
      Effect.gen(function* () {
        const group = yield* three
        const message = yield* sendTargeted(at(group, "alice"), { to: BOB, data: utf8("x") })
        const moved = message.slice()
        moved.set([0xf0, 0x06], 2)
        const composition = yield* Composition
        const elsewhere = Effect.provideService(Composition, { ...composition, wireFormats: privateWireFormats })
        expect(yield* refusal(group, moved).pipe(elsewhere)).toMatchObject({ _tag: "TargetedRejected", reason: "BadSignature" })
      })
    )
  )
})

describe("required wire formats", () => {
  it.effect("V104: who does not list them is not added and founds no such group; V138: a member that lacks them keeps the list out", () =>
    run(
      Effect.gen(function* () {
        const extensions = [requiredWireFormats([TARGETED_MESSAGE_FORMAT])]
        const identity = yield* identityOf("alice")
        expect(yield* Effect.flip(createGroup({ groupId: utf8("g"), identity, extensions }))).toMatchObject({
          _tag: "Invalid",
          rule: "V104"
        })
        const group = yield* groupOf(["alice", "bob"], { extensions, leafExtensions: [takes] })
        const carol = yield* makeKeyPackage(yield* identityOf("carol"))
        expect(yield* Effect.flip(commit(at(group, "alice"), { add: [carol.keyPackage] }))).toMatchObject({ _tag: "Invalid", rule: "V104" })
        const free = yield* groupOf(["alice", "bob"])
        expect(yield* Effect.flip(commit(at(free, "alice"), { extensions }))).toMatchObject({ _tag: "Invalid", rule: "V138" })
        expect(supportsWireFormat([takes], TARGETED_MESSAGE_FORMAT)).toBe(true)
        expect(supportsWireFormat([{ ...takes, extensionData: Uint8Array.of(9) }], TARGETED_MESSAGE_FORMAT)).toBe(false)
      })
    )
  )

  it.effect("V107: each list has its place", () =>
    run(
      Effect.gen(function* () {
        const alice = at(yield* groupOf(["alice"]), "alice")
        expect(yield* Effect.flip(commit(alice, { extensions: [takes] }))).toMatchObject({ _tag: "Invalid", rule: "V107" })
        const misplaced = yield* makeKeyPackage(yield* identityOf("bob"), { leafExtensions: [requiredWireFormats([])] })
        expect(yield* Effect.flip(commit(alice, { add: [misplaced.keyPackage] }))).toMatchObject({ _tag: "Invalid", rule: "V107" })
      })
    )
  )
})
