import { decode, encode } from "@copath/codec"
import {
  type Change,
  CipherSuite,
  type Entropy,
  type KeyPair,
  MessageProtection,
  type ProtectionState,
  Secret,
  type Suite,
  type TreeView,
  Unprotectable
} from "@copath/contracts"
import { isLeaf, type LeafIndex, leafIndex, toLeaf } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { type CryptoUnderTest, type Make, makerOf, textBytes } from "../schedule/crypto.ts"
import { pairOf } from "./world.ts"

type Protection = MessageProtection["Service"]

/** A message of a circle, as it travels. */
export interface Spoken {
  /** The speaker's leaf. */
  readonly from: LeafIndex
  /** The circle's when it was said. */
  readonly epoch: bigint
  /** The encoded `ProtectedBody`. */
  readonly body: Uint8Array
}

/** Somebody with a state: a member, or a thief with a copy of one's. Every step replaces the state. */
export interface Reader {
  /** Where the member stands, or the one whose state was copied. */
  readonly leaf: LeafIndex
  /** The instance that reads and writes `state`. */
  readonly protection: Protection
  /** As of the last step taken. */
  state: ProtectionState
  /** The leaf key pair that it knows. */
  leafKey: KeyPair
}

/** What a commit did, by leaf. */
export type Turnover = Partial<Record<"added" | "removed" | "updated", ReadonlyArray<number>>>

const NO_SECRETS = 32

/**
 * A group of members who share leaf keys in a tree and no secret: what a protection without a group secret stands on, without an engine. For tests of who
 * reads what after whose state was copied.
 */
export class Circle {
  /** What leaf keys are made with. */
  readonly suite: Suite
  /** Those in the group now, by leaf. */
  readonly members = new Map<LeafIndex, Reader>()
  /** Commits so far: 0 before the first. */
  epoch = 0n
  private readonly make: Make<Protection>
  private readonly keys = new Map<LeafIndex, KeyPair>()
  private drawn = 0
  private thieves: Protection | undefined = undefined

  constructor(make: Make<Protection>, suite: Suite) {
    this.make = make
    this.suite = suite
  }

  /** The member at a leaf. */
  at(leaf: number): Reader {
    const member = this.members.get(leafIndex(leaf))
    if (member === undefined) throw new Error(`leaf ${leaf} is no member`)
    return member
  }

  /** Leaf keys as they stand in the tree now. */
  publicKeys(): ReadonlyMap<LeafIndex, Uint8Array> {
    return new Map([...this.keys].map(([leaf, { publicKey }]) => [leaf, publicKey]))
  }

  /** A commit that everybody takes; who was removed stays outside with what it had. */
  readonly turnover = Effect.fnUntraced(function* (this: Circle, { added = [], removed = [], updated = [] }: Turnover) {
    this.epoch++
    for (const leaf of removed.map(leafIndex)) {
      this.members.delete(leaf)
      this.keys.delete(leaf)
    }
    for (const leaf of [...added, ...updated]) this.keys.set(leafIndex(leaf), pairOf(this.suite, `${leaf} key ${this.drawn++}`))
    const change = { added: added.map(leafIndex), removed: removed.map(leafIndex), updated: updated.map(leafIndex) }
    for (const member of this.members.values()) {
      member.leafKey = this.keyOf(member.leaf)
      yield* this.follow(member, change)
    }
    for (const leaf of change.added) {
      const protection = yield* this.make(`member ${leaf} ${this.drawn}`)
      const reader = { leaf, protection, leafKey: this.keyOf(leaf) }
      this.members.set(leaf, { ...reader, state: yield* this.started(reader, change) })
    }
    return change
  })

  /** Goes along into the circle's epoch with the leaf key that this reader knows. */
  readonly follow = Effect.fnUntraced(function* (this: Circle, reader: Reader, change: Omit<Change, "committer">) {
    const started = yield* this.started(reader, change)
    const resumed = reader.protection.resume?.(started, reader.state) ?? { state: started, retired: [] }
    reader.state = resumed.state
    for (const secret of resumed.retired) secret.wipe()
  })

