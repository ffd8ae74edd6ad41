import {
  type ClientState,
  clientStateEncoder,
  createApplicationMessage,
  createCommit,
  createGroup,
  decode,
  defaultCredentialTypes,
  defaultKeyPackageEqualityConfig,
  defaultKeyRetentionConfig,
  defaultLifetimeConfig,
  defaultProposalTypes,
  encode,
  generateKeyPackage,
  getCiphersuiteImpl,
  joinGroup,
  type MlsContext,
  type MlsFramedMessage,
  type MlsKeyPackage,
  type MlsMessage,
  mlsMessageDecoder,
  mlsMessageEncoder,
  type MlsWelcomeMessage,
  processMessage,
  protocolVersions,
  unsafeTestingAuthenticationService,
  wireformats
} from "ts-mls"
import type { Member, Newcomer, Peer } from "./peer.ts"

const wrong = (expected: string, message: MlsMessage | undefined): never => {
  throw new Error(`ts-mls: expected ${expected}, not wire format ${String(message?.wireformat)}`)
}

const framedIn = (bytes: Uint8Array): MlsFramedMessage => {
  const message = decode(mlsMessageDecoder, bytes)
  if (message?.wireformat === wireformats.mls_private_message || message?.wireformat === wireformats.mls_public_message) return message
  return wrong("a framed message", message)
}

const welcomeIn = (bytes: Uint8Array): MlsWelcomeMessage => {
  const message = decode(mlsMessageDecoder, bytes)
  return message?.wireformat === wireformats.mls_welcome ? message : wrong("a Welcome", message)
}

const keyPackageIn = (bytes: Uint8Array): MlsKeyPackage => {
  const message = decode(mlsMessageDecoder, bytes)
  return message?.wireformat === wireformats.mls_key_package ? message : wrong("a key package", message)
}

const member = (context: MlsContext, state: ClientState): Member => ({
  add: async (keyPackages) => {
    const extraProposals = keyPackages.map((bytes) => ({
      proposalType: defaultProposalTypes.add,
      add: { keyPackage: keyPackageIn(bytes).keyPackage }
    }))
    const { commit, newState, welcome } = await createCommit({ context, state, extraProposals, ratchetTreeExtension: true })
    if (welcome === undefined) throw new Error("ts-mls: no Welcome came of an add")
    return {
      after: member(context, newState),
      message: encode(mlsMessageEncoder, commit),
      welcome: encode(mlsMessageEncoder, welcome)
    }
  },
  commit: async () => {
    const { commit, newState } = await createCommit({ context, state })
    return { after: member(context, newState), message: encode(mlsMessageEncoder, commit) }
  },
  process: async (commit) => {
    const { newState } = await processMessage({ context, state, message: framedIn(commit) })
    return member(context, newState)
  },
  send: async (data) => {
    const { message, newState } = await createApplicationMessage({ context, state, message: data })
    return { after: member(context, newState), message: encode(mlsMessageEncoder, message) }
  },
  receive: async (message) => {
    const result = await processMessage({ context, state, message: framedIn(message) })
    if (result.kind !== "applicationMessage") throw new Error("ts-mls: no application message")
    return { after: member(context, result.newState), data: result.message }
  },
  persist: async () => encode(clientStateEncoder, state)
})

/** ts-mls on WebCrypto, as it comes: suite 1, handshakes as private messages. Padding is off, for it is off in all peers. */
export const tsMls = async (): Promise<Peer> => {
  const cipherSuite = await getCiphersuiteImpl("MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519")
  const context: MlsContext = {
    cipherSuite,
    authService: unsafeTestingAuthenticationService,
    clientConfig: {
      keyRetentionConfig: defaultKeyRetentionConfig,
      lifetimeConfig: defaultLifetimeConfig,
      keyPackageEqualityConfig: defaultKeyPackageEqualityConfig,
      paddingConfig: { kind: "alwaysPad", paddingLength: 0 }
    }
  }
  const newcomer = async (name: string): Promise<Newcomer> => {
    const credential = { credentialType: defaultCredentialTypes.basic, identity: new TextEncoder().encode(name) }
    const { privatePackage, publicPackage } = await generateKeyPackage({ credential, cipherSuite })
    const envelope = { wireformat: wireformats.mls_key_package, version: protocolVersions.mls10, keyPackage: publicPackage }
    return {
      keyPackage: encode(mlsMessageEncoder, envelope),
      create: async (groupId) =>
        member(context, await createGroup({ context, groupId, keyPackage: publicPackage, privateKeyPackage: privatePackage })),
      join: async (welcome) => {
        const invitation = welcomeIn(welcome)
        return member(
          context,
          await joinGroup({ context, welcome: invitation.welcome, keyPackage: publicPackage, privateKeys: privatePackage })
        )
      }
    }
  }
  return { name: "ts-mls 2.0.0-rc.10", crypto: "WebCrypto and @hpke/core", newcomer }
}
