export { AuthenticationService, type CredentialQuestion, CredentialRefused } from "./authenticationService.ts"
export {
  Cgka,
  type CgkaBook,
  type CgkaEdits,
  type CgkaReading,
  CgkaRejected,
  type CgkaStaged,
  type CgkaState,
  type CgkaUpdate,
  type CgkaWelcome,
  type Change,
  type TreeEdit,
  type TreeRules,
  type TreeView
} from "./cgka.ts"
export {
  type Aead,
  CipherSuite,
  CryptoFailure,
  type Crypt,
  type Dh,
  Entropy,
  type Hash,
  type Hpke,
  type HpkeCiphertext,
  type HpkePsk,
  type HpkePskMode,
  type Kdf,
  type Kem,
  type KeyPair,
  type Mac,
  type Random,
  type SignatureAlgorithm,
  type SignatureCheck,
  type Suite
} from "./cipherSuite.ts"
export { EpochExporter, type Exported, type ExporterState, type ForwardSecureExporter } from "./forwardSecureExporter.ts"
export { keyPairCodec, secretCodec } from "./codecs.ts"
export { Composition } from "./composition.ts"
export {
  type Claimed,
  type Delivered,
  DeliveryRefused,
  DeliveryService,
  KeyPackageDirectory,
  type MessageCheck,
  NoKeyPackage,
  type Published,
  type Sending
} from "./deliveryService.ts"
export { type EpochSecrets, KeySchedule, type Psk } from "./keySchedule.ts"
export { type Encapsulated, type HpkeKem, noDh } from "./hpkeKem.ts"
export {
  decryptWithLabel,
  deriveSecret,
  deriveTreeSecret,
  encryptContext,
  encryptWithLabel,
  expandWithLabel,
  type Label,
  refHash,
  signContent,
  signWithLabel,
  verifyWithLabel
} from "./labels.ts"
export {
  type Header,
  MessageProtection,
  type Ordering,
  type ProtectedBody,
  type ProtectionState,
  type Share,
  Unprotectable
} from "./messageProtection.ts"
export { isMember, type Occupancy, occupancyAfter, occupancyOf } from "./occupancy.ts"
export { opaque, type Opaque, type OpaqueOf } from "./opaque.ts"
export { isPostQuantumSuiteId, type PostQuantumSuiteId, postQuantumSuiteIds, postQuantumSuiteNames } from "./postQuantumSuites.ts"
export { isSuiteId, type SuiteId, suiteIds, suiteNames } from "./registeredSuites.ts"
export { equalBytes, noBytes, Secret } from "./secret.ts"
export { type Author, BadSignature, type SignedAt, type SignedItem, SignatureScheme, type SignerState } from "./signatureScheme.ts"
export {
  type GroupDelta,
  GroupStore,
  type InboxEntry,
  KeyPackageStore,
  noChange,
  type OutboxEntry,
  PskStore,
  type StoredGroup,
  StoreFailure,
  type Written
} from "./storage.ts"
export { TreeIntegrity } from "./treeIntegrity.ts"
export { Registry, registryOf } from "./registry.ts"
