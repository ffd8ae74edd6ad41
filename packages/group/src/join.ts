import { decode, type DecodeError, encode } from "@copath/codec"
import {
  type BadSignature,
  BadSignature as BadSignatureError,
  type CgkaRejected,
  type CgkaWelcome,
  type CredentialRefused,
  type CryptoFailure,
  equalBytes,
  Secret,
  verifyWithLabel
} from "@copath/contracts"
import { checkTree, type Invalid, type PublicTree, treeFrom } from "@copath/membership"
import { type LeafIndex, leafIndex } from "@copath/tree-math"
import { extensionTypes, extensionValue, type GroupInfo, groupInfoTbs, leafNode, type Node, ratchetTree, requiredIn } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { bookIn, carriesMark, contextBytes } from "./context.ts"
import { discharge } from "./discharge.ts"
import { pskSecret } from "./epoch.ts"
import { ConfirmationMismatch, type PskUnavailable, type WelcomeRejected } from "./errors.ts"
import { choices, type GroupServices, type Parts, parts } from "./parts.ts"
import { pskSource } from "./psk.ts"
import { type GroupState, kept, type KeyPackageSecrets } from "./state.ts"
import { interimTranscriptHash } from "./transcript.ts"
import { openInfo, openSecrets, rejected } from "./openWelcome.ts"

/** What a joiner has at hand when a Welcome comes (RFC 9420, 12.4.3.1). */
export interface Invitation {
  /** An encoded MLSMessage that holds a Welcome. */
  readonly welcome: Uint8Array
  /** The private halves of the key package that was invited; not to be used again. */
  readonly keyPackage: KeyPackageSecrets
  /** The tree, when the Welcome leaves it out. */
  readonly ratchetTree?: ReadonlyArray<Node | undefined>
}

/** Bytes that do not decode, a Welcome, tree or GroupInfo that does not hold, or a key that is missing. `PskUnavailable` may come right; the rest is final. */
export type JoinError =
  | DecodeError
  | WelcomeRejected
  | Invalid
  | BadSignature
  | CredentialRefused
  | CgkaRejected
  | ConfirmationMismatch
  | PskUnavailable
  | CryptoFailure

/** From a Welcome to a member's state (RFC 9420, 12.4.3.1). Nothing is kept unless every check holds. */
export const joinGroup: (invitation: Invitation) => Effect.Effect<GroupState, JoinError, GroupServices> = Effect.fnUntraced(function* (
  invitation: Invitation
) {
  const p = yield* parts
  const options = yield* choices
  const { keyPackage: mine } = invitation
  const message = yield* Effect.fromResult(decode(p.wire.mlsMessage, invitation.welcome))
  if (message._tag !== "welcome") return yield* rejected("Malformed", "V012", `a Welcome was expected, not a ${message._tag}`)
  const secrets = yield* Effect.fromResult(openSecrets(p, message.welcome, mine))
  const handoff = new Secret(secrets.joinerSecret.slice())
  const psk = yield* pskSecret(p, secrets.psks, yield* pskSource(undefined))
  const info = yield* Effect.fromResult(openInfo(p, message.welcome, p.schedule.welcome(handoff, psk)))
  const context = info.groupContext

  const tree = yield* Effect.fromResult(treeOf(info, invitation.ratchetTree))
  const signer = leafIndex(info.signer)
  const signerKey = info.signer < tree.leafCount ? tree.leafAt(signer)?.signatureKey : undefined
  if (signerKey === undefined) return yield* rejected("Malformed", "V250", `leaf ${info.signer}, which signed the group info, is no member`)
  if (!verifyWithLabel(p.suite, signerKey, "GroupInfoTBS", groupInfoTbs(info), info.signature)) {
    return yield* new BadSignatureError({ sender: signer, what: "GroupInfoTBS" })
  }
  const book = yield* Effect.fromResult(joinable(p, info, mine))
  const me = find(tree, mine)
  if (me === undefined) return yield* rejected("NotInTree", "V255", "no leaf of the tree is the key package's own")
  if (me === signer) return yield* rejected("Malformed", "V256", "the group info is signed by our own leaf")
  const obligations = yield* Effect.fromResult(
    checkTree({
      tree,
      groupContext: context,
      parentHashes: p.integrity.parentHashes,
      digest: p.suite.hash.digest,
      suiteId: p.suiteId,
      hashSize: p.suite.hash.size,
      // A group of some age has leaves whose lifetime is over; they were valid when they were added (V114).
      now: undefined,
      maxLifetime: options.maxLifetime
    })
  )
  yield* discharge(p, context.groupId, obligations)

  const told = secrets.pathSecret === undefined ? Option.none<CgkaWelcome>() : Option.some(secrets.pathSecret)
  const cgka = yield* p.cgka.join(me, mine.leafKey, signer, tree, book, told)
  const bytes = contextBytes(context)
  const epoch = yield* p.schedule.join({ handoff, psk, groupContext: bytes })
  const confirmationTag = p.suite.mac.tag(epoch.confirmation, context.confirmedTranscriptHash)
  if (!equalBytes(confirmationTag, info.confirmationTag)) return yield* new ConfirmationMismatch({ epoch: context.epoch })
  const change = { added: [me], removed: [], updated: [], committer: signer }
  const { state: protection } = yield* p.protection.start(epoch, me, tree, change, Option.none())
  handoff.wipe()
  const state: GroupState = {
    me,
    identity: mine.identity,
    context,
    contextBytes: bytes,
    interimTranscriptHash: interimTranscriptHash(p.suite, context.confirmedTranscriptHash, confirmationTag),
    confirmationTag,
    tree,
    book,
    secrets: kept(epoch),
    cgka,
    protection,
    signer: mine.signer,
    proposals: [],
    ownUpdates: [],
    sent: [],
    reInit: undefined,
    past: [],
    pending: undefined
  }
  return state
})

