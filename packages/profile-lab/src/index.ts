export { builtIn } from "./catalog.ts"
export { axes, isAxis, protocolAxes, type Spec, UnknownPart } from "./axes.ts"
export { type Chosen } from "./choose.ts"
export { type Brought, type Catalog, catalog, type Composed } from "./composition.ts"
export { marked } from "./mark.ts"
export { checked, type Facts, type Incompatibility, incompatibilities, IncompatibleProfile } from "./incompatible.ts"
export {
  type AeadPart,
  type AlgorithmPart,
  type Axis,
  cgka,
  type CgkaPart,
  type ChannelPart,
  type DeliveryPart,
  type DoubleJoinPart,
  type Given,
  type HandshakePart,
  type Implied,
  type InitPart,
  type IntegrityPart,
  keySchedule,
  type LayerPart,
  messageProtection,
  type NoncePart,
  type OfProvider,
  type Part,
  type PartInfo,
  type PartOf,
  type PartOn,
  type ProtectionPart,
  type ProviderPart,
  type SchedulePart,
  type SenderDataPart,
  signatureAlgorithm,
  type SignaturePart,
  signatureScheme
} from "./part.ts"
export { compared, type Profile, profiles } from "./profiles.ts"
export { repeatable } from "./repeatable.ts"
