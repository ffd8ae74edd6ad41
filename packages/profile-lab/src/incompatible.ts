import { MAX_LENGTH } from "@copath/codec"
import { CommitAdoption, Recovery, Seats, StateKeeping } from "@copath/client"
import {
  Cgka,
  CipherSuite,
  DeliveryService,
  DoubleJoinPolicy,
  type InsiderCheck,
  InsiderChecks,
  KeySchedule,
  type LengthMode,
  MessageProtection,
  OpeningProofs,
  type Ordering,
  type PathSealer,
  PathSealing,
  type Position,
  SenderDataProtection,
  SignatureLengths,
  SignaturePosition,
  SignatureScheme,
  TreeFill,
  TreeIntegrity
} from "@copath/contracts"
import { type GroupChoices, GroupOptions, GroupPolicy, type Policy } from "@copath/group"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { Assumed } from "./threatModels.ts"

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
  /** Whether there is an external key, by which somebody may join from outside. */
  readonly schedule: KeySchedule["Service"]
  /** Whether only members learn who sent a message. */
  readonly senderData: SenderDataProtection["Service"]
  /** Whether a sender's own key goes into path ciphertexts. */
  readonly sealing: PathSealer
  /** How long a signature may be. */
  readonly lengths: LengthMode
  /** Of which suites' ciphertexts something can be proven. */
  readonly proofs: Pick<OpeningProofs["Service"], "suites">
  /** What each member checks of others' commits by itself. */
  readonly insiders: InsiderCheck
  /** Whether some members may do what others may not. */
  readonly policy: Policy
  /** For how many epochs late messages are taken. */
  readonly options: GroupChoices
  /** Whether a signature stands where somebody without keys can see it. */
  readonly position: Position
  /** Whether commits wait for what others say of them. */
  readonly adoption: Pick<CommitAdoption["Service"], "id" | "waits" | "needs">
  /** Whether the tree leaves the members. */
  readonly keeping: Pick<StateKeeping["Service"], "id" | "shows">
  /** Whether who lost its state joins from outside. */
  readonly recovery: Pick<Recovery["Service"], "id" | "needs">
  /** Whether devices share a leaf's ratchets. */
  readonly seats: Pick<Seats["Service"], "id" | "shared">
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

const rank: Record<Ordering, number> = { none: 0, epoch: 1, causal: 2, total: 3 }

