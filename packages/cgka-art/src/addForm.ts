import type { Change, KeyPair, Random, Secret, Suite } from "@copath/contracts"
import type { ArtBook, Filler, Slot } from "./book.ts"
import type { DeriveKeyPair } from "./keyPair.ts"

/** What keys are computed with. */
export interface Tools {
  /** The group, hash and KDF. */
  readonly suite: Suite
  /** DKP. */
  readonly deriveKeyPair: DeriveKeyPair
  /** Negative control: keys computed up a member's path need not be the published ones. */
  readonly unchecked?: boolean
}

/** What a committer who adds has at hand. */
export interface Adder extends Tools {
  /** For fresh keys. */
  readonly random: Random
  /** The book before the commit. */
  readonly book: ArtBook
  /** The commit's proposals by leaf. */
  readonly change: Change
  /** The committer's new leaf pair, which the commit publishes. */
  readonly leaf: KeyPair
  /** The pair that `epochPair` gave in the epoch that ends, if there was one. */
  readonly epochPair: KeyPair | undefined
}

/** A slot's key as its filler made it. */
export interface Made {
  /** What takes part in the tree. */
  readonly pair: KeyPair
  /** What the update sends beside the key. */
  readonly ephemeral: Uint8Array
  /** What the joiner's Welcome carries. */
  readonly leafSecret: Secret | undefined
}

/** One commit's filling of added members' slots. */
export interface Filling {
  /** The key that the update sends once for all of them, or no bytes. */
  readonly key: Uint8Array
  /** The slot of the member with this leaf key; `undefined` if that is no key. */
  readonly fill: (leafKey: Uint8Array) => Made | undefined
  /** Forgets what the fillings shared. */
  readonly end: () => void
}

/** What committer and receivers know alike, from public data, of the slots that a commit fills for added members. */
export interface Arrangement {
  /** Who comes to know their keys, as the book says. */
  readonly filler: Filler
  /** Of all of them: no bytes, or a key which is not sent with each. `undefined`: each sends its own. */
  readonly ephemeral: Uint8Array | undefined
}

/** What a joiner finds its slot's pair with. */
export interface Joiner extends Tools {
  /** The pair of its own, signed leaf. */
  readonly leaf: KeyPair
  /** Its slot's entry in the book. */
  readonly slot: Slot
  /** The adder's leaf key, after the commit. */
  readonly adderKey: Uint8Array | undefined
  /** From its Welcome. */
  readonly leafSecret: Secret | undefined
}

/** Who knows a new member's slot's private key until it commits: nobody else, whoever added it, or all who were members then. */
export type KnownBy = "newcomer" | "adder" | "everybody"

/** How a new member's slot gets its first key. The slot of a member who is there already is filled in one way only, {@link freshSlot}'s. */
export interface AddForm {
  /** Distinguishes compositions: members of a group must use the same form. */
  readonly id: string
  /** Who has a filled slot's private key until the newcomer commits. */
  readonly knownBy: KnownBy
  /** Whether updates have a place for a key of the form's own: in none, in each one, or in those that add. */
  readonly sends: "never" | "always" | "with adds"
  /** Whether joiners are told a secret. */
  readonly tells: boolean
  /** `key`: the update's. */
  readonly arrange: (book: ArtBook, change: Change, key: Uint8Array) => Arrangement
  /** The committer's side, once for each commit that adds. */
  readonly begin: (adder: Adder) => Filling
  /** The joiner's side. */
  readonly find: (joiner: Joiner) => KeyPair | undefined
  /** A key pair of each epoch that all its members derive from the root's; its public half is the update's key and stands in the book. */
  readonly epochPair?: (tools: Tools, top: KeyPair) => KeyPair
  /** The slot's pair as every member of the old epoch computes it, where the arrangement says everybody. */
  readonly witness?: (tools: Tools, epochPair: KeyPair, leafKey: Uint8Array) => KeyPair | undefined
}
