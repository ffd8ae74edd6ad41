import type {
  Cgka,
  CipherSuite,
  DeliveryService,
  Entropy,
  KeyPackageDirectory,
  KeySchedule,
  MessageProtection,
  SignatureAlgorithm,
  SignatureScheme,
  TreeIntegrity
} from "@copath/contracts"
import type { GroupChoices } from "@copath/group"
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
}

type Given = CipherSuite | Entropy

export interface CgkaPart extends PartInfo {
  readonly axis: "cgka"
  readonly layer: Layer.Layer<Cgka, never, Given>
  /** The tree integrity that this key agreement goes with unless another is named. */
  readonly integrity: string
}
export interface SchedulePart extends PartInfo {
  readonly axis: "schedule"
  readonly layer: Layer.Layer<KeySchedule, never, Given>
}
export interface ProtectionPart extends PartInfo {
  readonly axis: "protection"
  readonly layer: Layer.Layer<MessageProtection, never, Given>
}
export interface SignaturePart extends PartInfo {
  readonly axis: "signature"
  readonly layer: Layer.Layer<SignatureScheme, never, Given>
}
export interface IntegrityPart extends PartInfo {
  readonly axis: "integrity"
  readonly layer: Layer.Layer<TreeIntegrity>
}
export interface HandshakePart extends PartInfo {
  readonly axis: "handshake"
  readonly choice: GroupChoices["handshake"]
}
/** A signature algorithm in place of the cipher suite's own. */
export interface AlgorithmPart extends PartInfo {
  readonly axis: "algorithm"
  readonly algorithm: SignatureAlgorithm | undefined
}
export interface ProviderPart extends PartInfo {
  readonly axis: "provider"
  /** The layer of a registered cipher suite (RFC 9420, 17.1). */
  readonly suite: (id: number) => Layer.Layer<CipherSuite>
  /** The operating system's randomness, as this provider asks for it. */
  readonly entropy: Layer.Layer<Entropy>
}
export interface DeliveryPart extends PartInfo {
  readonly axis: "delivery"
  readonly layer: Layer.Layer<DeliveryService | KeyPackageDirectory>
}

export type Part =
  | CgkaPart
  | SchedulePart
  | ProtectionPart
  | SignaturePart
  | IntegrityPart
  | HandshakePart
  | AlgorithmPart
  | ProviderPart
  | DeliveryPart

export type Axis = Part["axis"]

/** One part for one axis. */
export type PartOf<A extends Axis> = Extract<Part, { readonly axis: A }>

type Definition<A extends Axis> = Omit<PartOf<A>, "axis" | "strict">

/** An experimental signature scheme: who signs with which key for how long. */
export const signatureScheme = (definition: Definition<"signature">): SignaturePart => ({ ...definition, axis: "signature", strict: false })

/** An experimental signature algorithm, used by whatever scheme signs. */
export const signatureAlgorithm = (definition: Definition<"algorithm">): AlgorithmPart => ({
  ...definition,
  axis: "algorithm",
  strict: false
})

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
