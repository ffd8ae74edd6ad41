import type { MessageName } from "./messages.ts"

/** The 34 calls of the working group's `mls_client` interface: what goes in and what comes out. None of them streams. */
export const calls = {
  Name: ["NameRequest", "NameResponse"],
  SupportedCiphersuites: ["SupportedCiphersuitesRequest", "SupportedCiphersuitesResponse"],

  CreateGroup: ["CreateGroupRequest", "CreateGroupResponse"],
  CreateKeyPackage: ["CreateKeyPackageRequest", "CreateKeyPackageResponse"],
  JoinGroup: ["JoinGroupRequest", "JoinGroupResponse"],
  ExternalJoin: ["ExternalJoinRequest", "ExternalJoinResponse"],

  GroupInfo: ["GroupInfoRequest", "GroupInfoResponse"],
  StateAuth: ["StateAuthRequest", "StateAuthResponse"],
  Export: ["ExportRequest", "ExportResponse"],
  Protect: ["ProtectRequest", "ProtectResponse"],
  Unprotect: ["UnprotectRequest", "UnprotectResponse"],
  StorePSK: ["StorePSKRequest", "StorePSKResponse"],

  AddProposal: ["AddProposalRequest", "ProposalResponse"],
  UpdateProposal: ["UpdateProposalRequest", "ProposalResponse"],
  RemoveProposal: ["RemoveProposalRequest", "ProposalResponse"],
  ExternalPSKProposal: ["ExternalPSKProposalRequest", "ProposalResponse"],
  ResumptionPSKProposal: ["ResumptionPSKProposalRequest", "ProposalResponse"],
  GroupContextExtensionsProposal: ["GroupContextExtensionsProposalRequest", "ProposalResponse"],

  Commit: ["CommitRequest", "CommitResponse"],
  HandleCommit: ["HandleCommitRequest", "HandleCommitResponse"],
  HandlePendingCommit: ["HandlePendingCommitRequest", "HandleCommitResponse"],

  ReInitProposal: ["ReInitProposalRequest", "ProposalResponse"],
  ReInitCommit: ["CommitRequest", "CommitResponse"],
  HandlePendingReInitCommit: ["HandlePendingCommitRequest", "HandleReInitCommitResponse"],
  HandleReInitCommit: ["HandleCommitRequest", "HandleReInitCommitResponse"],
  ReInitWelcome: ["ReInitWelcomeRequest", "CreateSubgroupResponse"],
  HandleReInitWelcome: ["HandleReInitWelcomeRequest", "JoinGroupResponse"],

  CreateBranch: ["CreateBranchRequest", "CreateSubgroupResponse"],
  HandleBranch: ["HandleBranchRequest", "HandleBranchResponse"],

  NewMemberAddProposal: ["NewMemberAddProposalRequest", "NewMemberAddProposalResponse"],
  CreateExternalSigner: ["CreateExternalSignerRequest", "CreateExternalSignerResponse"],
  AddExternalSigner: ["AddExternalSignerRequest", "ProposalResponse"],
  ExternalSignerProposal: ["ExternalSignerProposalRequest", "ProposalResponse"],

  Free: ["FreeRequest", "FreeResponse"]
} as const satisfies Readonly<Record<string, readonly [request: MessageName, response: MessageName]>>

/** The name of a call. */
export type CallName = keyof typeof calls
/** The message that a call takes. */
export type RequestOf<Name extends CallName> = (typeof calls)[Name][0]
/** The message that a call gives. */
export type ResponseOf<Name extends CallName> = (typeof calls)[Name][1]
