export { builtIn } from "./catalog.ts"
export { axes, isAxis, protocolAxes, type Spec, UnknownPart } from "./axes.ts"
export { type Chosen } from "./choose.ts"
export { type Brought, type Catalog, catalog, type Composed } from "./composition.ts"
export { combinations, type Contestant, type Varied } from "./combinations.ts"
export { defineConfig, type LabConfig } from "./labConfig.ts"
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
  deliveryService,
  type DevicesPart,
  type DoubleJoinPart,
  type Given,
  type HandshakePart,
  type Implied,
  type InitPart,
  type InsiderPart,
  type IntegrityPart,
  keySchedule,
  type LayerPart,
  type LengthsPart,
  messageProtection,
  type NoncePart,
  type OfProvider,
  type Part,
  type PartInfo,
  type PartOf,
  type PartOn,
  type PositionPart,
  type ProtectionPart,
  type ProviderPart,
  type RecoveryPart,
  type SchedulePart,
  type SenderDataPart,
  type ShapePart,
  type SignaturePart,
  signatureScheme,
  type SignedPart,
  type StatePart
} from "./part.ts"
export { type PlainAlgorithm, type PlainKeys, signatureAlgorithm } from "./plainAlgorithm.ts"
export { compared, type Profile, profiles } from "./profiles.ts"
export { repeatable } from "./repeatable.ts"
export { Assumed, type ThreatModel, threatModels } from "./threatModels.ts"
