import * as Context from "effect/Context"

/**
 * How a joiner knows that every key of the tree was set by a member below it. `parentHashes` says whether leaves carry parent hashes and
 * trees are refused without a valid one at each parent (RFC 9420, 7.9), or leave the field empty. `membership` computes them.
 */
export class TreeIntegrity extends Context.Service<
  TreeIntegrity,
  {
    readonly id: string
    readonly parentHashes: "required" | "absent"
    /** What the key agreement's edits must keep to; see `Cgka.reach`. */
    readonly needs: { readonly reach: "path" | "anywhere" }
  }
>()("@copath/contracts/TreeIntegrity") {}
