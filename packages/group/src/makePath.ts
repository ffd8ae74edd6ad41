import type { CgkaBook, CgkaRejected, CgkaState, CgkaUpdate, CgkaWelcome, CryptoFailure, KeyPair } from "@copath/contracts"
import { checkPathLeaf, type Invalid, type Plan } from "@copath/membership"
import type { LeafIndex } from "@copath/tree-math"
import type { GroupContext, LeafNodeContent, UpdatePath } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { signLeaf } from "./leaf.ts"
import type { GroupChoices } from "./options.ts"
import type { Parts } from "./parts.ts"
import { mergeEdits, type PathTaken, provisional } from "./path.ts"

/** Who makes a path: a member, or a joiner at the leaf that it is about to take. */
export interface PathMaker {
  readonly me: LeafIndex
  readonly identity: KeyPair
  readonly cgka: CgkaState
  /** Of the epoch in which the path is committed. */
  readonly context: GroupContext
  readonly book: CgkaBook
  /** The new leaf but for its encryption key and source: those come with the path. */
  readonly leaf: Omit<LeafNodeContent, "encryptionKey" | "source">
}

/** What a committer's own path brings beside the next tree and commit secret. */
export interface PathMade extends PathTaken {
  readonly updatePath: UpdatePath<CgkaUpdate> | undefined
  /** In the order of the added members; none without a path. */
  readonly welcomes: ReadonlyArray<CgkaWelcome> | undefined
  /** Keys that the path puts into parents; none without a path. */
  readonly pathKeys: ReadonlyArray<Uint8Array>
  /** What belongs into the leaf (7.9). */
  readonly parentHash: Uint8Array | undefined
}

/** What the others will object to in a path of ours, before it is sent (12.4.2): the rules are the receiver's (V302). `undefined`: nothing. */
export const ownObjection = (
  p: Parts,
  options: GroupChoices,
  plan: Plan,
  groupContext: GroupContext,
  { parentHash, pathKeys, updatePath }: PathMade,
  now: bigint
): Invalid | undefined => {
  if (updatePath === undefined || parentHash === undefined) return undefined
  const judged = checkPathLeaf({
    plan,
    leaf: updatePath.leafNode,
    pathKeys,
    groupContext,
    suiteId: p.suiteId,
    hashSize: p.suite.hash.size,
    now,
    maxLifetime: options.maxLifetime,
    parentHash,
    registry: p.registry
  })
  return Result.isFailure(judged) ? judged.failure : undefined
}

/** The part of {@link PathMade} that a commit without a path has not. */
export const nothingMade = { updatePath: undefined, welcomes: undefined, pathKeys: [], parentHash: undefined } as const

/**
 * Fresh keys along my path (RFC 9420, 12.4.1): the public ones first, so that the tree and its hash exist; then my leaf, signed; then the secrets, sealed under the
 * provisional context that holds that hash.
 */
export const makePath: (p: Parts, maker: PathMaker, plan: Plan) => Effect.Effect<PathMade, CgkaRejected | CryptoFailure> =
  Effect.fnUntraced(function* (p, maker, plan) {
    const { context, identity, me } = maker
    const { book, edits, leafKey, staged } = yield* p.cgka.stage(maker.cgka, maker.book, plan.tree, plan.change)
    const merged = mergeEdits(p, plan.tree, me, edits)
    const content = { ...maker.leaf, encryptionKey: leafKey, source: { _tag: "commit", parentHash: merged.parentHash } } as const
    const leaf = signLeaf(p, identity, content, { groupId: context.groupId, leafIndex: me })
    const next = provisional(p, maker, plan, book, merged.tree, { committer: me, leaf })
    const sealed = yield* p.cgka.seal(staged, next.tree, plan.change, next.contextBytes)
    return {
      next,
      book,
      cgka: sealed.state,
      commitSecret: sealed.commitSecret,
      updatePath: { leafNode: leaf, nodes: sealed.update },
      welcomes: sealed.welcomes,
      retired: sealed.retired,
      pathKeys: edits.map((e) => e.key).filter((key) => key !== undefined),
      parentHash: merged.parentHash
    }
  })
