import { TreeIntegrity } from "@copath/contracts"
import * as Layer from "effect/Layer"

/**
 * RFC 9420, 7.9: a leaf that came with a commit carries the parent hash of its path, and a tree is refused unless each of its parents has a
 * descendant that vouches for it. The key agreement's edits must lie on the committer's direct path.
 */
export const parentHash: Layer.Layer<TreeIntegrity> = Layer.succeed(TreeIntegrity, {
  id: "parent-hash",
  parentHashes: "required",
  needs: { reach: "path" }
})

/** Parent hashes stay empty and are asked of nobody: for key agreements that also set keys elsewhere, which no parent hash can describe. */
export const none: Layer.Layer<TreeIntegrity> = Layer.succeed(TreeIntegrity, {
  id: "none",
  parentHashes: "absent",
  needs: { reach: "anywhere" }
})
