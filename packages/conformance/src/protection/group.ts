import { decode, encode } from "@copath/codec"
import {
  type Change,
  type EpochSecrets,
  type Header,
  type KeyPair,
  type MessageProtection,
  type ProtectionState,
  type Secret,
  type Standing,
  type Suite,
  type TreeView,
  Unprotectable
} from "@copath/contracts"
import { isLeaf, type LeafIndex, leafIndex, toLeaf } from "@copath/tree-math"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { assert } from "vitest"
import { type Make, namedSecret, textBytes } from "../schedule/crypto.ts"

type Protection = MessageProtection["Service"]

/** What a layer under test does for late messages. */
export interface WindowUnderTest {
  /** How far a chain jumps. */
  readonly maxForward: number
  /** How many skipped keys are kept; where a `span` is, of how many generations behind the newest. */
  readonly maxSkipped: number
  /** Whether the window is so many generations wide, however many keys lie in it. */
  readonly span?: boolean
  /** When `forget` takes a skipped key, in seconds. */
  readonly maxSeconds?: number
}

/** What the laws of message protection are about. */
export class ProtectionUnderTest extends Context.Service<
  ProtectionUnderTest,
  {
    readonly make: Make<Protection>
    readonly suite: Suite
    /** The options that the layer under test was given. */
    readonly window: WindowUnderTest
  }
>()("@copath/conformance/ProtectionUnderTest") {}

/** A message as it travels. */
export interface Sent {
  readonly header: Header
  readonly body: Uint8Array
}

/** A member: its instance of the variant, and its state, which every step replaces. */
export interface Member {
  readonly leaf: LeafIndex
  readonly epoch: bigint
  protection: Protection
  state: ProtectionState
}

/** An epoch's public facts. Equal names stand for equal secrets. */
export interface Epoch {
  readonly name: string
  readonly number: bigint
  readonly leafCount: number
  readonly leaves: ReadonlyArray<number>
}

export const pairEpoch: Epoch = { name: "one", number: 7n, leafCount: 2, leaves: [0, 1] }
export const wideEpoch: Epoch = { name: "wide", number: 7n, leafCount: 8, leaves: [0, 1, 3, 4, 6] }

// The laws ask for the same few over and over.
const leafPairs = new WeakMap<Suite, Map<number, KeyPair>>()

/** The key pair of a leaf, the same in every epoch. */
const leafPair = (suite: Suite, leaf: number): KeyPair => {
  const known = leafPairs.get(suite) ?? new Map<number, KeyPair>()
  leafPairs.set(suite, known)
  const pair = known.get(leaf) ?? suite.kem.derive(namedSecret(suite, `leaf key ${leaf}`))
  known.set(leaf, pair)
  return pair
}

const treeOf = (suite: Suite, { leafCount, leaves }: Epoch): TreeView => ({
  leafCount,
  occupied: (leaf) => leaves.includes(leaf),
  keyAt: (node) => (isLeaf(node) && leaves.includes(toLeaf(node)) ? leafPair(suite, toLeaf(node)).publicKey : undefined),
  resolution: () => []
})

/** Fresh objects each time: a state takes over some of them. */
export const epochSecrets = (suite: Suite, { name }: Epoch): EpochSecrets => {
  const of = (label: string): Secret => namedSecret(suite, `${name} ${label}`)
  return {
    init: of("init"),
    encryption: of("encryption"),
    senderData: of("sender data"),
    confirmation: of("confirmation"),
    membership: of("membership"),
    exporter: of("exporter")
  }
}

const noChange: Change = { added: [], removed: [], updated: [], committer: leafIndex(0) }

const standing = (suite: Suite, { number }: Epoch, leaf: number): Standing => ({ epoch: number, leafKey: leafPair(suite, leaf) })

/** `leaf` in its first epoch; it need not be a member's, for a member who pretends. */
export const enter = Effect.fnUntraced(function* (protection: Protection, suite: Suite, epoch: Epoch, leaf: number) {
  const { state } = yield* protection.start(
    epochSecrets(suite, epoch),
    leafIndex(leaf),
    treeOf(suite, epoch),
    noChange,
    Option.none(),
    standing(suite, epoch, leaf)
  )
  const member: Member = { leaf: leafIndex(leaf), epoch: epoch.number, protection, state }
  return member
})

