import {
  Cgka,
  CipherSuite,
  DeliveryService,
  DoubleJoinPolicy,
  MessageProtection,
  type Ordering,
  SignatureScheme,
  TreeFill,
  TreeIntegrity
} from "@copath/contracts"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** Parts that cannot work together: by the rule's name, with the parts and the reason. */
export class IncompatibleProfile extends Data.TaggedError("IncompatibleProfile")<{
  readonly rule: string
  readonly parts: ReadonlyArray<string>
  readonly reason: string
}> {
  /** The parts, the reason and the rule in one line. */
  override get message(): string {
    return `${this.parts.join(" + ")} cannot work: ${this.reason} (${this.rule})`
  }
}

/** What the rules look at: the parts' own declarations, never their ids. */
export interface Facts {
  /** Whether it makes a group secret, and which nodes a commit edits. */
  readonly cgka: Cgka["Service"]
  /** Whether it keeps a book, and which nodes it edits. */
  readonly doubleJoin: DoubleJoinPolicy["Service"]
  /** Whether it sets keys off the creator's path, and leaves levels blank. */
  readonly fill: TreeFill["Service"]
  /** Its needs: order of messages, group secret, slots, an AEAD that bears misuse. */
  readonly protection: MessageProtection["Service"]
  /** Who can have made its signatures, and who can verify them. */
  readonly signature: SignatureScheme["Service"]
  /** Which edits it can vouch for. */
  readonly integrity: TreeIntegrity["Service"]
  /** Names the AEAD whose nonces would repeat. */
  readonly suite: CipherSuite["Service"]
  /** The order that it promises, and whether it gives out slots. */
  readonly delivery: DeliveryService["Service"]
}

/** One reason why parts cannot work together. */
export interface Incompatibility {
  /** A short name, such as `ordering`: what `IncompatibleProfile` carries. */
  readonly rule: string
  /** Why no such composition can be sound, as half a sentence for people. */
  readonly reason: string
  /** Whether these parts clash. */
  readonly holds: (f: Facts) => boolean
  /** The parts that clash. */
  readonly between: (f: Facts) => ReadonlyArray<string>
}

const rank: Record<Ordering, number> = { none: 0, epoch: 1, total: 2 }

/** The one list that layers, lab and documentation share. */
export const incompatibilities: ReadonlyArray<Incompatibility> = [
  {
    rule: "ordering",
    reason: "the message protection needs a stricter order than the delivery service promises",
    holds: (f) => rank[f.delivery.ordering] < rank[f.protection.needs.ordering],
    between: (f) => [f.protection.id, f.delivery.id]
  },
  {
    rule: "slots",
    reason: "two senders would take one position of the chain and reuse key and nonce; the delivery service gives out no slots",
    holds: (f) => f.protection.needs.slot && !f.delivery.slots,
    between: (f) => [f.protection.id, f.suite.aead.id, f.delivery.id]
  },
  {
    rule: "group-secret",
    reason: "message keys come from a group secret, which this key agreement does not make",
    holds: (f) => f.protection.needs.groupSecret && !f.cgka.groupSecret,
    between: (f) => [f.protection.id, f.cgka.id]
  },
  {
    rule: "leaf-keys",
    reason: "channels between members begin from the keys of their leaves, and this key agreement gives away none",
    holds: (f) => f.protection.needs.leafKeys === true && f.cgka.leafKey === undefined,
    between: (f) => [f.protection.id, f.cgka.id]
  },
  {
    rule: "reach",
    reason: "parent hashes vouch for edits on the committer's direct path alone, and this key agreement edits other nodes",
    holds: (f) => f.integrity.needs.reach === "path" && f.cgka.reach !== "path",
    between: (f) => [f.integrity.id, f.cgka.id]
  },
  {
    rule: "levels",
    reason: "parent hashes need a key below each child of a parent that has one, and this tree leaves levels blank",
    holds: (f) => f.integrity.needs.reach === "path" && !f.fill.parentHashes,
    between: (f) => [f.integrity.id, f.fill.id]
  },
  {
    rule: "creator",
    reason: "a creator who sets nodes off its own path could never be evicted, for nobody keeps a book of what it knows",
    holds: (f) => f.fill.reach === "anywhere" && f.doubleJoin.book === "none",
    between: (f) => [f.fill.id, f.doubleJoin.id]
  },
  {
    rule: "misuse",
    reason: "it uses keys for many messages, and this AEAD breaks when a nonce comes twice",
    holds: (f) => f.protection.needs.misuseResistant && !f.suite.aead.misuseResistant,
    between: (f) => [f.protection.id, f.suite.aead.id]
  }
]

type Looked = Cgka | DoubleJoinPolicy | TreeFill | MessageProtection | SignatureScheme | TreeIntegrity | CipherSuite | DeliveryService

/** What types cannot say is refused when the layer is built. */
export const checked: Layer.Layer<never, IncompatibleProfile, Looked> = Layer.effectDiscard(
  Effect.gen(function* () {
    const facts: Facts = {
      cgka: yield* Cgka,
      doubleJoin: yield* DoubleJoinPolicy,
      fill: yield* TreeFill,
      protection: yield* MessageProtection,
      signature: yield* SignatureScheme,
      integrity: yield* TreeIntegrity,
      suite: yield* CipherSuite,
      delivery: yield* DeliveryService
    }
    const broken = incompatibilities.find((i) => i.holds(facts))
    if (broken !== undefined) {
      return yield* new IncompatibleProfile({ rule: broken.rule, parts: broken.between(facts), reason: broken.reason })
    }
  })
)
