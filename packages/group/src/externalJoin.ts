import { encode } from "@copath/codec"
import {
  type BadSignature,
  type CgkaRejected,
  type CgkaUpdate,
  type CredentialRefused,
  type CryptoFailure,
  equalBytes,
  noBytes,
  type Secret
} from "@copath/contracts"
import type { DecodeError } from "@copath/codec"
import { invalid, type Invalid, type Proposed, type PublicTree, removedBy } from "@copath/membership"
import { type LeafIndex } from "@copath/tree-math"
import {
  credential as credentialCodec,
  type Extension,
  externalPub,
  extensionTypes,
  extensionValue,
  type FramedContent,
  type Node,
  type PreSharedKeyId,
  type Proposal
} from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { checkInfo, infoObjection } from "./checkInfo.ts"
import { contextBytes, signedBytes } from "./context.ts"
import { discharge, forNext } from "./discharge.ts"
import { begin, pskSecret } from "./epoch.ts"
import {
  ExternalJoinRejected,
  type FrameRejected,
  type PolicyRefused,
  type PskUnavailable,
  SendRejected,
  type WelcomeRejected
} from "./errors.ts"
import { frame, signOutside } from "./framing.ts"
import { greaseValue } from "./grease.ts"
import { readGroupInfo } from "./groupInfo.ts"
import { capabilitiesOf, withNote } from "./leaf.ts"
import { makePath, ownObjection } from "./makePath.ts"
import { choices, type GroupServices, nowSeconds, parts } from "./parts.ts"
import { planFor, planInput } from "./planInput.ts"
import { permitted } from "./policy.ts"
import { pskSource } from "./psk.ts"
import { publicProposal } from "./readProposal.ts"
import { remembering } from "./sent.ts"
import type { CachedProposal, GroupState, Identity } from "./state.ts"
import { confirmedTranscriptHash, interimTranscriptHash } from "./transcript.ts"

/** How somebody outside joins by itself (RFC 9420, 12.4.3.2). */
export interface ExternalJoin {
  /** An encoded MLSMessage that holds the GroupInfo of the group's present epoch, with `external_pub`. */
  readonly groupInfo: Uint8Array
  /** Who joins. */
  readonly identity: Identity
  /** The tree, when the GroupInfo leaves it out. */
  readonly ratchetTree?: ReadonlyArray<Node | undefined>
  /** Take the place of my own earlier leaf, whose state is lost: the one with my credential (V273). */
  readonly resync?: boolean
  /** Pre-shared keys to mix in. */
  readonly psks?: ReadonlyArray<PreSharedKeyId>
  /**
   * Encoded MLSMessages with members' public proposals of this epoch, to take by reference where their kind allows it (V186), such as a SelfRemove. Each is
   * verified but for its membership tag, which somebody outside cannot check; one that does not hold fails the join (see `readProposal`).
   */
  readonly take?: ReadonlyArray<Uint8Array>
  /** Registered proposals by value, where their kind allows it. */
  readonly custom?: ReadonlyArray<Extract<Proposal, { readonly _tag: "custom" }>>
  /** Extensions of my leaf. */
  readonly leafExtensions?: ReadonlyArray<Extension>
  /** Travels in clear beside the commit and is authenticated with it (6.1). */
  readonly authenticatedData?: Uint8Array
  /** The newest epoch of this group that was ever seen: an older GroupInfo is refused (V272). */
  readonly seen?: bigint
}

/** An external commit, on its way, and the group as it will be if the delivery service takes it. */
export interface Joined {
  /** The new epoch. Drop it if another commit won: a fresh GroupInfo is then needed (V271). */
  readonly state: GroupState
  /** The encoded MLSMessage, to publish with the GroupInfo's epoch as expectation. */
  readonly message: Uint8Array
  /** To be wiped once `state` is written down. */
  readonly retired: ReadonlyArray<Secret>
}

/** A GroupInfo that does not hold, or one by which we cannot join. `PskUnavailable` may come right. */
export type ExternalJoinError =
  | DecodeError
  | FrameRejected
  | WelcomeRejected
  | ExternalJoinRejected
  | SendRejected
  | PolicyRefused
  | Invalid
  | BadSignature
  | CredentialRefused
  | CgkaRejected
  | PskUnavailable
  | CryptoFailure

/**
 * Joins without being invited (RFC 9420, 12.4.3.2): a commit from outside with a fresh init secret sealed to the group's external key. The GroupInfo's
 * confirmation tag cannot be checked without the epoch's secrets: that its epoch is the present one shows only when the members take the commit.
 */