/** A member's step into another epoch. */
export const move = Effect.fnUntraced(function* (member: Member, suite: Suite, epoch: Epoch, change: Partial<Change>) {
  const { state } = yield* member.protection.start(
    epochSecrets(suite, epoch),
    member.leaf,
    treeOf(suite, epoch),
    { ...noChange, ...change },
    Option.some(member.state),
    standing(suite, epoch, member.leaf)
  )
  const resumed = member.protection.resume?.(state, member.state) ?? { state, retired: [] }
  for (const secret of resumed.retired) secret.wipe()
  const moved: Member = { ...member, epoch: epoch.number, state: resumed.state }
  return moved
})

export const headerOf = (contentType: Header["contentType"] = 1, epoch = 7n): Header => ({
  groupId: textBytes("a group"),
  epoch,
  contentType,
  authenticatedData: textBytes("in clear")
})

/** Slots as a delivery service would give them out: one counter for everybody. */
export const slotCounter = (): (() => Option.Option<bigint>) => {
  let next = 0n
  return () => Option.some(next++)
}

/** Seals at a slot, adopts the new state and wipes what it retires. */
export const sendAt = Effect.fnUntraced(function* (from: Member, text: string, slot: Option.Option<bigint>, header?: Header) {
  const { protection } = from
  const inClear = header ?? headerOf(1, from.epoch)
  const made = yield* protection.protect(from.state, inClear, textBytes(text), protection.needs.slot ? slot : Option.none())
  from.state = made.state
  for (const secret of made.retired) secret.wipe()
  const sent: Sent = { header: inClear, body: encode(protection.bodyCodec, made.body) }
  return sent
})

/** Where keys travel in messages, a first one with the sender's: what follows does not overtake it. `undefined` where every member derives all keys. */
export const greeting = (from: Member) =>
  from.protection.resume === undefined ? Effect.succeed(undefined) : sendAt(from, "hello", Option.none())

/** Hears a {@link greeting}. */
export const heed = Effect.fnUntraced(function* (to: Member, sent: Sent | undefined) {
  if (sent !== undefined) yield* receive(to, sent)
})

/** Everybody has everybody's keys from here on. */
export const meet = Effect.fnUntraced(function* (members: ReadonlyArray<Member>) {
  for (const from of members) {
    const hello = yield* greeting(from)
    for (const to of members) if (to !== from) yield* heed(to, hello)
  }
})

/** Opens without adopting anything. */
export const peek = Effect.fnUntraced(function* ({ protection, state }: Member, { body, header }: Sent) {
  const decoded = decode(protection.bodyCodec, body)
  // Bytes that are no body never reach the protection; for the laws they are refused like any other forgery.
  if (Result.isFailure(decoded)) return yield* new Unprotectable({ reason: "BadCiphertext" })
  const opened = yield* protection.unprotect(state, header, decoded.success)
  return { ...opened, text: new TextDecoder().decode(opened.content) }
})

/** Opens, adopts the new state and wipes what it retires. */
export const receive = Effect.fnUntraced(function* (to: Member, sent: Sent) {
  const { retired, sender, state, text } = yield* peek(to, sent)
  to.state = state
  for (const secret of retired) secret.wipe()
  return { sender, text }
})

/** Fails the law unless the message is opened as this text of this member. */
export const opens = Effect.fnUntraced(function* (to: Member, sent: Sent, from: Member, text: string) {
  assert.deepStrictEqual(yield* receive(to, sent), { sender: from.leaf, text }, `leaf ${to.leaf}`)
})

/** Fails the law unless the message is refused for this reason, and the member's state is what it was. */
export const refuses = Effect.fnUntraced(function* (to: Member, sent: Sent, reason: Unprotectable["reason"], why = "") {
  const before = stored(to)
  const result = yield* Effect.result(peek(to, sent))
  const what = why === "" ? "" : `${why}: `
  if (Result.isSuccess(result)) assert.fail(`${what}opened, where it should be refused with ${reason}`)
  else assert.strictEqual(result.failure._tag === "Unprotectable" ? result.failure.reason : result.failure._tag, reason, why)
  assert.deepStrictEqual(stored(to), before, `${what}a refused message changed the state`)
})

/** The member's state as bytes. */
export const stored = ({ protection, state }: Member): Uint8Array => encode(protection.stateCodec, state)

/** The member's state, written down and read by another instance. */
export const restored = (member: Member, protection: Protection): Member => ({
  ...member,
  protection,
  state: Result.getOrThrow(decode(protection.stateCodec, stored(member)))
})
