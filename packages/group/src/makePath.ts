import type { CgkaUpdate, CgkaWelcome, CryptoFailure, SignerState } from "@copath/contracts"
import type { Plan } from "@copath/membership"
import type { UpdatePath } from "@copath/wire"
import * as Effect from "effect/Effect"
import { signLeaf, withNote } from "./leaf.ts"
import type { Parts } from "./parts.ts"
import { mergeEdits, type PathTaken, provisional } from "./path.ts"
import type { GroupState } from "./state.ts"

/** What a committer's own path brings beside the next tree and commit secret. */
export interface PathMade extends PathTaken {
  /** My signer of the next epoch; none without a path. */
  readonly signer: SignerState | undefined
  readonly updatePath: UpdatePath<CgkaUpdate> | undefined
  /** In the order of the added members; none without a path. */
  readonly welcomes: ReadonlyArray<CgkaWelcome> | undefined
}

/** The part of {@link PathMade} that a commit without a path has not. */
export const nothingMade = { signer: undefined, updatePath: undefined, welcomes: undefined } as const

/**
 * Fresh keys along my path (RFC 9420, 12.4.1): the public ones first, so that the tree and its hash exist; then my leaf, signed; then the secrets, sealed under the
 * provisional context that holds that hash.
 */
export const makePath: (p: Parts, state: GroupState, plan: Plan) => Effect.Effect<PathMade, CryptoFailure> = Effect.fnUntraced(
  function* (p, state, plan) {
    const rotated = yield* p.scheme.rotate(state.signer)
    const { book, edits, leafKey, staged } = yield* p.cgka.stage(state.cgka, state.book, plan.tree, plan.change)
    const merged = mergeEdits(p, plan.tree, state.me, edits)
    const before = state.tree.leafAt(state.me)
    if (before === undefined) return yield* Effect.die(new Error("a member's own leaf is never blank"))
    const { signature: _, ...kept } = before
    const leaf = signLeaf(
      p,
      state.identity,
      {
        ...kept,
        encryptionKey: leafKey,
        source: { _tag: "commit", parentHash: merged.parentHash },
        extensions: withNote(before.extensions, rotated.note)
      },
      { groupId: state.context.groupId, leafIndex: state.me }
    )
    const next = provisional(p, state, plan, book, merged.tree, { committer: state.me, leaf })
    const sealed = yield* p.cgka.seal(staged, next.tree, plan.change, next.contextBytes)
    return {
      next,
      book,
      cgka: sealed.state,
      signer: rotated.state,
      commitSecret: sealed.commitSecret,
      updatePath: { leafNode: leaf, nodes: sealed.update },
      welcomes: sealed.welcomes,
      retired: sealed.retired
    }
  }
)
