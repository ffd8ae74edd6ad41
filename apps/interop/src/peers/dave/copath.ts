import { decode, encode } from "@copath/codec"
import {
  commit,
  createGroup,
  exportSecret,
  type GroupServices,
  type GroupState,
  type Identity,
  joinGroup,
  type MadeKeyPackage,
  makeKeyPackage,
  receive
} from "@copath/group"
import { externalSender, externalSenders, extensionTypes, keyPackage as keyPackageCodec, makeExtension } from "@copath/wire"
import { Effect, Result } from "effect"
import { authenticatorOf } from "../../client/client.ts"
import { identityNamed } from "../../client/read.ts"
import { makeSuites } from "../../client/suites.ts"
import { openFrame, sealFrame, SENDER_LABEL, senderContext } from "./frame.ts"
import { bytesOf, type CallTerms, type Participant } from "./participant.ts"
import { bareWelcome, SUITE, welcomeMessage } from "./wire.ts"

/** DAVE's key packages have no end (its section "Validation"), so here the longest lifetime is the longest there can be. */
const maxLifetime = 2n ** 64n
const plain = makeSuites("node", { maxLifetime })
const greasing = makeSuites("node", { maxLifetime, grease: "all" })
const setting = { suite: SUITE, encryptHandshake: false, psks: new Map<string, Uint8Array>() }

/** Runs an operation of Copath as DAVE has it: suite 2, public handshakes. */
export const run = <A, E>(operation: Effect.Effect<A, E, GroupServices>, greased = false): Promise<A> =>
  Effect.runPromise((greased ? greasing : plain).run(setting, operation))

/** A key package; with `greased`, one that holds an extension of a reserved type. */
const keyPackageOf = async (identity: Identity, greased: boolean): Promise<MadeKeyPackage> => {
  const made = await run(makeKeyPackage(identity), greased)
  return greased && made.keyPackage.extensions.length === 0 ? keyPackageOf(identity, greased) : made
}

/** A participant whose stack is Copath. */
export const copathParticipant = async ({ channelId, gateway }: CallTerms, userId: bigint, greased: boolean): Promise<Participant> => {
  let group: GroupState | undefined
  let counter = 0
  const state = (): GroupState => {
    if (group === undefined) throw new Error(`${userId} is in no group`)
    return group
  }
  const identity = await run(identityNamed(bytesOf(userId)))
  const made = await keyPackageOf(identity, greased)
  const baseOf = async (speaker: bigint): Promise<Uint8Array> =>
    (await run(exportSecret(state(), SENDER_LABEL, senderContext(speaker), 16))).expose()
  return {
    userId,
    keyPackage: encode(keyPackageCodec, made.keyPackage),
    found: async () => {
      const sender = Result.getOrThrow(decode(externalSender, gateway))
      const extensions = [makeExtension(extensionTypes.externalSenders, externalSenders, [sender])]
      group = await run(createGroup({ groupId: bytesOf(channelId), identity, extensions }))
    },
    join: async (welcome) => {
      group = await run(joinGroup({ welcome: welcomeMessage(welcome), keyPackage: made.secrets }))
    },
    consider: async (proposals) => {
      for (const proposal of proposals) {
        const received = await run(receive(state(), proposal))
        if (received._tag !== "proposal") throw new Error(`a proposal was expected, not a ${received._tag}`)
        group = received.state
      }
      const candidate = await run(commit(state()))
      group = candidate.state
      return { commit: candidate.message, welcome: candidate.welcome === undefined ? undefined : bareWelcome(candidate.welcome) }
    },
    take: async (message) => {
      const received = await run(receive(state(), message))
      if (received._tag !== "commit") throw new Error(`a commit was expected, not a ${received._tag}`)
      group = received.state
      counter = 0
    },
    epoch: () => state().context.epoch,
    authenticator: () => authenticatorOf(state()),
    speak: async (sound) => {
      counter += 1
      return sealFrame(await baseOf(userId), counter, sound)
    },
    hear: async (speaker, frame) => openFrame(await baseOf(speaker), frame)
  }
}