  /** Says it to everybody, and gives what travels. */
  readonly say = Effect.fnUntraced(function* (this: Circle, leaf: number, text: string) {
    const member = this.at(leaf)
    const { protection } = member
    const made = yield* protection.protect(member.state, headerAt(this.epoch), textBytes(text), Option.none())
    const spoken: Spoken = { from: member.leaf, epoch: this.epoch, body: encode(protection.bodyCodec, made.body) }
    member.state = made.state
    for (const secret of made.retired) secret.wipe()
    return spoken
  })

  /** The text, or why it stays shut. A text is adopted. */
  readonly hear = Effect.fnUntraced(function* (this: Circle, reader: Reader, { body, epoch }: Spoken) {
    const { protection } = reader
    const decoded = decode(protection.bodyCodec, body)
    const opened = yield* Effect.result(
      Result.isFailure(decoded)
        ? Effect.fail(new Unprotectable({ reason: "BadCiphertext" }))
        : protection.unprotect(reader.state, headerAt(epoch), decoded.success)
    )
    if (Result.isFailure(opened)) return opened.failure._tag === "Unprotectable" ? opened.failure.reason : opened.failure._tag
    reader.state = opened.success.state
    for (const secret of opened.success.retired) secret.wipe()
    return new TextDecoder().decode(opened.success.content)
  })

  /** Says it, and every other member hears it. */
  readonly tell = Effect.fnUntraced(function* (this: Circle, leaf: number, text: string) {
    const spoken = yield* this.say(leaf, text)
    for (const member of this.members.values()) {
      if (member.leaf === leaf) continue
      const heard = yield* this.hear(member, spoken)
      if (heard !== text) throw new Error(`leaf ${member.leaf} hears ${heard} of leaf ${leaf}'s "${text}"`)
    }
    return spoken
  })

  /** A copy of a member's device, written down and read by another instance, leaf key and all. */
  readonly seize = Effect.fnUntraced(function* (this: Circle, leaf: number) {
    const { leafKey, protection, state } = this.at(leaf)
    this.thieves ??= yield* this.make("thieves")
    const own = this.thieves
    const copy = Result.getOrThrow(decode(own.stateCodec, encode(protection.stateCodec, state)))
    const thief: Reader = { leaf: leafIndex(leaf), protection: own, state: copy, leafKey }
    return thief
  })

  private keyOf(leaf: LeafIndex): KeyPair {
    const pair = this.keys.get(leaf)
    if (pair === undefined) throw new Error(`leaf ${leaf} has no key`)
    return pair
  }

  private started({ leaf, leafKey, protection }: Omit<Reader, "state">, change: Omit<Change, "committer">) {
    const none = (): Secret => new Secret(new Uint8Array(NO_SECRETS))
    const epoch = { init: none(), encryption: none(), senderData: none(), confirmation: none(), membership: none(), exporter: none() }
    const committer = [...this.keys.keys()][0] ?? leaf
    return Effect.map(
      protection.start(epoch, leaf, this.tree(), { ...change, committer }, Option.none(), { epoch: this.epoch, leafKey }),
      ({ state }) => state
    )
  }

  private tree(): TreeView {
    const keys = this.publicKeys()
    const highest = Math.max(...keys.keys(), 1)
    return {
      leafCount: 2 ** Math.ceil(Math.log2(highest + 1)),
      occupied: (leaf) => keys.has(leaf),
      keyAt: (node) => (isLeaf(node) ? keys.get(toLeaf(node)) : undefined),
      resolution: () => []
    }
  }
}

const headerAt = (epoch: bigint) =>
  ({ groupId: textBytes("a circle"), epoch, contentType: 1, authenticatedData: new Uint8Array(0) }) as const

/** A circle of `size` members who have not spoken. */
export const openCircle = Effect.fnUntraced(function* (
  layer: Layer.Layer<MessageProtection, never, CipherSuite | Entropy>,
  crypto: CryptoUnderTest,
  size: number
) {
  const suite = yield* Effect.provide(CipherSuite, crypto.suite)
  const circle = new Circle(makerOf(MessageProtection, layer, crypto), suite)
  yield* circle.turnover({ added: Array.from({ length: size }, (_, leaf) => leaf) })
  return circle
})
