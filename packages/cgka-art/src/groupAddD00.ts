import type { AddForm } from "./addForm.ts"
import { freshFilling, slotFrom } from "./freshSlot.ts"

/** `GroupAdd` of draft-ietf-mls-protocol-00: the leaf is the DH of the adder's fresh ephemeral key and the newcomer's. The adder knows it. */
export const groupAddD00: AddForm = {
  id: "d00",
  knownBy: "adder",
  sends: "never",
  tells: false,
  arrange: (_book, { committer }) => ({ filler: committer, ephemeral: undefined }),
  begin: freshFilling,
  find: ({ leaf, slot, ...tools }) => slotFrom(tools, leaf, slot.ephemeral)
}
