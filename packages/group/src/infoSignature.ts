import { type Author, BadSignature, type Crypt, type SignedAt, type SignerState, signWithLabel, verifyWithLabel } from "@copath/contracts"
import { type GroupContext, type GroupInfo, groupInfoTbs } from "@copath/wire"
import type { LeafIndex } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { rosterOf } from "./framing.ts"
import type { Parts } from "./parts.ts"
import type { Leaves } from "./pastLeaves.ts"
import type { EpochState } from "./state.ts"

const LABEL = "GroupInfoTBS"

/** What stands where a framed message has its content type. */
const NO_CONTENT = 0

const placed = ({ epoch, groupId }: GroupContext, leaf: LeafIndex, leaves: Leaves): SignedAt => ({
  group: groupId,
  epoch,
  current: epoch,
  leaf,
  contentType: NO_CONTENT,
  generation: Option.none(),
  roster: rosterOf(leaves)
})

/**
 * Signs a GroupInfo (RFC 9420, 12.4.3) with the identity key; where members alone can verify, by the scheme: an identity key's signature over tree hash and
 * transcript would show anybody what the scheme keeps among the members.
 */
export const signInfo = (
  p: Parts,
  { context, identity, me, signer, tree }: Pick<EpochState, "context" | "identity" | "me" | "signer" | "tree">,
  tbs: Uint8Array
): Crypt<{ readonly signature: Uint8Array; readonly state: SignerState }> =>
  p.scheme.facts.verifiers === "members"
    ? p.scheme.sign(signer, placed(context, me, tree), LABEL, tbs)
    : Effect.sync(() => ({ signature: signWithLabel(p.suite, identity, LABEL, tbs), state: signer }))

/** Verifies a GroupInfo's signature by the leaf that it names, `author`. */
export const verifyInfo = (
  p: Parts,
  author: Author,
  leaves: Leaves,
  info: GroupInfo,
  reader: SignerState | undefined
): Crypt<void, BadSignature> => {
  const tbs = groupInfoTbs(info)
  if (p.scheme.facts.verifiers === "members") {
    return p.scheme.verify(author, placed(info.groupContext, author.leaf, leaves), LABEL, tbs, info.signature, reader)
  }
  return verifyWithLabel(p.suite, author.identityKey, LABEL, tbs, info.signature)
    ? Effect.void
    : Effect.fail(new BadSignature({ sender: author.leaf, what: LABEL }))
}
