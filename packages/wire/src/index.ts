export {
  type Commit,
  commit,
  hpkeCiphertext,
  type UpdatePath,
  updatePath,
  type UpdatePathNode,
  updatePathNode,
  updatePathNodes
} from "./commit.ts"
export { certificate, type Credential, credential, credentialType } from "./credential.ts"
export {
  applicationId,
  type Extension,
  extension,
  extensionValue,
  type ExternalPub,
  externalPub,
  type ExternalSender,
  externalSender,
  externalSenders,
  makeExtension,
  type RequiredCapabilities,
  requiredCapabilities,
  requiredIn
} from "./extension.ts"
export {
  type AuthDataFor,
  type AuthenticatedContent,
  authenticatedContent,
  authenticatedContentTbm,
  type Content,
  content,
  type ContentType,
  contentTypes,
  type FramedContent,
  framedContent,
  type FramedContentAuthData,
  framedContentAuthData,
  framedContentAuthDataOf,
  framedContentBytes,
  framedContentIn,
  framedContentTbs,
  type PublicMessage,
  publicMessage,
  type Sender,
  sender
} from "./framing.ts"
export { type GroupContext, groupContext } from "./groupContext.ts"
export { type GroupInfo, groupInfo, groupInfoBytes, type GroupInfoContent, groupInfoTbs } from "./groupInfo.ts"
export { type KeyPackage, keyPackage, type KeyPackageContent, keyPackageTbs } from "./keyPackage.ts"
export {
  type Capabilities,
  capabilities,
  type LeafNode,
  leafNode,
  type LeafNodeContent,
  leafNodeContent,
  type LeafNodeSource,
  leafNodeSource,
  leafNodeTbs,
  type LeafPlace,
  type Lifetime,
  lifetime
} from "./leafNode.ts"
export {
  type EncryptContext,
  encryptContext,
  type KdfLabel,
  kdfLabel,
  type RefHashInput,
  refHashInput,
  type SignContent,
  signContent,
  signContentHead
} from "./labels.ts"
export { type MlsMessage, mlsMessage } from "./mlsMessage.ts"
export {
  type CustomPreSharedKeyId,
  encodedPreSharedKeyId,
  type PreSharedKeyId,
  preSharedKeyId,
  preSharedKeyIdOf,
  pskLabel,
  resumptionUsages
} from "./preSharedKey.ts"
export {
  type PrivateMessage,
  privateContentAad,
  privateMessage,
  type PrivateMessageContent,
  privateMessageContent,
  type SenderData,
  senderData,
  senderDataAad,
  type SenderDataAndCiphertext,
  senderDataAndCiphertext,
  senderDataCarrying
} from "./privateMessage.ts"
export {
  type CustomProposal,
  type Proposal,
  proposal,
  proposalBodies,
  proposalOf,
  type ProposalOrRef,
  proposalOrRef,
  proposalOrRefOf
} from "./proposal.ts"
export {
  type Node,
  node,
  type ParentHashInput,
  parentHashInput,
  type ParentNode,
  parentNode,
  ratchetTree,
  type TreeHashInput,
  treeHashInput
} from "./ratchetTree.ts"
export {
  credentialTypes,
  extensionTypes,
  isGrease,
  MLS10,
  privateExtensionTypes,
  privateWireFormats,
  proposalTypes,
  rfc9420WireFormats,
  type WireFormats
} from "./registries.ts"
export {
  emptyRegistry,
  type ExtensionKind,
  type ExtensionPlace,
  type KindObjection,
  type KindQuestion,
  type ListedProposal,
  proposalKind,
  type ProposalKind,
  type PskKind,
  type Registry
} from "./registry.ts"
export { hashConfirmedTranscript, interimTranscriptHashInput } from "./transcript.ts"
export {
  type EncryptedGroupSecrets,
  encryptedGroupSecrets,
  type GroupSecrets,
  groupSecrets,
  type PathSecret,
  pathSecret,
  type Welcome,
  welcome
} from "./welcome.ts"
export { type Fillings, rfc9420Wire, type Wire, wireOf } from "./wire.ts"
