export type { AlgorithmClaims, ClaimedAlgorithm } from "./algorithmClaims.ts"
export { type Arrivals, arrivalsCodec, arrive, noArrivals } from "./arrivals.ts"
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
export { type CgkaCounting, memberKeyAt } from "./cgkaCounting.ts"
export { type CgkaEvidence, type SealedSecret } from "./cgkaEvidence.ts"
export {
  type Aead,
  type AeadId,
  CipherSuite,
  CryptoFailure,
  type Crypt,
  type Dh,
  Entropy,
  type Hash,
  type Hpke,
  type HpkeAuthMode,
  type HpkeCiphertext,
  type HpkePsk,
  type HpkePskMode,
  type Kdf,
  type Kem,
  type KeyPair,
  type Mac,
  type Random,
  type SignatureAlgorithm,
  type SignatureAlgorithmId,
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
  type Inbox,
  KeyPackageDirectory,
  type MessageCheck,
  NoKeyPackage,
  type Published,
  type Sending
} from "./deliveryService.ts"
export { DoubleJoinPolicy, type Refresh, type RefreshPlan, type TreeLayout } from "./doubleJoin.ts"
export { draftContext, draftLabel } from "./draftLabel.ts"
export { type EpochSecrets, KeySchedule, type Psk } from "./keySchedule.ts"
export { pskChain } from "./pskChain.ts"
export {
  type ChainDerivation,
  type ChainWindow,
  forgetIn,
  type KeyChain,
  keyChainCodec,
  LAST_GENERATION,
  type MessageKey,
  retainedIn,
  retainedTogether,
  startChain,
  takeKey,
  type Taken,
  wipeKey
} from "./keyChain.ts"
export { HpkeInfo, infoBytes, oncePerInfo } from "./hpkeInfo.ts"
export { type AuthenticatedKem, type Encapsulated, type HpkeKem, noDh } from "./hpkeKem.ts"
export { identitySigning } from "./identitySigning.ts"
export { leafEntries, leafEntry, type LeafTable, leafTableCodec, withLeafEntry } from "./leafTable.ts"
export {
  decryptWithLabel,
  deriveSecret,
  deriveTreeSecret,
  encryptContext,
  encryptWithLabel,
  expandWithLabel,
  type Label,
  refHash,
  placeToSign,
  signContent,
  signWithLabel,
  verifyWithLabel
} from "./labels.ts"
export {
  type Header,
  type KeyLife,
  MessageProtection,
  type Ordering,
  type ProtectedBody,
  type ProtectionState,
  type Retained,
  type Standing,
  Unprotectable
} from "./messageProtection.ts"
export { type InsiderCheck, InsiderChecks } from "./insiderChecks.ts"
export { Nonces } from "./nonces.ts"
export { type CommitStatement, type ProofValidator } from "./proofValidator.ts"
export {
  type LengthMode,
  type LengthModeId,
  lengthModes,
  limited,
  SignatureLengths,
  signatureLengths,
  type SignatureOverhead,
  signatureOverhead,
  SignatureTooLong
} from "./lengthMode.ts"
export { isMember, type Occupancy, occupancyAfter, occupancyOf } from "./occupancy.ts"
export { opaque, type Opaque, type OpaqueOf } from "./opaque.ts"
export { type Opening, OpeningProofs } from "./openingProofs.ts"
export { type ChannelFacts, type ChannelPlace, type ChannelState, PairwiseChannel } from "./pairwiseChannel.ts"
export { PathSealing, type PathSealer, senderOf } from "./pathSealing.ts"
export { isPostQuantumSuiteId, type PostQuantumSuiteId, postQuantumSuiteIds, postQuantumSuiteNames } from "./postQuantumSuites.ts"
export { isSuiteId, type SuiteId, suiteIds, suiteNames } from "./registeredSuites.ts"
export { aeadOfSize, type AeadsByKeySize, withAead } from "./replacedAead.ts"
export {
  type AeadFacts,
  aeadFacts,
  type KemName,
  type KemSizes,
  kemSizes,
  type SignatureSizes,
  signatureSizes,
  type SuiteRow,
  suiteRow,
  suiteTable
} from "./suiteTable.ts"
export { equalBytes, noBytes, Secret } from "./secret.ts"
export { batchVerdicts } from "./signatureBatch.ts"
export { placedContent } from "./placedContent.ts"
export { type OuterPlace, type OuterSignature, type Position, SignaturePosition, type SignedBody } from "./signaturePosition.ts"
export { type ContextToSign, type EpochAspect, SignedContext, type SignedEpoch, type SignedTree } from "./signedContext.ts"
export {
  type Author,
  BadSignature,
  type NotedAt,
  type Roster,
  type SignatureFacts,
  type SignedAt,
  type SignedItem,
  SignatureScheme,
  type SignerState,
  type UnsignedItem
} from "./signatureScheme.ts"
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
export { isCreating, TreeFill } from "./treeFill.ts"
export { type Derivation, type Rule, type SecretHalf, Symbols, type SymbolTable, type Term } from "./symbols.ts"
export { TreeIntegrity } from "./treeIntegrity.ts"
export { nodeStands, standingLeaves, TreeShaping } from "./treeShape.ts"
export { type BodySealing, bodySealing, openContent, type ReadSender, readSender, sealBody, type SealingKey } from "./privateBody.ts"
export { type PureForgotten, type PureProtected, type PureProtection, protectionOf, type PureUnprotected } from "./pureProtection.ts"
export { type SealedNeeds, sealedProtection } from "./sealedProtection.ts"
export { SenderDataProtection } from "./senderData.ts"
export { Registry, registryOf } from "./registry.ts"
