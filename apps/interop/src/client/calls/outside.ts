import { encode } from "@copath/codec"
import { equalBytes } from "@copath/contracts"
import { type KeyPackageSecrets, proposeExternally, proposeJoin } from "@copath/group"
import { externalSender, externalSenders, extensionTypes, extensionValue, type GroupInfo, type Node, ratchetTree } from "@copath/wire"
import { Effect } from "effect"
import type { Signer } from "../entries.ts"
import { BadRequest } from "../failure.ts"
import type { Handlers } from "../handlers.ts"
import { proposalOf } from "../proposal.ts"
import { groupInfoIn, identityNamed, newcomerNamed, privateKeys, publicTree, treeIn } from "../read.ts"

const outside = (suite: number) => ({ suite, encryptHandshake: false, psks: new Map<string, Uint8Array>() })

/** Where the signer stands in the group's list; `wish` says which place, if its key stands there more than once. */
const placeOf = Effect.fnUntraced(function* ({ groupContext }: GroupInfo, { identity }: Signer, wish: number) {
  const listed = (yield* Effect.fromResult(extensionValue(groupContext.extensions, extensionTypes.externalSenders, externalSenders))) ?? []
  const places = [...listed.keys()].filter((at) =>
    equalBytes(listed[at]?.signatureKey ?? new Uint8Array(0), identity.signatureKey.publicKey)
  )
  const place = places.includes(wish) ? wish : places[0]
  if (place !== undefined) return place
  return yield* new BadRequest({ reason: "NotListed", detail: "the signer is no external sender of the group" })
})

/** The tree that came apart, or else the one in the GroupInfo. */
const treeFor = Effect.fnUntraced(function* (info: GroupInfo, bytes: Uint8Array) {
  const { ratchetTree: given } = yield* treeIn(bytes)
  const carried = yield* Effect.fromResult(extensionValue(info.extensions, extensionTypes.ratchetTree, ratchetTree))
  const nodes: ReadonlyArray<Node | undefined> | undefined = given ?? carried
  if (nodes !== undefined) return yield* publicTree(nodes)
  return yield* new BadRequest({ reason: "Malformed", detail: "neither the call nor the GroupInfo holds the ratchet tree" })
})

/** Proposals of those who are not in the group. */
export const proposingOutside: Handlers<"NewMemberAddProposal" | "CreateExternalSigner" | "ExternalSignerProposal"> = {
  NewMemberAddProposal: Effect.fnUntraced(function* (client, { groupInfo, identity }) {
    const { groupContext } = yield* groupInfoIn(groupInfo)
    const { cipherSuite } = groupContext
    const ask = Effect.gen(function* () {
      const keyPackage: KeyPackageSecrets = (yield* newcomerNamed(identity)).secrets
      return { keyPackage, proposal: yield* proposeJoin(groupContext, keyPackage) }
    })
    const { keyPackage, proposal } = yield* client.suites.run(outside(cipherSuite), ask)
    const transactionId = client.entries.add({ _tag: "transaction", suite: cipherSuite, keyPackage, psks: new Map() })
    return { transactionId, proposal, ...privateKeys(keyPackage) }
  }),

  CreateExternalSigner: Effect.fnUntraced(function* (client, request) {
    const identity = yield* client.suites.run(outside(request.cipherSuite), identityNamed(request.identity))
    const { credential, signatureKey } = identity
    const signerId = client.entries.add({ _tag: "signer", identity })
    return { signerId, externalSender: encode(externalSender, { signatureKey: signatureKey.publicKey, credential }) }
  }),

  ExternalSignerProposal: Effect.fnUntraced(function* (client, request) {
    const { description, signerId } = request
    if (description === null) return yield* new BadRequest({ reason: "Malformed", detail: "the proposal's description is missing" })
    const signer = yield* client.entries.get(signerId, "signer")
    const info = yield* groupInfoIn(request.groupInfo)
    const { cipherSuite, epoch, groupId } = info.groupContext
    const tree = yield* treeFor(info, request.ratchetTree)
    const senderIndex = yield* placeOf(info, signer, request.signerIndex)
    const propose = Effect.gen(function* () {
      const proposal = yield* proposalOf(description, groupId, tree)
      return yield* proposeExternally({ groupId, epoch, senderIndex, signatureKey: signer.identity.signatureKey, proposal })
    })
    return { proposal: yield* client.suites.run(outside(cipherSuite), propose) }
  })
}