export const externalJoin: (input: ExternalJoin) => Effect.Effect<Joined, ExternalJoinError, GroupServices> = Effect.fnUntraced(function* (
  input: ExternalJoin
) {
  const p = yield* parts
  const options = yield* choices
  const { identity } = input
  const info = yield* readGroupInfo(input.groupInfo)
  const objection = infoObjection(p, info)
  if (objection !== undefined) return yield* Effect.fail(objection)
  const context = info.groupContext
  if (input.seen !== undefined && context.epoch < input.seen) {
    const detail = `the GroupInfo is of epoch ${context.epoch}, and epoch ${input.seen} was seen already`
    return yield* new ExternalJoinRejected({ reason: "Rollback", rule: "V272", detail })
  }
  const capabilities = capabilitiesOf(p, options, identity.credential, greaseValue(options, p.random))
  const { book, tree } = yield* checkInfo(p, options, info, input.ratchetTree, capabilities, undefined)
  const publicKey = yield* Effect.fromResult(externalKey(info.extensions))
  if (Option.isNone(p.schedule.external) || publicKey === undefined) {
    const detail = "the GroupInfo holds no external_pub: ask a member for one that does, or for a Welcome"
    return yield* new ExternalJoinRejected({ reason: "NoExternalPub", rule: "V269", detail })
  }
  if (!p.suite.kem.validPublicKey(publicKey)) return yield* invalid("V141", undefined, "external_pub is no public key of this suite's KEM")
  const { init, kemOutput } = yield* p.schedule.external.value.enter(publicKey)

  const take: Array<CachedProposal> = []
  for (const bytes of input.take ?? []) take.push(yield* publicProposal(p, { context, tree }, bytes))
  const removed = input.resync === true ? yield* ownLeaf(tree, identity) : undefined
  const inline: ReadonlyArray<Proposal> = [
    { _tag: "externalInit", kemOutput },
    // Who leaves by itself is not removed as well.
    ...(removed === undefined || take.some((c) => removedBy(c, p.registry) === removed) ? [] : [{ _tag: "remove", removed } as const]),
    ...(input.psks ?? []).map((psk) => ({ _tag: "psk", psk }) as const),
    ...(input.custom ?? [])
  ]
  const joiner = { _tag: "newMemberCommit" } as const
  const proposed: ReadonlyArray<Proposed> = [...take, ...inline.map((proposal) => ({ proposal, sender: joiner, reference: undefined }))]
  const now = yield* nowSeconds
  const plan = yield* Effect.fromResult(planFor(p, planInput(p, options, { tree, context }, proposed, undefined, true, now)))
  yield* discharge(p, forNext({ context }, []), plan.obligations)
  yield* permitted(p.policy, { tree, context, committer: undefined, proposals: proposed, plan })

  const me = plan.change.committer
  const leafKey = yield* p.cgka.leaf()
  const { note, state: signer } = yield* p.scheme.begin(identity.signatureKey)
  const leaf = {
    signatureKey: identity.signatureKey.publicKey,
    credential: identity.credential,
    capabilities,
    extensions: withNote(input.leafExtensions ?? [], note)
  }
  const maker = { me, identity: identity.signatureKey, cgka: p.cgka.begin(me, leafKey), context, book, leaf }
  const path = yield* makePath(p, maker, plan)
  const { updatePath } = path
  if (updatePath === undefined) return yield* Effect.die(new Error("an external commit has a path"))
  const own = ownObjection(p, options, plan, context, path, now)
  if (own !== undefined) return yield* new SendRejected({ reason: "Incompatible", rule: "V270", detail: own.message })

  const content: FramedContent<CgkaUpdate> = {
    groupId: context.groupId,
    epoch: context.epoch,
    sender: joiner,
    authenticatedData: input.authenticatedData ?? noBytes,
    content: {
      _tag: "commit",
      commit: {
        proposals: [
          ...take.map(({ reference }) => ({ _tag: "reference", reference }) as const),
          ...inline.map((proposal) => ({ _tag: "proposal", proposal }) as const)
        ],
        path: updatePath
      }
    }
  }
  const signed = signedBytes(p, { context, contextBytes: contextBytes(context), tree })
  const framed = frame(p, p.wire.formats.publicMessage, content, signed)
  const signature = signOutside(p, identity.signatureKey, framed)
  const interim = interimTranscriptHash(p.suite, context.confirmedTranscriptHash, info.confirmationTag)
  const next = {
    ...path.next.context,
    confirmedTranscriptHash: confirmedTranscriptHash(p.suite, interim, framed.wireFormat, framed.bytes, signature)
  }
  const bytes = contextBytes(next)
  const psk = yield* pskSecret(p, plan.psks, yield* pskSource(undefined))
  const { epoch, handoff } = yield* p.schedule.next({
    init,
    commit: path.commitSecret,
    psk,
    groupContext: bytes,
    applicationExport: p.exporter !== undefined
  })
  const state = yield* begin(p, {
    me,
    identity: identity.signatureKey,
    context: next,
    contextBytes: bytes,
    tree: path.next.tree,
    book: path.book,
    change: plan.change,
    cgka: path.cgka,
    signer,
    epoch,
    previous: Option.none()
  })
  const publicMessage = { content, auth: { signature, confirmationTag: state.confirmationTag }, membershipTag: undefined }
  const message = encode(p.wire.mlsMessage, { _tag: "publicMessage", publicMessage })
  return {
    state: remembering(p.suite, { ...state, pending: undefined }, message),
    message,
    retired: [init, psk, handoff, path.commitSecret, leafKey.secretKey, epoch.confirmation, ...path.retired]
  }
})

const externalKey = (extensions: ReadonlyArray<Extension>): Result.Result<Uint8Array | undefined, Invalid> =>
  Result.mapBoth(extensionValue(extensions, extensionTypes.externalPub, externalPub), {
    onFailure: (e) => invalid("V008", undefined, `external_pub does not decode: ${e.message}`),
    onSuccess: (found) => found?.externalPub
  })

/** My own earlier leaf: the one with my credential (V273). A tree cannot lead me to remove anybody else. */
const ownLeaf = (tree: PublicTree, { credential }: Identity): Effect.Effect<LeafIndex, SendRejected> => {
  const mine = encode(credentialCodec, credential)
  const found = tree.members().filter((leaf) => {
    const there = tree.leafAt(leaf)
    return there !== undefined && equalBytes(encode(credentialCodec, there.credential), mine)
  })
  const [leaf, ...more] = found
  if (leaf !== undefined && more.length === 0) return Effect.succeed(leaf)
  const detail = `${found.length} leaves of the group hold our credential; to take the place of one there must be exactly one`
  return Effect.fail(new SendRejected({ reason: "Invalid", rule: "V273", detail }))
}
