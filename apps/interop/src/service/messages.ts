type Field = readonly [number: number, type: string, repeated?: "repeated"]

/** A group as one of its members knows it. */
const state = { stateId: [1, "uint32"] } as const
const proposal = { proposal: [1, "bytes"] } as const

/**
 * The messages of the working group's `mls_client` interface: each field with its number and type. Bytes are MLSMessages unless the name says
 * otherwise; a ratchet tree and an external sender stand bare, in the encoding of RFC 9420.
 */
export const messages = {
  NameRequest: {},
  NameResponse: { name: [1, "string"] },
  SupportedCiphersuitesRequest: {},
  SupportedCiphersuitesResponse: { ciphersuites: [1, "uint32", "repeated"] },

  CreateGroupRequest: { groupId: [1, "bytes"], cipherSuite: [2, "uint32"], encryptHandshake: [3, "bool"], identity: [4, "bytes"] },
  CreateGroupResponse: state,
  CreateKeyPackageRequest: { cipherSuite: [1, "uint32"], identity: [2, "bytes"] },
  CreateKeyPackageResponse: {
    transactionId: [1, "uint32"],
    keyPackage: [2, "bytes"],
    initPriv: [3, "bytes"],
    encryptionPriv: [4, "bytes"],
    signaturePriv: [5, "bytes"]
  },
  JoinGroupRequest: {
    transactionId: [1, "uint32"],
    welcome: [2, "bytes"],
    encryptHandshake: [3, "bool"],
    identity: [4, "bytes"],
    ratchetTree: [5, "bytes"]
  },
  JoinGroupResponse: { ...state, epochAuthenticator: [2, "bytes"] },
  PreSharedKey: { pskId: [1, "bytes"], pskSecret: [2, "bytes"] },
  ExternalJoinRequest: {
    groupInfo: [1, "bytes"],
    ratchetTree: [2, "bytes"],
    encryptHandshake: [3, "bool"],
    identity: [4, "bytes"],
    removePrior: [5, "bool"],
    psks: [6, "PreSharedKey", "repeated"]
  },
  ExternalJoinResponse: { ...state, commit: [2, "bytes"], epochAuthenticator: [3, "bytes"] },

  GroupInfoRequest: { ...state, externalTree: [2, "bool"] },
  GroupInfoResponse: { groupInfo: [1, "bytes"], ratchetTree: [2, "bytes"] },
  StateAuthRequest: state,
  StateAuthResponse: { stateAuthSecret: [1, "bytes"] },
  ExportRequest: { ...state, label: [2, "string"], context: [3, "bytes"], keyLength: [4, "uint32"] },
  ExportResponse: { exportedSecret: [1, "bytes"] },
  ProtectRequest: { ...state, authenticatedData: [2, "bytes"], plaintext: [3, "bytes"] },
  ProtectResponse: { ciphertext: [1, "bytes"] },
  UnprotectRequest: { ...state, ciphertext: [2, "bytes"] },
  UnprotectResponse: { authenticatedData: [1, "bytes"], plaintext: [2, "bytes"] },
  StorePSKRequest: { stateOrTransactionId: [1, "uint32"], pskId: [2, "bytes"], pskSecret: [3, "bytes"] },
  StorePSKResponse: {},

  ProposalResponse: proposal,
  AddProposalRequest: { ...state, keyPackage: [2, "bytes"] },
  UpdateProposalRequest: state,
  RemoveProposalRequest: { ...state, removedId: [2, "bytes"] },
  ExternalPSKProposalRequest: { ...state, pskId: [2, "bytes"] },
  ResumptionPSKProposalRequest: { ...state, epochId: [2, "uint64"] },
  Extension: { extensionType: [1, "uint32"], extensionData: [2, "bytes"] },
  GroupContextExtensionsProposalRequest: { ...state, extensions: [2, "Extension", "repeated"] },
  /** Which of the fields count depends on the type, which is ASCII: "add", "remove", "externalPSK", "resumptionPSK", "groupContextExtensions", "reinit". */
  ProposalDescription: {
    proposalType: [1, "bytes"],
    keyPackage: [2, "bytes"],
    removedId: [3, "bytes"],
    pskId: [4, "bytes"],
    epochId: [5, "uint64"],
    extensions: [6, "Extension", "repeated"],
    groupId: [7, "bytes"],
    cipherSuite: [8, "uint32"]
  },

  CommitRequest: {
    ...state,
    byReference: [2, "bytes", "repeated"],
    byValue: [3, "ProposalDescription", "repeated"],
    forcePath: [4, "bool"],
    externalTree: [5, "bool"]
  },
  CommitResponse: { commit: [1, "bytes"], welcome: [2, "bytes"], ratchetTree: [3, "bytes"] },
  HandleCommitRequest: { ...state, proposal: [2, "bytes", "repeated"], commit: [3, "bytes"] },
  HandleCommitResponse: { ...state, epochAuthenticator: [2, "bytes"] },
  HandlePendingCommitRequest: state,

  ReInitProposalRequest: { ...state, cipherSuite: [2, "uint32"], groupId: [3, "bytes"], extensions: [4, "Extension", "repeated"] },
  HandleReInitCommitResponse: { reinitId: [1, "uint32"], keyPackage: [2, "bytes"], epochAuthenticator: [3, "bytes"] },
  ReInitWelcomeRequest: {
    reinitId: [1, "uint32"],
    keyPackage: [2, "bytes", "repeated"],
    forcePath: [3, "bool"],
    externalTree: [4, "bool"]
  },
  CreateSubgroupResponse: { ...state, welcome: [2, "bytes"], ratchetTree: [3, "bytes"], epochAuthenticator: [4, "bytes"] },
  HandleReInitWelcomeRequest: { reinitId: [1, "uint32"], welcome: [2, "bytes"], ratchetTree: [3, "bytes"] },

  CreateBranchRequest: {
    ...state,
    groupId: [2, "bytes"],
    extensions: [3, "Extension", "repeated"],
    keyPackages: [4, "bytes", "repeated"],
    forcePath: [5, "bool"],
    externalTree: [6, "bool"]
  },
  HandleBranchRequest: { ...state, transactionId: [2, "uint32"], welcome: [3, "bytes"], ratchetTree: [4, "bytes"] },
  HandleBranchResponse: { ...state, epochAuthenticator: [2, "bytes"] },

  NewMemberAddProposalRequest: { groupInfo: [1, "bytes"], identity: [2, "bytes"] },
  NewMemberAddProposalResponse: {
    transactionId: [1, "uint32"],
    proposal: [2, "bytes"],
    initPriv: [3, "bytes"],
    encryptionPriv: [4, "bytes"],
    signaturePriv: [5, "bytes"]
  },
  CreateExternalSignerRequest: { cipherSuite: [1, "uint32"], identity: [2, "bytes"] },
  CreateExternalSignerResponse: { signerId: [1, "uint32"], externalSender: [2, "bytes"] },
  AddExternalSignerRequest: { ...state, externalSender: [2, "bytes"] },
  AddExternalSignerResponse: { ...proposal, signerIndex: [2, "uint32"] },
  ExternalSignerProposalRequest: {
    signerId: [1, "uint32"],
    signerIndex: [2, "uint32"],
    groupInfo: [3, "bytes"],
    ratchetTree: [4, "bytes"],
    description: [5, "ProposalDescription"]
  },

  FreeRequest: state,
  FreeResponse: {}
} as const satisfies Readonly<Record<string, Readonly<Record<string, Field>>>>

