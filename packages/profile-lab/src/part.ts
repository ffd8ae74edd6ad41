import type { CommitAdoption, Recovery, Seats, StateKeeping } from "@copath/client"
import type {
  Aead,
  AeadsByKeySize,
  Cgka,
  CipherSuite,
  DeliveryService,
  DoubleJoinPolicy,
  Entropy,
  KeyPackageDirectory,
  KeySchedule,
  MessageProtection,
  Nonces,
  OpeningProofs,
  PairwiseChannel,
  SenderDataProtection,
  SignatureAlgorithm,
  SignatureScheme,
  TreeFill,
  TreeIntegrity
} from "@copath/contracts"
import type { OuterParts } from "@copath/devices"
import type { GroupChoices } from "@copath/group"
import type * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"

/** What every part of the catalog says of itself. */
export interface PartInfo {
  /** The option id of the literature note, such as `treekem9420`: how the part is named everywhere. */
  readonly id: string
  /** Other names that mean the same. */
  readonly aliases?: ReadonlyArray<string>
  /** One line: what it does. */
  readonly title: string
  /** Where it comes from: an RFC section, a draft, a paper. */
  readonly source: string
  /** Whether a group that uses it stays RFC 9420 on the wire. */
  readonly strict: boolean
  /** Parts that it goes with unless others are named, by axis: a key agreement that edits the whole tree implies that there are no parent hashes. */
  readonly implies?: Implied
  /** Axes on which it leaves nothing to choose, with the reason as half a sentence: naming a part there is refused. */
  readonly fixes?: Readonly<Record<string, string>>
}

/** Part ids by axis. */
export type Implied = Readonly<Record<string, string>>

/** What a protocol part may ask of the composition that holds it. */
export type Given = CipherSuite | Entropy | DoubleJoinPolicy | TreeFill | Nonces | SenderDataProtection | PairwiseChannel

/** A part on one axis, whatever it brings. */
export interface PartOn<A extends string> extends PartInfo {
  /** The axis along which the part may be exchanged for another. */
  readonly axis: A
}

/** A part that is the implementation of a contract. */
export interface LayerPart<A extends string, Service, Needs = never> extends PartOn<A> {
  /** Builds the contract's implementation; it never fails. */
  readonly layer: Layer.Layer<Service, never, Needs>
}

