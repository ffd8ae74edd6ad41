import { ECDH } from "node:crypto"
import {
  type CiphersuiteImpl,
  type CiphersuiteName,
  ciphersuites,
  type ClientConfig,
  type ClientState,
  createApplicationMessage,
  createCommit,
  createGroup,
  createGroupInfoWithExternalPubAndRatchetTree,
  createProposal,
  decodeMlsMessage,
  defaultAuthenticationService,
  defaultCapabilities,
  defaultKeyPackageEqualityConfig,
  defaultKeyRetentionConfig,
  defaultLifetimeConfig,
  defaultPaddingConfig,
  encodeMlsMessage,
  generateKeyPackageWithKey,
  getCiphersuiteFromName,
  getCiphersuiteImpl,
  joinGroup,
  joinGroupExternal,
  makePskIndex,
  type MLSMessage,
  mlsExporter,
  type ProcessMessageResult,
  processPrivateMessage,
  processPublicMessage,
  type Proposal
} from "ts-mls"
import { type Actor, type Manner, NotOffered, type Peer, type Wanted } from "./peer.ts"

const read = <Wireformat extends MLSMessage["wireformat"]>(
  bytes: Uint8Array,
  ...expected: ReadonlyArray<Wireformat>
): Extract<MLSMessage, { readonly wireformat: Wireformat }> => {
  const message = decodeMlsMessage(bytes, 0)?.[0]
  const fits = (m: MLSMessage): m is Extract<MLSMessage, { readonly wireformat: Wireformat }> => expected.some((w) => w === m.wireformat)
  if (message === undefined || !fits(message))
    throw new Error(`ts-mls: expected ${expected.join(" or ")}, found ${String(message?.wireformat)}`)
  return message
}

const hour = 3600n
/** Its own default has no end; a lifetime must be one that others accept (RFC 9420, 7.2). */
const lifetime = () => {
  const now = BigInt(Math.floor(Date.now() / 1000))
  return { notBefore: now - hour, notAfter: now + 24n * hour }
}

const clientConfig: ClientConfig = {
  keyRetentionConfig: defaultKeyRetentionConfig,
  lifetimeConfig: defaultLifetimeConfig,
  keyPackageEqualityConfig: defaultKeyPackageEqualityConfig,
  paddingConfig: defaultPaddingConfig,
  authService: defaultAuthenticationService
}

const curves: Readonly<Record<number, string>> = { 2: "prime256v1", 5: "secp521r1", 7: "secp384r1" }

/** A signature key as RFC 9420 has it: an uncompressed point, where the suite signs by ECDSA (5.1.1). */
const uncompressed = (suite: number, publicKey: Uint8Array): Uint8Array => {
  const curve = curves[suite]
  if (curve === undefined) return publicKey
  const point = ECDH.convertKey(publicKey, curve, undefined, undefined, "uncompressed")
  return typeof point === "string" ? publicKey : new Uint8Array(point)
}

/** The leaf of the member with this identity. */
const leafOf = (state: ClientState, name: string): number => {
  const node = state.ratchetTree.findIndex(
    (n) =>
      n?.nodeType === "leaf" &&
      n.leaf.credential.credentialType === "basic" &&
      Buffer.from(n.leaf.credential.identity).toString("utf8") === name
  )
  if (node === -1) throw new Error(`ts-mls: nobody is called ${name}`)
  return node / 2
}

const proposalOf = (state: ClientState, suite: CiphersuiteImpl, wish: Wanted): Proposal => {
  const pskNonce = suite.rng.randomBytes(suite.kdf.size)
  switch (wish._tag) {
    case "add":
      return { proposalType: "add", add: { keyPackage: read(wish.keyPackage, "mls_key_package").keyPackage } }
    case "remove":
      return { proposalType: "remove", remove: { removed: leafOf(state, wish.name) } }
    case "psk":
      return { proposalType: "psk", psk: { preSharedKeyId: { psktype: "external", pskId: wish.id, pskNonce } } }
    case "resumption": {
      const { groupId } = state.groupContext
      const id = { psktype: "resumption", usage: "application", pskGroupId: groupId, pskEpoch: wish.epoch, pskNonce } as const
      return { proposalType: "psk", psk: { preSharedKeyId: id } }
    }
    case "extensions": {
      const extensions = [{ extensionType: "required_capabilities", extensionData: new Uint8Array(3) } as const]
      return { proposalType: "group_context_extensions", groupContextExtensions: { extensions } }
    }
    case "update":
      throw new NotOffered("ts-mls 1.6.4 makes no Update proposals")
  }
}

