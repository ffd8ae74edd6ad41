import { type Codec, mapped, struct, uint32 } from "@copath/codec"
import { type CgkaState, type KeyPair, keyPairCodec, opaque } from "@copath/contracts"
import { type LeafIndex, leafIndex } from "@copath/tree-math"

/** One member's private state: its leaf and that leaf's key pair. */
export interface RosterState {
  readonly me: LeafIndex
  readonly leaf: KeyPair
}

const leaf: Codec<LeafIndex> = mapped(uint32, "leaf", Number, leafIndex)

// One maker for both ids: they compute the same.
const box = opaque<"CgkaState", RosterState>("CgkaState", "roster")
export const wrapState = (state: RosterState): CgkaState => box.wrap(state)
export const unwrapState = (state: CgkaState): RosterState => box.unwrap(state)
export const stateCodec: Codec<CgkaState> = box.codec(struct<RosterState>("RosterState", { me: leaf, leaf: keyPairCodec }))
