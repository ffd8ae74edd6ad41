import { encode, opaque } from "@copath/codec"
import { NotOffered } from "../peer.ts"
import type { CallTerms, Participant } from "./participant.ts"

/** `ProposalsOperationType`: proposals are given, not taken back. */
const APPEND = 0
/** `MediaType`. */
const AUDIO = 0

/** What is used of a session. The package's enumerations are numbers here: they are declared so that only its own compiler may read them. */
interface Session {
  readonly epoch: bigint | null
  setExternalSender(externalSender: Buffer): void
  getSerializedKeyPackage(): Buffer
  processWelcome(welcome: Buffer): void
  processProposals(operation: number, proposals: Buffer): { readonly commit?: Buffer; readonly welcome?: Buffer }
  processCommit(commit: Buffer): void
  getEpochAuthenticator(): Buffer | null
  encryptOpus(packet: Buffer): Buffer
  decrypt(userId: string, media: number, packet: Buffer): Buffer
}

/** What is wrong when the native part is not there for this platform. */
export class NoDavey extends Error {
  override readonly name = "NoDavey"
}

const load = async () => {
  try {
    return await import("@snazzah/davey")
  } catch (error) {
    throw new NoDavey(`@snazzah/davey does not load here: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Name and version of the package, if it loads on this platform. */
export const daveyVersion = async (): Promise<string> => (await load()).VERSION

/** How calls with davey differ from what Copath does by itself, and why. */
export const daveyRemarks: ReadonlyArray<string> = ["Copath accepts lifetimes of any length: DAVE's key packages have no end"]

/** A participant whose stack is OpenMLS, in davey's native addon. */
export const daveyParticipant = async ({ channelId, gateway }: CallTerms, userId: bigint, greased: boolean): Promise<Participant> => {
  if (greased) throw new NotOffered("davey makes no key packages with GREASE")
  const { DAVE_PROTOCOL_VERSION, DAVESession } = await load()
  const session: Session = new DAVESession(DAVE_PROTOCOL_VERSION, String(userId), String(channelId))
  session.setExternalSender(Buffer.from(gateway))
  const keyPackage = new Uint8Array(session.getSerializedKeyPackage())
  return {
    userId,
    keyPackage,
    // It founds a group of its own as soon as it knows the gateway, and forgets it when a Welcome comes.
    found: async () => undefined,
    join: async (welcome) => session.processWelcome(Buffer.from(welcome)),
    consider: async (proposals) => {
      const { commit, welcome } = session.processProposals(APPEND, Buffer.from(encode(opaque, Buffer.concat(proposals))))
      if (commit === undefined) throw new Error("davey made no commit of the proposals")
      return { commit: new Uint8Array(commit), welcome: welcome === undefined ? undefined : new Uint8Array(welcome) }
    },
    take: async (commit) => session.processCommit(Buffer.from(commit)),
    epoch: () => session.epoch ?? -1n,
    authenticator: () => session.getEpochAuthenticator() ?? new Uint8Array(0),
    speak: async (sound) => session.encryptOpus(Buffer.from(sound)),
    hear: async (speaker, frame) => session.decrypt(String(speaker), AUDIO, Buffer.from(frame))
  }
}
