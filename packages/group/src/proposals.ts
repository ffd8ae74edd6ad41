import { changedBy, type Proposed, removedBy } from "@copath/membership"
import type { LeafIndex } from "@copath/tree-math"
import type { CustomProposal, KeyPackage, PreSharedKeyId, Proposal, Extension, Registry } from "@copath/wire"
import { hexOf } from "./psk.ts"
import type { CachedProposal, EpochState, Identity, ReInit } from "./state.ts"

/** What a committer wants, beside the proposals that others sent. */
export interface Intent {
  /** Key packages whose holders join, in this order (RFC 9420, 12.1.1). */
  readonly add?: ReadonlyArray<KeyPackage>
  /** Members to remove, by leaf index; never the committer (12.1.3). */
  readonly remove?: ReadonlyArray<LeafIndex>
  /** Pre-shared keys to mix in, in this order, each with a fresh random nonce of Nh bytes (8.4, 12.1.4). */
  readonly psks?: ReadonlyArray<PreSharedKeyId>
  /** The whole new list of group context extensions (12.1.7). */
  readonly extensions?: ReadonlyArray<Extension>
  /** Ends the group; its successor is to be made with these parameters (12.1.5). It then is the whole list. */
  readonly reInit?: Omit<ReInit, "_tag">
  /** Proposals of registered types, by value (13.2). */
  readonly custom?: ReadonlyArray<Omit<CustomProposal, "_tag">>
  /** Which cached proposals to take: all that can stand together (the default), none, or those with these references. */
  readonly take?: "all" | "none" | ReadonlyArray<Uint8Array>
  /** Commit a path even where none is demanded (adds alone): it heals the committer and gives joiners a path secret. */
  readonly path?: boolean
  /**
   * Another signature key, and credential, for my leaf from the next epoch on (7.2): the path's leaf is signed with the new key, the commit still with the old one.
   * The authentication service is asked whether it succeeds the present one (V087). What is left of the old key is the caller's to delete.
   */
  readonly identity?: Identity
  /** Travels in clear beside the commit and is authenticated with it (6.1). */
  readonly authenticatedData?: Uint8Array
  /** Position reserved at the delivery service, for protections that need one. */
  readonly slot?: bigint
}

/** A list as membership judges it: references first. */
export const listed = (cached: ReadonlyArray<CachedProposal>, inline: ReadonlyArray<Proposal>, me: LeafIndex): ReadonlyArray<Proposed> => [
  ...cached,
  ...inline.map((proposal) => ({ proposal, sender: { _tag: "member", leafIndex: me } as const, reference: undefined }))
]

/** The intent's own proposals; `psks`: keys that the operation adds by itself. */
export const byValue = (intent: Intent, psks: ReadonlyArray<PreSharedKeyId>): ReadonlyArray<Proposal> => [
  ...(intent.extensions === undefined ? [] : [{ _tag: "groupContextExtensions", extensions: intent.extensions } as const]),
  ...(intent.remove ?? []).map((removed) => ({ _tag: "remove", removed }) as const),
  ...(intent.add ?? []).map((keyPackage) => ({ _tag: "add", keyPackage }) as const),
  ...[...(intent.psks ?? []), ...psks].map((psk) => ({ _tag: "psk", psk }) as const),
  ...(intent.reInit === undefined ? [] : [{ _tag: "reInit", ...intent.reInit } as const]),
  ...(intent.custom ?? []).map((c) => ({ _tag: "custom", ...c }) as const)
]

/**
 * Cached proposals that can stand in one list: no Update or Remove of the committer, one change a leaf, a Remove before an Update and the
 * newest Update before older ones (RFC 9420, 12.2; V167).
 */
export const byReference = (state: EpochState, intent: Intent, registry: Registry): ReadonlyArray<CachedProposal> => {
  const take = intent.take ?? "all"
  if (take === "none") return []
  if (take !== "all") {
    const named = new Set(take.map(hexOf))
    return state.proposals.filter((c) => named.has(hexOf(c.reference)))
  }
  const removed = new Set<number>(intent.remove ?? [])
  // Whoever removes itself is not removed by others as well.
  const leaving = new Set<number>()
  for (const c of state.proposals) {
    const leaf = removedBy(c, registry)
    if (leaf !== undefined) (c.proposal._tag === "remove" ? removed : leaving).add(leaf)
  }
  const inline = new Set<number>(intent.remove ?? [])
  const seen = new Set<number>()
  const kept: Array<CachedProposal> = []
  for (const c of state.proposals.toReversed()) {
    const leaf = changedBy(c, registry)
    if (leaf !== undefined) {
      if (leaf === state.me || seen.has(leaf) || inline.has(leaf)) continue
      if (c.proposal._tag === "update" && (removed.has(leaf) || leaving.has(leaf))) continue
      if (c.proposal._tag === "remove" && leaving.has(leaf)) continue
      seen.add(leaf)
    }
    kept.push(c)
  }
  return kept.toReversed()
}
