import { type CodecType, opaque, optional, struct, text, uint16, uint64, vector } from "@copath/codec"
import { equalBytes } from "@copath/contracts"
import type { GroupState, Intent } from "@copath/group"
import type { LeafIndex } from "@copath/tree-math"
import { extension, keyPackage, proposalBodies } from "@copath/wire"
import { flag } from "./codecs.ts"
import { leafOfKey } from "./member.ts"

/**
 * A commit is made for a want: what it is to bring about, written so that it can be looked at again in a later epoch. Members are named by their signature
 * keys, for leaves change hands; extensions stand one by one, for others may have changed the list.
 */
export const wantCodec = struct("Want", {
  id: uint64,
  tries: uint16,
  add: vector(struct("Joiner", { client: text, keyPackage })),
  remove: vector(opaque),
  extensions: vector(extension),
  path: flag,
  proposals: flag,
  psks: vector(opaque),
  reInit: optional(proposalBodies.reInit)
})
/** `tries`: how often a commit was made for it. `path`: fresh keys for the committer. `proposals`: what others proposed. `psks`: ids of external keys. */
export type Want = CodecType<typeof wantCodec>

/** What is left to do of a want in the group's present epoch, as a commit's intent; `undefined` when it is all done. */
export interface Rest {
  readonly intent: Intent
  /** Ids of external pre-shared keys; each commit names them with fresh nonces (8.4). */
  readonly psks: ReadonlyArray<Uint8Array>
}

/** See {@link Rest}. */
export const restOf = (want: Want, state: GroupState): Rest | undefined => {
  // Whoever is in already, by whichever key package, need not be added: one signature key is one client.
  const joiners = want.add.filter(({ keyPackage: { leafNode } }) => leafOfKey(state, leafNode.signatureKey) === undefined)
  const remove = want.remove.map((key) => leafOfKey(state, key)).filter((leaf): leaf is LeafIndex => leaf !== undefined)
  const { extensions: before } = state.context
  const edits = want.extensions.filter(
    (e) => !before.some((b) => b.extensionType === e.extensionType && equalBytes(b.extensionData, e.extensionData))
  )
  const proposals = want.proposals && state.proposals.length > 0
  const reInit = state.reInit === undefined ? want.reInit : undefined
  const anything = joiners.length + remove.length + edits.length + want.psks.length > 0 || want.path || proposals || reInit !== undefined
  if (!anything) return undefined
  const changed = new Set(edits.map((e) => e.extensionType))
  return {
    psks: want.psks,
    intent: {
      ...(joiners.length === 0 ? {} : { add: joiners.map((j) => j.keyPackage) }),
      ...(remove.length === 0 ? {} : { remove }),
      ...(edits.length === 0 ? {} : { extensions: [...before.filter((b) => !changed.has(b.extensionType)), ...edits] }),
      // A ReInit stands alone (12.2): proposals that wait are left where they are.
      ...(reInit === undefined ? { path: true } : { reInit, take: "none" as const })
    }
  }
}