const actor = async (suite: CiphersuiteImpl, manner: Manner, name: string): Promise<Actor> => {
  const wireAsPublicMessage = manner.handshake === "public"
  const psks: Record<string, Uint8Array> = {}
  let group: ClientState | undefined
  const state = (): ClientState => {
    if (group === undefined) throw new Error(`${name} is in no group`)
    return group
  }
  const credential = { credentialType: "basic", identity: Buffer.from(name) } as const
  const { publicKey, signKey } = await suite.signature.keygen()
  const pair = { signKey, publicKey: uncompressed(manner.suite, publicKey) }
  const made = await generateKeyPackageWithKey(credential, defaultCapabilities(), lifetime(), [], pair, suite)
  const { privatePackage, publicPackage } = made
  const envelope = <Content extends object>(content: Content) => ({ version: "mls10", ...content }) as const
  const process = async (bytes: Uint8Array): Promise<ProcessMessageResult> => {
    const message = read(bytes, "mls_private_message", "mls_public_message")
    const pskIndex = makePskIndex(state(), psks)
    if (message.wireformat === "mls_private_message") return processPrivateMessage(state(), message.privateMessage, pskIndex, suite)
    return { kind: "newState", ...(await processPublicMessage(state(), message.publicMessage, pskIndex, suite)) }
  }
  return {
    name,
    keyPackage: encodeMlsMessage(envelope({ wireformat: "mls_key_package" as const, keyPackage: publicPackage })),
    create: async (groupId) => {
      group = await createGroup(groupId, publicPackage, privatePackage, [], suite, clientConfig)
    },
    join: async (bytes) => {
      const { welcome } = read(bytes, "mls_welcome")
      const pskIndex = makePskIndex(undefined, psks)
      group = await joinGroup(welcome, publicPackage, privatePackage, pskIndex, suite, undefined, undefined, clientConfig)
    },
    joinExternally: async (bytes, resync) => {
      const { groupInfo } = read(bytes, "mls_group_info")
      const joined = await joinGroupExternal(groupInfo, publicPackage, privatePackage, resync, suite, undefined, clientConfig)
      group = joined.newState
      return encodeMlsMessage(envelope({ wireformat: "mls_public_message" as const, publicMessage: joined.publicMessage }))
    },
    groupInfo: async () => {
      const groupInfo = await createGroupInfoWithExternalPubAndRatchetTree(state(), [], suite)
      return encodeMlsMessage(envelope({ wireformat: "mls_group_info" as const, groupInfo }))
    },
    commit: async (...wanted) => {
      const context = { state: state(), cipherSuite: suite, pskIndex: makePskIndex(state(), psks) }
      const extraProposals = wanted.map((wish) => proposalOf(state(), suite, wish))
      const made = await createCommit(context, { wireAsPublicMessage, extraProposals, ratchetTreeExtension: true })
      group = made.newState
      const { welcome } = made
      return {
        commit: encodeMlsMessage(made.commit),
        welcome: welcome === undefined ? undefined : encodeMlsMessage(envelope({ wireformat: "mls_welcome" as const, welcome }))
      }
    },
    propose: async (wish) => {
      const made = await createProposal(state(), wireAsPublicMessage, proposalOf(state(), suite, wish), suite)
      group = made.newState
      return encodeMlsMessage(made.message)
    },
    take: async (bytes) => {
      const result = await process(bytes)
      if (result.kind === "applicationMessage") throw new Error("ts-mls: a handshake message was expected")
      group = result.newState
      return group.groupActiveState.kind === "removedFromGroup" ? "removed" : "member"
    },
    send: async (data, authenticatedData) => {
      const made = await createApplicationMessage(state(), data, suite, authenticatedData)
      group = made.newState
      return encodeMlsMessage(envelope({ wireformat: "mls_private_message" as const, privateMessage: made.privateMessage }))
    },
    open: async (bytes) => {
      const result = await process(bytes)
      if (result.kind !== "applicationMessage") throw new Error("ts-mls: application data was expected")
      group = result.newState
      return result.message
    },
    storePsk: (id, secret) => {
      psks[Buffer.from(id).toString("base64")] = secret
    },
    authenticator: async () => state().keySchedule.epochAuthenticator,
    epoch: () => state().groupContext.epoch,
    exporter: async (label, context, length) => mlsExporter(state().keySchedule.exporterSecret, label, context, length, suite)
  }
}

const nameOf = (id: number): CiphersuiteName | undefined =>
  (Object.keys(ciphersuites) as ReadonlyArray<CiphersuiteName>).find((name) => ciphersuites[name] === id)

/** ts-mls on its default provider: WebCrypto with noble's signatures. The suites over X448 and ChaCha20 need packages that it does not bring. */
export const tsMls: Peer = {
  name: "ts-mls 1.6.4",
  suites: [1, 2, 5, 7],
  remarks: [
    "key packages are given a lifetime of a day: by default they have one without end, which Copath refuses (7.2)",
    "on suites 2, 5 and 7 it makes signature keys as compressed points, which Copath refuses (5.1.1): they are expanded beforehand",
    "processPrivateMessage is called where processMessage would do: that one drops the caller's PSKs when the message is private"
  ],
  cast: async (manner) => {
    const name = nameOf(manner.suite)
    if (name === undefined) throw new Error(`ts-mls has no suite ${manner.suite}`)
    const suite = await getCiphersuiteImpl(getCiphersuiteFromName(name))
    return (who) => actor(suite, manner, who)
  }
}
