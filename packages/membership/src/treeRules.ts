/** How proposals change the public tree, and which of them force a path; a key agreement's choice. */
export interface TreeRules {
  /** Parents above an added leaf: list it as unmerged (RFC 9420, 7.7), blank them, or leave them. */
  readonly onAdd: "unmerged" | "blank" | "keep"
  /** Parents above a removed or updated leaf: blank them (RFC 9420, 7.7), or leave them. */
  readonly onRemove: "blank" | "keep"
  /** Kinds of proposal that may not be committed without a path. */
  readonly pathFor: ReadonlySet<"add" | "remove" | "update">
  /** Whether no commit at all may go without one: then a new epoch rests on its commit secret alone. Left out, only those of `pathFor` and of 12.4. */
  readonly everyCommit?: boolean
}

/** RFC 9420's own: unmerged leaves, blanking, and a path for Update and Remove (12.4). */
export const rfc9420TreeRules: TreeRules = { onAdd: "unmerged", onRemove: "blank", pathFor: new Set(["remove", "update"]) }
