import { type DecodeError, encode } from "@copath/codec"
import {
  type BadSignature,
  type CgkaRejected,
  type CgkaWelcome,
  type CredentialRefused,
  type CryptoFailure,
  equalBytes
} from "@copath/contracts"
import { invalid, type Invalid, type PublicTree } from "@copath/membership"
import { isLeaf, type LeafIndex, toLeaf } from "@copath/tree-math"
import { leafNode, type Node } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { checkInfo, rejected } from "./checkInfo.ts"
import { contextBytes } from "./context.ts"
import { begin } from "./epoch.ts"
import { ConfirmationMismatch, type PskUnavailable, type ResumptionRejected, type WelcomeRejected } from "./errors.ts"
import { fits } from "./fits.ts"
import type { Origin } from "./origin.ts"
import { choices, type GroupServices, parts } from "./parts.ts"
import { openWelcome } from "./readWelcome.ts"
import type { GroupState, KeyPackageSecrets } from "./state.ts"

/** What a joiner has at hand when a Welcome comes (RFC 9420, 12.4.3.1). */
export interface Invitation {
  /** An encoded MLSMessage that holds a Welcome. */
  readonly welcome: Uint8Array
  /** The private halves of the key package that was invited; not to be used again. */
  readonly keyPackage: KeyPackageSecrets
  /** The tree, when the Welcome leaves it out. If both are there they must agree (V240). */
  readonly ratchetTree?: ReadonlyArray<Node | undefined>
  /** The group of ours that this one succeeds or branches off: `successorOf` or `branchOf` it. Without it such a Welcome is refused. */
  readonly origin?: Origin
  /** Whether we are in a group of this id already (V251). */
  readonly holds?: (groupId: Uint8Array) => boolean
}

/** Bytes that do not decode, a Welcome, tree or GroupInfo that does not hold, or a key that is missing. `PskUnavailable` may come right; the rest is final. */
export type JoinError =
  | DecodeError
  | WelcomeRejected
  | ResumptionRejected
  | Invalid
  | BadSignature
  | CredentialRefused
  | CgkaRejected
  | ConfirmationMismatch
  | PskUnavailable
  | CryptoFailure

/** A group entered, and by whom: the leaf that signed the GroupInfo is the committer's who added us (V267). */
export interface Entered {
  /** Ours, in the epoch that the Welcome leads into. */
  readonly state: GroupState
  /** Its leaf index in the state's epoch. */
  readonly inviter: LeafIndex
}

/** From a Welcome to a member's state (RFC 9420, 12.4.3.1). Nothing is kept unless every check holds. */
export const joinGroup = (invitation: Invitation): Effect.Effect<GroupState, JoinError, GroupServices> =>
  Effect.map(acceptInvitation(invitation), ({ state }) => state)

/** {@link joinGroup}, telling also who let us in. */
export const acceptInvitation: (invitation: Invitation) => Effect.Effect<Entered, JoinError, GroupServices> = Effect.fnUntraced(function* (
  invitation: Invitation
) {
  const p = yield* parts
  const options = yield* choices
  const { holds, keyPackage: mine, origin } = invitation
  const { handoff, info, psk, secrets } = yield* openWelcome(p, invitation)
  const context = info.groupContext
  if (holds?.(context.groupId) === true) return yield* rejected("GroupExists", "V251", "we are in a group of this id already")

  const { capabilities } = mine.keyPackage.leafNode
  const { book, signer, tree } = yield* checkInfo(p, options, info, invitation.ratchetTree, capabilities, mine.signer)
  const me = yield* Effect.fromResult(ownLeaf(tree, mine))
  if (me === signer) return yield* rejected("Malformed", "V256", "the group info is signed by our own leaf")
  if (tree.holdersOfEncryptionKey(mine.initKey.publicKey).length > 0) {
    return yield* invalid("V119", me, "the init key of our key package is a key of the tree")
  }
  const misfit = fits(p, secrets.psks, origin, context, tree)
  if (misfit !== undefined) return yield* misfit

  const told = secrets.pathSecret === undefined ? Option.none<CgkaWelcome>() : Option.some(secrets.pathSecret)
  const cgka = yield* p.cgka.join(me, mine.leafKey, signer, tree, book, told)
  const bytes = contextBytes(context)
  const epoch = yield* p.schedule.join({ handoff, psk, groupContext: bytes, applicationExport: p.exporter !== undefined })
  const change = { added: [me], removed: [], updated: [], committer: signer }
  const { identity, signer: ownSigner } = mine
  const start = { me, identity, context, contextBytes: bytes, tree, book, change, cgka, signer: ownSigner, epoch, previous: Option.none() }
  const state = yield* begin(p, start)
  if (p.insiders.confirm && !equalBytes(state.confirmationTag, info.confirmationTag)) {
    return yield* new ConfirmationMismatch({ epoch: context.epoch })
  }
  handoff.wipe()
  return { state: { ...state, pending: undefined }, inviter: signer }
})

/** The leaf that is ours, byte for byte (V255): the tree holds encodings, so nothing is decoded for it. */
const ownLeaf = (tree: PublicTree, mine: KeyPackageSecrets): Result.Result<LeafIndex, WelcomeRejected> => {
  const own = encode(leafNode, mine.keyPackage.leafNode)
  for (const node of tree.holdersOfEncryptionKey(mine.leafKey.publicKey)) {
    const bytes = isLeaf(node) ? tree.encodedLeafAt(toLeaf(node)) : undefined
    if (bytes !== undefined && equalBytes(bytes, own)) return Result.succeed(toLeaf(node))
  }
  return Result.fail(rejected("NotInTree", "V255", "no leaf of the tree is the key package's own"))
}
