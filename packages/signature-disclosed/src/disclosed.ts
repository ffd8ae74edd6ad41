import { type KeyPair, Secret, type Suite } from "@copath/contracts"
import { readNote } from "./note.ts"

/** A key pair that everybody may have. */
export interface PublishedKey {
  /** Both halves of the signing key. */
  readonly key: KeyPair
  /** The last epoch in which its owner signed with it. */
  readonly last: bigint
}

/** The keys that a leaf's note publishes: with them anybody can sign what the member might have said. */
export const publishedKeys = (suite: Suite, note: Uint8Array): ReadonlyArray<PublishedKey> =>
  (readNote(note)?.disclosed ?? [])
    .filter(({ seed }) => seed.length === suite.signature.seedSize)
    .map(({ last, seed }) => ({ key: suite.signature.derive(new Secret(seed.slice())), last }))
