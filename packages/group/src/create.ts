import type { CryptoFailure } from "@copath/contracts"
import { checkExtensions, Invalid, singleton, treeHash } from "@copath/membership"
import { leafIndex } from "@copath/tree-math"
import {
  type Extension,
  extensionTypes,
  type LeafNode,
  makeExtension,
  privateExtensionTypes,
  requiredCapabilities,
  requiredIn
} from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { contextBytes, contextOf } from "./context.ts"
import { zeros } from "./epoch.ts"
import { makeKeyPackage } from "./keyPackage.ts"
import { type GroupServices, type Parts, parts } from "./parts.ts"
import { type GroupState, type Identity, kept } from "./state.ts"
import { emptyTranscript, interimTranscriptHash } from "./transcript.ts"

/** What the creator decides (RFC 9420, section 11). */
export interface NewGroup {
  /** Unique among all groups: 16 random bytes or more (V305). */
  readonly groupId: Uint8Array
  /** Whose leaf 0 becomes. */
  readonly identity: Identity
  /** Group context extensions beside those that name the composition. */
  readonly extensions?: ReadonlyArray<Extension>
}

/**
 * A group of one, at epoch 0 (RFC 9420, section 11). Where the RFC draws the epoch secret at random, a random init secret goes through the key
 * schedule: nobody but the creator ever learns either, and every variant's schedule begins the same way.
 */
export const createGroup: (input: NewGroup) => Effect.Effect<GroupState, CryptoFailure | Invalid, GroupServices> = Effect.fnUntraced(
  function* ({ extensions = [], groupId, identity }: NewGroup) {
    const p = yield* parts
    const { keyPackage, secrets: own } = yield* makeKeyPackage(identity)
    const me = leafIndex(0)
    const tree = singleton(keyPackage.leafNode)
    const context = contextOf(p, {
      groupId,
      epoch: 0n,
      treeHash: treeHash(tree, p.suite.hash.digest),
      confirmedTranscriptHash: emptyTranscript,
      extensions: yield* Effect.fromResult(contextExtensions(p, extensions, keyPackage.leafNode))
    })
    const bytes = contextBytes(context)
    const init = p.random(p.suite.kdf.size)
    const { epoch } = yield* p.schedule.next({ init, commit: zeros(p), psk: zeros(p), groupContext: bytes })
    const nobody = { added: [], removed: [], updated: [], committer: me }
    const { state: protection } = yield* p.protection.start(epoch, me, tree, nobody, Option.none())
    const confirmationTag = p.suite.mac.tag(epoch.confirmation, emptyTranscript)
    const state: GroupState = {
      me,
      identity: identity.signatureKey,
      context,
      contextBytes: bytes,
      interimTranscriptHash: interimTranscriptHash(p.suite, emptyTranscript, confirmationTag),
      confirmationTag,
      tree,
      book: p.cgka.emptyBook,
      secrets: kept(epoch),
      cgka: p.cgka.begin(me, own.leafKey),
      protection,
      signer: own.signer,
      proposals: [],
      ownUpdates: [],
      sent: [],
      reInit: undefined,
      past: [],
      pending: undefined
    }
    return state
  }
)

/**
 * The group context's first extensions: what the creator wants, the composition's mark, and the demand that every member supports it, so that a
 * strict client refuses such a group (V143). The creator's own leaf must support them all (V105).
 */
const contextExtensions = (
  p: Parts,
  wanted: ReadonlyArray<Extension>,
  leaf: LeafNode
): Result.Result<ReadonlyArray<Extension>, Invalid> => {
  const list = p.composition.mark.length === 0 ? wanted : marked(p, wanted)
  const wrong = checkExtensions({ place: "groupContext", extensions: list, where: "the new group's context", subject: undefined })
  if (wrong !== undefined) return Result.fail(wrong)
  const known = new Set<number>([...Object.values(extensionTypes), ...leaf.capabilities.extensions])
  const foreign = list.find((e) => !known.has(e.extensionType))
  return foreign === undefined
    ? Result.succeed(list)
    : Result.fail(
        new Invalid({ rule: "V105", subject: foreign.extensionType, detail: "the creator's own leaf does not support this extension" })
      )
}

/** `required_capabilities` stands once: the composition's demand joins the creator's. */
const marked = (p: Parts, wanted: ReadonlyArray<Extension>): ReadonlyArray<Extension> => {
  const asked = Result.getOrElse(requiredIn(wanted), () => none)
  const required = { ...asked, extensionTypes: [...new Set([...Object.values(privateExtensionTypes), ...asked.extensionTypes])] }
  const others = wanted.filter((e) => e.extensionType !== extensionTypes.requiredCapabilities)
  return [makeExtension(extensionTypes.requiredCapabilities, requiredCapabilities, required), ...p.composition.mark, ...others]
}

const none = { extensionTypes: [], proposalTypes: [], credentialTypes: [] }
