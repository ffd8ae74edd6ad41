import type { AddForm } from "./addForm.ts"

/**
 * `UserAdd` of the drafts is no form of adding but an external commit: the newcomer begins with a leaf of its own, and `stage` computes the path. It
 * needs the public keys of its copath and nothing else: the heads of the full subtrees, which the drafts published as the group's frontier.
 */
export const userAdd: Pick<AddForm, "id" | "knownBy"> = { id: "userAdd", knownBy: "newcomer" }
