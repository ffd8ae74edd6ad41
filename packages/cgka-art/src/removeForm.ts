/** What becomes of the slot that a removed member leaves. */
export interface RemoveForm {
  /** Distinguishes compositions: members of a group must use the same form. */
  readonly id: string
  /** `filled`: somebody puts a key of its own there. `absent`: the other child stands for the parent. */
  readonly slot: "filled" | "absent"
}

/** `Delete` and `Remove` of the drafts: the remover draws a key for the slot. Anybody can remove anybody, and the remover knows one leaf too many. */
export const leafOverwrite: RemoveForm = { id: "leaf-overwrite", slot: "filled" }

/**
 * A blank leaf is passed through: its parent is what the other child is (draft-barnes-mls-protocol-00, "Blank Ratchet Tree Nodes"). Nobody comes to
 * know a key too many. But the keys above can be computed only from inside: who has no private key below one of them cannot remove.
 */
export const passThrough: RemoveForm = { id: "pass-through", slot: "absent" }
