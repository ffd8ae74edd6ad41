import { encode } from "@copath/codec"
import { type BadSignature, type CredentialRefused, type CryptoFailure, equalBytes, type SignerState } from "@copath/contracts"
import { checkExtensions, checkTree, type Invalid, invalid, type PublicTree, treeFrom, treeFromBytes } from "@copath/membership"
import { type LeafIndex, leafIndex } from "@copath/tree-math"
import { type Capabilities, type Extension, extensionTypes, type GroupInfo, MLS10, type Node, ratchetTree, requiredIn } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { bookIn, carriesMark } from "./context.ts"
import { discharge } from "./discharge.ts"
import { WelcomeRejected } from "./errors.ts"
import { authorAt } from "./framing.ts"
import { verifyInfo } from "./infoSignature.ts"
import type { GroupChoices } from "./options.ts"
import type { Parts } from "./parts.ts"
import type { GroupState } from "./state.ts"

/** A refusal, with the validation rule that it rests on (section 14 of the rules: V241 to V262). */
export const rejected = (reason: WelcomeRejected["reason"], rule: string, detail: string): WelcomeRejected =>
  new WelcomeRejected({ reason, rule, detail })

/** What a GroupInfo must be of, whoever wants to join by it (V252, V261). */
export const infoObjection = (p: Parts, { extensions, groupContext }: GroupInfo): WelcomeRejected | Invalid | undefined => {
  const { cipherSuite, confirmedTranscriptHash, epoch, version } = groupContext
  if (cipherSuite !== p.suiteId || version !== MLS10) {
    return rejected("SuiteMismatch", "V252", `the group's version is ${version}, its cipher suite ${cipherSuite}`)
  }
  if (confirmedTranscriptHash.length !== p.suite.hash.size && !(epoch === 0n && confirmedTranscriptHash.length === 0)) {
    return rejected("Malformed", "V261", `the confirmed transcript hash has ${confirmedTranscriptHash.length} bytes`)
  }
  return checkExtensions({ place: "groupInfo", extensions, where: "the group info", subject: undefined }, p.registry)
}

/** A GroupInfo that holds, with its tree: signature, tree, credentials, and whether we understand the group. */
export interface CheckedInfo {
  readonly tree: PublicTree
  readonly book: GroupState["book"]
  readonly signer: LeafIndex
}

/**
 * All that can be checked of a GroupInfo without the epoch's secrets (RFC 9420, 12.4.3.1 and 12.4.3.2; V268). Its confirmation tag cannot. `mine`: what
 * who wants to join supports; `undefined` for who only looks on. `reader`: its signing keys, if the group knows them already.
 */
export const checkInfo: (
  p: Parts,
  options: GroupChoices,
  info: GroupInfo,
  given: ReadonlyArray<Node | undefined> | undefined,
  mine: Capabilities | undefined,
  reader: SignerState | undefined
) => Effect.Effect<CheckedInfo, WelcomeRejected | Invalid | BadSignature | CredentialRefused | CryptoFailure> = Effect.fnUntraced(
  function* (p, options, info, given, mine, reader) {
    const tree = yield* Effect.fromResult(treeOf(p, info, given))
    const signer = leafIndex(info.signer)
    const author = authorAt(tree, signer)
    if (author === undefined) return yield* rejected("Malformed", "V250", `leaf ${info.signer}, which signed the group info, is no member`)
    // Another composition may sign otherwise: that is said first.
    if (!carriesMark(p, info.groupContext.extensions))
      return yield* rejected("UnsupportedExtension", "V143", "the group is of another composition")
    yield* verifyInfo(p, author, tree, info, reader)
    const book = yield* Effect.fromResult(joinable(p, info, mine))
    const obligations = yield* Effect.fromResult(
      checkTree({
        tree,
        groupContext: info.groupContext,
        parentHashes: p.integrity.parentHashes,
        digest: p.suite.hash.digest,
        suiteId: p.suiteId,
        hashSize: p.suite.hash.size,
        // A group of some age has leaves whose lifetime is over; they were valid when they were added (V114).
        now: undefined,
        maxLifetime: options.maxLifetime,
        registry: p.registry
      })
    )
    const { epoch, groupId } = info.groupContext
    yield* discharge(p, { groupId, epoch, reader }, obligations)
    return { tree, book, signer }
  }
)

/** The tree in a GroupInfo, or the one that came another way; both must agree. Nothing of it is verified yet. */
export const treeOf = (
  { shape }: Pick<Parts, "shape">,
  info: GroupInfo,
  given: ReadonlyArray<Node | undefined> | undefined
): Result.Result<PublicTree, WelcomeRejected | Invalid> => {
  const carried = info.extensions.find((e) => e.extensionType === extensionTypes.ratchetTree)?.extensionData
  if (carried === undefined) {
    return given === undefined
      ? Result.fail(rejected("NoTree", "V253", "the GroupInfo carries no tree and none was given"))
      : treeFrom(given, shape)
  }
  if (given !== undefined && !equalBytes(carried, encode(ratchetTree, given))) {
    return Result.fail(invalid("V240", undefined, "the tree in the GroupInfo is not the one that was given"))
  }
  return Result.mapError(treeFromBytes(carried, shape), (e) => (e._tag === "DecodeError" ? rejected("Malformed", "V008", e.message) : e))
}

/** Whether we understand this group: its book, and to join its required capabilities and every extension of its context (V133, V143, V262). */
const joinable = (p: Parts, info: GroupInfo, mine: Capabilities | undefined): Result.Result<GroupState["book"], WelcomeRejected> => {
  const { extensions } = info.groupContext
  const misfit = mine === undefined ? undefined : unsupportedIn(extensions, mine)
  if (misfit !== undefined) return Result.fail(misfit)
  const book = bookIn(p, extensions)
  return book === undefined ? Result.fail(rejected("Malformed", "V008", "the key agreement's book does not decode")) : Result.succeed(book)
}

const unsupportedIn = (extensions: ReadonlyArray<Extension>, mine: Capabilities): WelcomeRejected | undefined => {
  const unsupported = (rule: string, detail: string) => rejected("UnsupportedExtension", rule, detail)
  const known = new Set([...Object.values(extensionTypes), ...mine.extensions])
  const foreign = extensions.find((e) => !known.has(e.extensionType))
  if (foreign !== undefined)
    return unsupported("V133", `the group context has extension ${foreign.extensionType}, which this client does not support`)
  const required = requiredIn(extensions)
  if (Result.isFailure(required)) return rejected("Malformed", "V008", required.failure.message)
  const missing = required.success.extensionTypes.find((t) => !known.has(t))
  if (missing !== undefined) return unsupported("V262", `the group requires extension ${missing}`)
  return undefined
}
