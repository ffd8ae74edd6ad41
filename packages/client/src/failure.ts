import type { LeafIndex } from "@copath/tree-math"

/**
 * Why something was not done: one of the engine's errors, or one of the implementation's own. Always tagged; nothing was changed.
 */
export interface Failure {
  /** The error's name, such as `SendRejected`. */
  readonly _tag: string
  /** Leaf indices that the next commit is to remove for it, the same with everybody who comes to this failure. Left out: nobody. */
  readonly evict?: ReadonlyArray<LeafIndex>
}