/** The name of a message. */
export type MessageName = keyof typeof messages

interface Scalars {
  readonly string: string
  readonly bytes: Uint8Array
  readonly bool: boolean
  readonly uint32: number
  /** Decimal digits: JavaScript's numbers do not hold all of them. */
  readonly uint64: string
}

type One<Type> = Type extends keyof Scalars ? Scalars[Type] : Type extends MessageName ? MessageOf<Type> : never

type Value<F> = F extends readonly [number, infer Type, "repeated"]
  ? ReadonlyArray<One<Type>>
  : F extends readonly [number, infer Type]
    ? Type extends MessageName
      ? MessageOf<Type> | null
      : One<Type>
    : never

/** A message as it is received: every field is there, absent ones as zero or empty, an absent message as `null`. */
export type MessageOf<Name extends MessageName> = {
  readonly [F in keyof (typeof messages)[Name]]: Value<(typeof messages)[Name][F]>
}

/** A message as it is sent: fields may be left out. */
export type Draft<Name extends MessageName> = Partial<{
  readonly [F in keyof (typeof messages)[Name]]: (typeof messages)[Name][F] extends readonly [number, infer Type, "repeated"]
    ? Type extends MessageName
      ? ReadonlyArray<Draft<Type>>
      : Value<(typeof messages)[Name][F]>
    : (typeof messages)[Name][F] extends readonly [number, infer Type]
      ? Type extends MessageName
        ? Draft<Type>
        : Value<(typeof messages)[Name][F]>
      : never
}>