/** Bytes of a signature at its longest; of one that grows with the group nothing is said where RFC 9420's own fields reach. */
const longest = ({ lengths, signature: { facts } }: Facts): number =>
  facts.maxSignature ?? (lengths.limit < MAX_LENGTH ? Number.POSITIVE_INFINITY : 0)

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
  },
  {
    rule: "sealing",
    reason:
      "path secrets are to be sealed with the sender's own key, and this key agreement seals none to anybody, or its suite has no way to",
    holds: (f) => f.sealing.authenticated && (f.cgka.sealsPaths !== true || f.suite.hpke.auth === undefined),
    between: (f) => [f.signature.id, f.cgka.id]
  },
  {
    rule: "named-sender",
    reason: "a signature beside the ciphertext names its sender, so there is nothing left for hidden sender data to hide",
    holds: (f) => f.position.senderInClear && f.senderData.conceals,
    between: (f) => [f.position.id, f.senderData.id]
  },
  {
    rule: "onlookers",
    reason: "a signature beside the ciphertext is for those who hold no key, and these signatures convince members at most",
    holds: (f) => f.position.onlookersVerify && (f.signature.facts.verifiers === "members" || f.signature.facts.attributable === "group"),
    between: (f) => [f.position.id, f.signature.id]
  },
  {
    rule: "administrators",
    reason: "the group's policy lets some members do what others may not, and with these signatures anybody can act as anybody",
    holds: (f) => f.policy.tellsMembersApart === true && f.signature.facts.attributable === "group",
    between: (f) => [f.signature.id]
  },
  {
    rule: "late-signatures",
    reason: "late messages of past epochs are taken for longer than their signatures are worth anything",
    holds: (f) => f.signature.facts.window !== undefined && BigInt(f.options.pastEpochs) > f.signature.facts.window,
    between: (f) => [f.signature.id]
  },
  {
    rule: "lengths",
    reason: "the signatures are longer than their length fields can say, or grow with the group",
    holds: (f) => Math.max(f.suite.signature.signatureSize, longest(f)) > f.lengths.limit,
    between: (f) => [f.signature.id, f.suite.signature.id, f.lengths.id]
  },
  {
    rule: "joiners",
    reason: "joiners are to see that every key of their tree was set by a member below it, and without parent hashes they cannot",
    holds: (f) => f.adoption.needs.parentHashes && f.integrity.parentHashes === "absent",
    between: (f) => [f.adoption.id, f.integrity.id]
  },
  {
    rule: "evidence",
    reason: "members are to vouch for each ciphertext of a commit, and this key agreement has none that can be told apart",
    holds: (f) => f.adoption.needs.evidence && f.cgka.evidence === undefined,
    between: (f) => [f.adoption.id, f.cgka.id]
  },
  {
    rule: "accusation",
    reason: "who is accused must have signed what nobody else can have: otherwise the proof is worth nothing to others",
    holds: (f) => f.adoption.needs.transferable && (!f.signature.facts.transferable || f.signature.facts.attributable !== "signer"),
    between: (f) => [f.adoption.id, f.signature.id]
  },
  {
    rule: "opening-proofs",
    reason: "what a ciphertext opens to can be proven with P-256 keys alone: take cipher suite 2",
    holds: (f) => f.adoption.needs.openingProofs && !f.proofs.suites.has(f.suite.id),
    between: (f) => [f.adoption.id]
  },
  {
    rule: "proven-sealing",
    reason: "to show what such a ciphertext opens to would give away more than that",
    holds: (f) => f.adoption.needs.provableSealing && !f.sealing.provable,
    between: (f) => [f.adoption.id, f.signature.id]
  },
  {
    rule: "inner-order",
    reason: "devices that share a leaf draw on the secret of a group of their own, and this key agreement makes none",
    holds: (f) => f.seats.shared && !f.cgka.groupSecret,
    between: (f) => [f.seats.id, f.cgka.id]
  },
  {
    rule: "lone-device",
    reason: "the message protection draws secrets as it enters an epoch, and devices that share a leaf would each draw their own",
    holds: (f) => f.seats.shared && f.protection.needs.loneDevice === true,
    between: (f) => [f.seats.id, f.protection.id]
  },
  {
    rule: "one-writer",
    reason: "devices that share a leaf each keep the whole state, in a form of their own",
    holds: (f) => f.seats.shared && f.keeping.shows !== "nobody",
    between: (f) => [f.seats.id, f.keeping.id]
  },
  {
    rule: "store-keys",
    reason: "what lies at the server is sealed under keys from the group's exporter, and this key agreement has nothing to export",
    holds: (f) => f.keeping.shows !== "nobody" && !f.cgka.groupSecret,
    between: (f) => [f.keeping.id, f.cgka.id]
  },
  {
    rule: "way-back",
    reason: "nobody can join from outside: the key schedule has no external key",
    holds: (f) => f.recovery.needs.externalJoin && Option.isNone(f.schedule.external),
    between: (f) => [f.recovery.id, f.schedule.id]
  },
  {
    rule: "authors",
    reason: "a text is sent again by its author alone, and with these signatures anybody is its author",
    holds: (f) => f.recovery.needs.authors && f.signature.facts.attributable === "group",
    between: (f) => [f.recovery.id, f.signature.id]
  },
  {
    rule: "way-back-signed",
    reason: "nobody outside can make anything of a GroupInfo that members alone can verify",
    holds: (f) => f.recovery.needs.externalJoin && f.signature.facts.verifiers === "members",
    between: (f) => [f.recovery.id, f.signature.id]
  }
]

type Looked =
  | Cgka
  | DoubleJoinPolicy
  | TreeFill
  | MessageProtection
  | SignatureScheme
  | TreeIntegrity
  | CipherSuite
  | DeliveryService
  | KeySchedule
  | SenderDataProtection

/** What is said of clients that do nothing beside the protocol: it clashes with nothing. */
const plain: Pick<Facts, "adoption" | "keeping" | "recovery" | "seats" | "proofs"> = {
  adoption: {
    id: "at once",
    waits: false,
    needs: { parentHashes: false, evidence: false, transferable: false, openingProofs: false, provableSealing: false }
  },
  keeping: { id: "own", shows: "nobody" },
  recovery: { id: "own", needs: { externalJoin: false, authors: false } },
  seats: { id: "own", shared: false },
  proofs: { suites: new Set() }
}

/** What types cannot say is refused when the layer is built. What clients do beside the protocol is looked at where it is provided, and
 *  so is what is `Assumed` of attackers. */
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
      delivery: yield* DeliveryService,
      schedule: yield* KeySchedule,
      senderData: yield* SenderDataProtection,
      sealing: yield* PathSealing,
      lengths: yield* SignatureLengths,
      proofs: Option.getOrElse(yield* Effect.serviceOption(OpeningProofs), () => plain.proofs),
      insiders: yield* InsiderChecks,
      policy: yield* GroupPolicy,
      options: yield* GroupOptions,
      position: yield* SignaturePosition,
      adoption: Option.getOrElse(yield* Effect.serviceOption(CommitAdoption), () => plain.adoption),
      keeping: Option.getOrElse(yield* Effect.serviceOption(StateKeeping), () => plain.keeping),
      recovery: Option.getOrElse(yield* Effect.serviceOption(Recovery), () => plain.recovery),
      seats: Option.getOrElse(yield* Effect.serviceOption(Seats), () => plain.seats)
    }
    const refused = [...incompatibilities, ...(yield* Assumed).flatMap(({ refuses }) => refuses)]
    const broken = refused.find((i) => i.holds(facts))
    if (broken !== undefined) {
      return yield* new IncompatibleProfile({ rule: broken.rule, parts: broken.between(facts), reason: broken.reason })
    }
  })
)
