import { type Codec, mapped, struct, uint32 } from "@copath/codec"
import { type CgkaState, type KeyPair, keyPairCodec, opaque } from "@copath/contracts"
import { type LeafIndex, leafIndex } from "@copath/tree-math"

/** One member's private state: its leaf and that leaf's key pair. There is nothing else to know. */
export interface FlatState {
  readonly me: LeafIndex
  readonly leaf: KeyPair
}

const leaf: Codec<LeafIndex> = mapped(uint32, "leaf", Number, leafIndex)

const box = opaque<"CgkaState", FlatState>("CgkaState", "mkem")
export const wrapState = (state: FlatState): CgkaState => box.wrap(state)
export const unwrapState = (state: CgkaState): FlatState => box.unwrap(state)
export const stateCodec: Codec<CgkaState> = box.codec(struct<FlatState>("FlatState", { me: leaf, leaf: keyPairCodec }))
