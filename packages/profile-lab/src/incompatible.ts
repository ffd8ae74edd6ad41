import { Cgka, CipherSuite, DeliveryService, MessageProtection, type Ordering, TreeIntegrity } from "@copath/contracts"
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
  /** Its needs: order of messages, group secret, slots. */
  readonly protection: MessageProtection["Service"]
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
    rule: "reach",
    reason: "parent hashes vouch for edits on the committer's direct path alone, and this key agreement edits other nodes",
    holds: (f) => f.integrity.needs.reach === "path" && f.cgka.reach !== "path",
    between: (f) => [f.integrity.id, f.cgka.id]
  }
]

/** What types cannot say is refused when the layer is built. */
export const checked: Layer.Layer<never, IncompatibleProfile, Cgka | MessageProtection | TreeIntegrity | CipherSuite | DeliveryService> =
  Layer.effectDiscard(
    Effect.gen(function* () {
      const facts: Facts = {
        cgka: yield* Cgka,
        protection: yield* MessageProtection,
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
