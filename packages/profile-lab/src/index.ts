export { builtIn } from "./catalog.ts"
export { axes, type Catalog, catalog, type Chosen, type Composed, marked, type Spec, UnknownPart } from "./composition.ts"
export { checked, type Facts, type Incompatibility, incompatibilities, IncompatibleProfile } from "./incompatible.ts"
export {
  type AlgorithmPart,
  type Axis,
  cgka,
  type CgkaPart,
  type DeliveryPart,
  type HandshakePart,
  type IntegrityPart,
  keySchedule,
  type LayerPart,
  messageProtection,
  type Part,
  type PartInfo,
  type PartOf,
  type PartOn,
  type ProtectionPart,
  type ProviderPart,
  type SchedulePart,
  signatureAlgorithm,
  type SignaturePart,
  signatureScheme
} from "./part.ts"
export { type Profile, profiles } from "./profiles.ts"
export { repeatable } from "./repeatable.ts"
