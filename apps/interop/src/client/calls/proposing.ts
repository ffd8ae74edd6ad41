import {
  externalPsk,
  type GroupServices,
  type ProposalSent,
  proposeAdd,
  proposeExtensions,
  proposePsk,
  proposeReInit,
  proposeRemove,
  proposeUpdate,
  resumptionPsk
} from "@copath/group"
import { type ExternalSender, externalSender, externalSenders, extensionTypes, extensionValue, makeExtension, MLS10 } from "@copath/wire"
import { Effect } from "effect"
import { type Client, keep } from "../client.ts"
import type { Member } from "../entries.ts"
import type { Failure } from "../failure.ts"
import type { Handlers } from "../handlers.ts"
import { extensionsIn, keyPackageIn, memberNamed, readBare } from "../read.ts"

/** Proposes, and remembers by which reference a commit may take the proposal. */
const propose = Effect.fnUntraced(function* (
  client: Client,
  id: number,
  operation: (member: Member) => Effect.Effect<ProposalSent, Failure, GroupServices>
) {
  const member = yield* client.entries.get(id, "member")
  const sent = yield* client.suites.run(member, operation(member))
  const references = new Map([...member.references, [Buffer.from(sent.message).toString("hex"), sent.reference] as const])
  keep(client, id, { ...member, references }, sent)
  return { proposal: sent.message }
})

/** Proposals of a member. */
export const proposing: Handlers<
  | "AddProposal"
  | "UpdateProposal"
  | "RemoveProposal"
  | "ExternalPSKProposal"
  | "ResumptionPSKProposal"
  | "GroupContextExtensionsProposal"
  | "ReInitProposal"
  | "AddExternalSigner"
> = {
  AddProposal: (client, { keyPackage, stateId }) =>
    propose(client, stateId, ({ state }) => Effect.flatMap(keyPackageIn(keyPackage), (joiner) => proposeAdd(state, joiner))),

  UpdateProposal: (client, { stateId }) => propose(client, stateId, ({ state }) => proposeUpdate(state)),

  RemoveProposal: (client, { removedId, stateId }) =>
    propose(client, stateId, ({ state }) => Effect.flatMap(memberNamed(state.tree, removedId), (leaf) => proposeRemove(state, leaf))),

  ExternalPSKProposal: (client, { pskId, stateId }) =>
    propose(client, stateId, ({ state }) => Effect.flatMap(externalPsk(pskId), (psk) => proposePsk(state, psk))),

  ResumptionPSKProposal: (client, { epochId, stateId }) =>
    propose(client, stateId, ({ state }) =>
      Effect.flatMap(resumptionPsk(state.context.groupId, BigInt(epochId)), (psk) => proposePsk(state, psk))
    ),

  GroupContextExtensionsProposal: (client, { extensions, stateId }) =>
    propose(client, stateId, ({ state }) => proposeExtensions(state, extensionsIn(extensions))),

  ReInitProposal: (client, { cipherSuite, extensions, groupId, stateId }) =>
    propose(client, stateId, ({ state }) =>
      proposeReInit(state, { groupId, version: MLS10, cipherSuite, extensions: extensionsIn(extensions) })
    ),

  AddExternalSigner: (client, request) =>
    propose(
      client,
      request.stateId,
      Effect.fnUntraced(function* ({ state }) {
        const added: ExternalSender = yield* readBare(externalSender, request.externalSender)
        const { externalSenders: type } = extensionTypes
        const listed = (yield* Effect.fromResult(extensionValue(state.context.extensions, type, externalSenders))) ?? []
        const others = state.context.extensions.filter(({ extensionType }) => extensionType !== type)
        return yield* proposeExtensions(state, [...others, makeExtension(type, externalSenders, [...listed, added])])
      })
    )
}
