import { type Author, type KeyPair, type NotedAt, type Roster, type Suite } from "@copath/contracts"
import { leafIndex } from "@copath/tree-math"
import { holdsTag, readNote, TAG_SIZE, writeNote } from "./note.ts"
import { type Channel, channelOf, keyTbm, type Party } from "./pairwise.ts"
import type { DeniableSigner } from "./state.ts"

/** The member at the other end of a channel; `undefined` for a leaf whose note is none. */
const partyOf = ({ identityKey, note }: Author): Party | undefined => {
  const read = readNote(note)
  return read === undefined ? undefined : { identityKey, channel: read.channel }
}

/** Tags of a key for all members but those whose tag is in `held`, in the order of their leaves. */
export const tagsFor = (channel: Channel, at: NotedAt, key: Uint8Array, { authorAt, leafCount }: Roster, held: Uint8Array): Uint8Array => {
  const message = keyTbm(at, key)
  const tags: Array<Uint8Array> = []
  for (let i = 0; i < leafCount; i++) {
    const author = i === at.leaf ? undefined : authorAt(leafIndex(i))
    const party = author === undefined ? undefined : partyOf(author)
    const tag = party === undefined ? undefined : channel.to(party, message)
    if (tag !== undefined && !holdsTag(held, tag)) tags.push(tag)
  }
  const out = new Uint8Array(tags.length * TAG_SIZE)
  for (const [i, tag] of tags.entries()) out.set(tag, i * TAG_SIZE)
  return out
}

/** The member with a fresh signing key, shown to each member of the epoch in which it begins to sign. */
export const reissued = (suite: Suite, signer: DeniableSigner, ephemeral: KeyPair, at: NotedAt, roster: Roster): DeniableSigner => {
  const { channel, identity } = signer
  const tags = tagsFor(channelOf(suite, identity.publicKey, channel), at, ephemeral.publicKey, roster, new Uint8Array(0))
  const note = writeNote({ channel: channel.publicKey, issue: { epoch: at.epoch, key: ephemeral.publicKey, tags } })
  return { identity, channel, ephemeral, note }
}
