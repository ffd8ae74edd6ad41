import type { Suite } from "@copath/contracts"
import type { AddForm, Tools } from "./addForm.ts"
import { type EvictForm, refill } from "./evictForm.ts"
import { groupAddD00 } from "./groupAddD00.ts"
import { type DeriveKeyPair, derived } from "./keyPair.ts"
import { leafOverwrite, type RemoveForm } from "./removeForm.ts"

/** How to build an ART. All members of a group must make the same choices. */
export interface ArtOptions {
  /** DKP for the suite: `derived` unless told otherwise. */
  readonly deriveKeyPair?: (suite: Suite) => DeriveKeyPair
  /** How a new member's slot gets its first key: `groupAddD00` unless told otherwise. */
  readonly add?: AddForm
  /** What becomes of a removed member's slot: `leafOverwrite` unless told otherwise. */
  readonly remove?: RemoveForm
  /** Whether slots are filled again when their filler's knowledge has to end: `refill` unless told otherwise. */
  readonly evict?: EvictForm
}

/** What sets one ART apart from another, for one suite. */
export interface ArtChoices extends Tools {
  readonly add: AddForm
  readonly remove: RemoveForm
  readonly evict: EvictForm
}

export const choose = (suite: Suite, options: ArtOptions): ArtChoices => ({
  suite,
  deriveKeyPair: (options.deriveKeyPair ?? derived)(suite),
  add: options.add ?? groupAddD00,
  remove: options.remove ?? leafOverwrite,
  evict: options.evict ?? refill
})

/** The option id: `art`, then every choice that is not the usual one. */
export const idOf = ({ add, evict, remove }: ArtChoices): string =>
  [
    "art",
    ...(add.id === groupAddD00.id ? [] : [add.id]),
    ...(remove.id === leafOverwrite.id ? [] : [remove.id]),
    ...(evict.id === refill.id ? [] : [evict.id])
  ].join("-")
