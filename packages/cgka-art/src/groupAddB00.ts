import { type Change, deriveSecret, type KeyPair, noBytes, Secret } from "@copath/contracts"
import type { AddForm, Arrangement, Tools } from "./addForm.ts"
import type { ArtBook } from "./book.ts"
import { freshFilling, slotFrom } from "./freshSlot.ts"
import { agreedPair } from "./keyPair.ts"

/**
 * `GroupAdd` of draft-barnes-mls-protocol-00: the leaf is the DH of the newcomer's key and the previous epoch's add key, whose private half
 * every member has. The adder need not send anything for it, and everybody knows the newcomer's slot.
 *
 * The draft's group did one thing at a time. Where a commit also removes or updates somebody, the old add key is what an evicted member or a
 * thief may still have, and in a group without a commit there is none: then the slot is filled as in {@link groupAddD00}.
 */
export const groupAddB00: AddForm = {
  id: "b00",
  knownBy: "everybody",
  sends: "always",
  tells: false,
  arrange: (book, change) => arrange(book, change),
  begin: (adder) => {
    const { ephemeral } = arrange(adder.book, adder.change)
    if (ephemeral === undefined) return freshFilling(adder)
    return {
      key: noBytes,
      fill: (leafKey) => {
        // Only an outsider has no add key of the epoch that ends, and an external commit adds nobody but its sender (RFC 9420, 12.2).
        const pair = adder.epochPair === undefined ? undefined : agreedPair(adder.suite, adder.deriveKeyPair, adder.epochPair, leafKey)
        return pair === undefined ? undefined : { pair, ephemeral: noBytes, leafSecret: undefined }
      },
      end: () => undefined
    }
  },
  find: ({ leaf, slot, ...tools }) => slotFrom(tools, leaf, slot.ephemeral),
  epochPair: (tools, top) => addPairOf(tools, top),
  witness: ({ deriveKeyPair, suite }, addPair, leafKey) => agreedPair(suite, deriveKeyPair, addPair, leafKey)
}

const arrange = ({ addKey }: ArtBook, { committer, removed, updated }: Change): Arrangement =>
  addKey === undefined || removed.length > 0 || updated.length > 0
    ? { filler: committer, ephemeral: undefined }
    : { filler: "everybody", ephemeral: addKey }

/**
 * The add key pair, from the root's private key. In the draft it hangs off the epoch secret, which a key agreement does not see; the root's
 * key is known to the same members.
 */
const addPairOf = ({ deriveKeyPair, suite }: Tools, top: KeyPair): KeyPair => {
  const extracted = suite.kdf.extract(new Secret(new Uint8Array(suite.kdf.size)), top.secretKey)
  const seed = deriveSecret(suite, extracted, "art add")
  const pair = deriveKeyPair(seed)
  extracted.wipe()
  seed.wipe()
  return pair
}