/** A key agreement: how members come to share a secret (RFC 9420, 7). */
export type CgkaPart = LayerPart<"cgka", Cgka, Given>
/** What becomes of node keys that somebody outside their subtree knows. */
export type DoubleJoinPart = LayerPart<"double-join", DoubleJoinPolicy>
/** How a group's tree is filled when it begins, and which of its levels hold keys. */
export type InitPart = LayerPart<"init", TreeFill>
/** A key schedule: from one epoch's secrets to the next's (RFC 9420, 8). */
export type SchedulePart = LayerPart<"schedule", KeySchedule, Given>
/** A message protection: keys for messages from an epoch's secrets (RFC 9420, 6.3 and 9). */
export type ProtectionPart = LayerPart<"protection", MessageProtection, Given | Nonces | SenderDataProtection>
/** From the nonce that the key schedule derives to the one that seals (RFC 9420, 6.3.1). */
export type NoncePart = LayerPart<"nonce", Nonces, CipherSuite>
/** How the sender's place travels with a private message (RFC 9420, 6.3.2). */
export type SenderDataPart = LayerPart<"sender-data", SenderDataProtection, CipherSuite>
/** Secret channels between two members, for protections that hand out keys one by one. */
export type ChannelPart = LayerPart<"channel", PairwiseChannel, CipherSuite | Entropy>
/** A signature scheme: which key signs, and for how long (RFC 9420, 6.1). */
export interface SignaturePart extends LayerPart<"signature", SignatureScheme, Given> {
  /** How path secrets are sealed, where the scheme has a say in it: sets `PathSealing`, below the key agreement. */
  readonly sealing?: Layer.Layer<never>
}
/** Which parents of the tree there are (RFC 9420, 4.1; drafts before 12). The layer sets `TreeShaping`. */
export type ShapePart = LayerPart<"shape", never>
/** Where a private message's signature stands (RFC 9420, 6.3.1). The layer sets `SignaturePosition`. */
export type PositionPart = LayerPart<"position", never>
/** What a signature covers beside the content (RFC 9420, 6.1). The layer sets `SignedContext`. */
export type SignedPart = LayerPart<"signed", never>
/** How long a signature may be, by the width of its length field. The layer sets `SignatureLengths`. */
export type LengthsPart = LayerPart<"lengths", never>
/** What is done against members who lie (RFC 9420, 16.12). */
export interface InsiderPart extends LayerPart<"insider", CommitAdoption, OpeningProofs> {
  /** What each member checks by itself: sets `InsiderChecks`, below key agreement and engine. */
  readonly checks: Layer.Layer<never>
}
/** How much of the public state members hold themselves. */
export type StatePart = LayerPart<"state", StateKeeping>
/** What a client does about what it lost. */
export type RecoveryPart = LayerPart<"recovery", Recovery>
/** Whom a group sees of a user with several devices. `OuterParts`: this composition, over another source of randomness. */
export type DevicesPart = LayerPart<"devices", Seats, OuterParts>
/** A tree integrity: what vouches for the parents of a tree (RFC 9420, 7.9). */
export type IntegrityPart = LayerPart<"integrity", TreeIntegrity>
/** How proposals and commits travel (RFC 9420, 6.2 and 6.3). */
export interface HandshakePart extends PartOn<"handshake"> {
  /** The engine's option of this name. */
  readonly choice: GroupChoices["handshake"]
  /** Its own protection for proposals and commits, around that of the composition. */
  readonly around?: Layer.Layer<MessageProtection, never, MessageProtection | Given>
}
/** What the provider calls by this id. */
export interface OfProvider {
  /** A key of the provider's `algorithms` or `aeads`. */
  readonly ofProvider: string
}
/** A signature algorithm in place of the cipher suite's own. */
export interface AlgorithmPart extends PartOn<"algorithm"> {
  /** `undefined`: whatever the cipher suite names. */
  readonly algorithm: SignatureAlgorithm | OfProvider | undefined
}
/** An AEAD for messages in place of the cipher suite's own; HPKE keeps that. */
export interface AeadPart extends PartOn<"aead"> {
  /** `undefined`: whatever the cipher suite names. */
  readonly aead: Aead | AeadsByKeySize | OfProvider | undefined
}
/** A provider of cryptography: implements the registered suites. Two strict providers give the same bytes; one that is not stands in, with bytes of its own and as many. */
export interface ProviderPart extends PartOn<"provider"> {
  /** What it computes with: stand-ins whose secrets differ where real ones do, or that only count. Left out: the algorithms themselves. */
  readonly base?: "symbolic" | "counting"
  /** The layer of a registered cipher suite (RFC 9420, 17.1). */
  readonly suite: (id: number) => Layer.Layer<CipherSuite>
  /** The operating system's randomness, as this provider asks for it. */
  readonly entropy: Layer.Layer<Entropy>
  /** Its signature algorithms by id, for parts that replace a suite's. */
  readonly algorithms: Effect.Effect<Readonly<Record<string, SignatureAlgorithm>>>
  /** Its AEADs by id, for parts that replace a suite's. */
  readonly aeads: Effect.Effect<Readonly<Record<string, AeadsByKeySize>>>
}
/** A delivery service with its directory of key packages, and so an order of messages (RFC 9420, 14). */
export type DeliveryPart = LayerPart<"delivery", DeliveryService | KeyPackageDirectory>

/** Any entry of the catalog; `axis` tells which kind. */
export type Part =
  | CgkaPart
  | DoubleJoinPart
  | InitPart
  | SchedulePart
  | ProtectionPart
  | NoncePart
  | SenderDataPart
  | ChannelPart
  | ShapePart
  | SignaturePart
  | PositionPart
  | SignedPart
  | LengthsPart
  | AlgorithmPart
  | AeadPart
  | IntegrityPart
  | InsiderPart
  | HandshakePart
  | StatePart
  | RecoveryPart
  | DevicesPart
  | ProviderPart
  | DeliveryPart

/** The name of an axis; see `axes` for their order. */
export type Axis = Part["axis"]

/** One part for one axis. */
export type PartOf<A extends Axis> = Extract<Part, { readonly axis: A }>

type Definition<A extends Axis> = Omit<PartOf<A>, "axis" | "strict">

/** An experimental signature scheme: who signs with which key for how long. */
export const signatureScheme = (definition: Definition<"signature">): SignaturePart => ({ ...definition, axis: "signature", strict: false })

/** An experimental key agreement. */
export const cgka = (definition: Definition<"cgka">): CgkaPart => ({ ...definition, axis: "cgka", strict: false })

/** An experimental message protection. */
export const messageProtection = (definition: Definition<"protection">): ProtectionPart => ({
  ...definition,
  axis: "protection",
  strict: false
})

/** An experimental key schedule. */
export const keySchedule = (definition: Definition<"schedule">): SchedulePart => ({ ...definition, axis: "schedule", strict: false })

/** An experimental delivery service, with its directory of key packages. */
export const deliveryService = (definition: Definition<"delivery">): DeliveryPart => ({ ...definition, axis: "delivery", strict: false })
