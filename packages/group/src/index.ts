export { commit, type Committed, type CommitError } from "./commit.ts"
export { createGroup, type NewGroup } from "./create.ts"
export { epochAuthenticator, exportSecret } from "./exporter.ts"
export { type SendOptions } from "./emit.ts"
export {
  BadTag,
  Closed,
  ConfirmationMismatch,
  ExternalJoinRejected,
  FrameRejected,
  NoGroupSecret,
  PolicyRefused,
  PskUnavailable,
  ResumptionRejected,
  SendRejected,
  WelcomeRejected
} from "./errors.ts"
export { externalJoin, type ExternalJoin, type ExternalJoinError, type Joined } from "./externalJoin.ts"
export { type ExternalProposal, proposeExternally, proposeJoin, type Target } from "./externalProposal.ts"
export { exportTree, type GroupInfoChoices, makeGroupInfo, readGroupInfo } from "./groupInfo.ts"
export { inspectCommit, type Inspected, type InspectError } from "./inspectCommit.ts"
export { leafKey } from "./leafKey.ts"
export { acceptInvitation, type Entered, type Invitation, joinGroup, type JoinError } from "./join.ts"
export {
  type KeyPackageChoices,
  keyPackageReference,
  type MadeKeyPackage,
  makeIdentity,
  makeKeyPackage,
  readKeyPackage
} from "./keyPackage.ts"
export { observe, type Observation, type ObserveError, type Observed, observeFrom, type Observing } from "./observer.ts"
export { defaultOptions, type GroupChoices, GroupOptions } from "./options.ts"
export { branchOf, type Origin, successorOf } from "./origin.ts"
export { type GroupServices, type Protocol } from "./parts.ts"
export { inBuckets, noPadding, type Padding, padme, toMultipleOf, toPowerOfTwo } from "./padding.ts"
export { adopt, type Adopted, drop, type Dropped } from "./pending.ts"
export { asBackup, persist, persistKeyPackage, persistWith, restore, restoreKeyPackage, restoreWith } from "./persist.ts"
export { type CommitReceived, type ProcessError } from "./processCommit.ts"
export { type Intent } from "./proposals.ts"
export { type CommitQuestion, GroupPolicy, permissive, type Policy, type ProposalQuestion } from "./policy.ts"
export {
  type ProposalSent,
  proposeAdd,
  proposeCustom,
  type ProposeError,
  proposeExtensions,
  proposePsk,
  proposeReInit,
  proposeRemove,
  proposeUpdate
} from "./propose.ts"
export { provenMembers, type ProvenMembers } from "./provenMembers.ts"
export { customPsk, externalPsk, resumptionName, resumptionPsk, storedName } from "./psk.ts"
export { recreate, type Recreated, type Recreation } from "./recreate.ts"
export { type PublicProposal, readProposal, type ReadProposalError } from "./readProposal.ts"
export { readWelcome, type ReadWelcomeError } from "./readWelcome.ts"
export { receive, type Received, type ReceiveError } from "./receive.ts"
export { type Outcome, receiveMany, type ReceivedMany } from "./receiveMany.ts"
export { forget, type Forgotten, retention, type Retention } from "./retention.ts"
export { send, type Sent } from "./send.ts"
export { sendMany, type SendManyOptions, type SentMany } from "./sendMany.ts"
export type { CachedProposal, EpochState, GroupState, Identity, KeyPackageSecrets, PastEpoch, PendingCommit, ReInit } from "./state.ts"
export { confirmedTranscriptHash, interimTranscriptHash } from "./transcript.ts"
export { type Passing, type Watch, watchGroups, watchWith } from "./watchGroups.ts"
export { treeInInfo } from "./welcomeSize.ts"