const treeOf = (info: GroupInfo, given: Invitation["ratchetTree"]): Result.Result<PublicTree, WelcomeRejected | Invalid> => {
  const carried = Result.mapError(extensionValue(info.extensions, extensionTypes.ratchetTree, ratchetTree), (e) =>
    rejected("Malformed", "V008", e.message)
  )
  return Result.flatMap(carried, (nodes): Result.Result<PublicTree, WelcomeRejected | Invalid> => {
    const tree = nodes ?? given
    return tree === undefined ? Result.fail(rejected("NoTree", "V253", "the Welcome carries no tree and none was given")) : treeFrom(tree)
  })
}

/** Whether we understand this group: its composition, its required capabilities, every extension of its context (V133, V143, V262). */
const joinable = (p: Parts, info: GroupInfo, mine: KeyPackageSecrets): Result.Result<GroupState["book"], WelcomeRejected> => {
  const { extensions } = info.groupContext
  const unsupported = (rule: string, detail: string) => Result.fail(rejected("UnsupportedExtension", rule, detail))
  if (!carriesMark(p, extensions)) return unsupported("V143", "the group is of another composition")
  const known = new Set([...Object.values(extensionTypes), ...mine.keyPackage.leafNode.capabilities.extensions])
  const foreign = extensions.find((e) => !known.has(e.extensionType))
  if (foreign !== undefined)
    return unsupported("V133", `the group context has extension ${foreign.extensionType}, which this client does not support`)
  const required = requiredIn(extensions)
  if (Result.isFailure(required)) return Result.fail(rejected("Malformed", "V008", required.failure.message))
  const missing = required.success.extensionTypes.find((t) => !known.has(t))
  if (missing !== undefined) return unsupported("V262", `the group requires extension ${missing}`)
  const book = bookIn(p, extensions)
  return book === undefined ? Result.fail(rejected("Malformed", "V008", "the key agreement's book does not decode")) : Result.succeed(book)
}

/** The leaf that is ours, byte for byte (V255): the tree holds encodings, so nothing is decoded for it. */
const find = (tree: PublicTree, mine: KeyPackageSecrets): LeafIndex | undefined => {
  const own = encode(leafNode, mine.keyPackage.leafNode)
  return tree.members().find((leaf) => {
    const bytes = tree.encodedLeafAt(leaf)
    return bytes !== undefined && equalBytes(bytes, own)
  })
}
