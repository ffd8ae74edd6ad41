import type { Change } from "@copath/contracts"
import type { Filler } from "./book.ts"

/** Whose slots a commit must fill again because their filler's knowledge of them has to end. */
export type Refills = (filler: Filler, change: Change) => boolean

/** Whether the book of filled slots is looked up. */
export interface EvictForm {
  /** Distinguishes compositions: members of a group must use the same form. */
  readonly id: string
  /** Asked of each slot in the book. */
  readonly refills: Refills
}

/**
 * By the book: the filler commits, and so renews all it knows; or it leaves; or its leaf key was replaced, perhaps because it had been stolen. What
 * everybody knows is filled again at once: whoever commits, is removed or updated knew it.
 */
export const refill: EvictForm = {
  id: "refill",
  refills: (filler, { committer, removed, updated }) =>
    filler === "everybody" || filler === committer || removed.includes(filler) || updated.includes(filler)
}

/** As the drafts had it: nothing is filled again, so whoever has filled slots goes on knowing them when evicted. Only to show the attack. */
export const naive: EvictForm = { id: "naive", refills: () => false }
