import { type Codec, mapped, opaque as bytes, struct, uint32 } from "@copath/codec"
import { type CgkaState, type KeyPair, opaque, Secret } from "@copath/contracts"
import { type LeafIndex, leafIndex } from "@copath/tree-math"

/** One member's private state: its leaf and that leaf's key pair. There is nothing else to know. */
export interface FlatState {
  readonly me: LeafIndex
  readonly leaf: KeyPair
}

/** The bytes are copied on reading: a secret must not be a window onto the whole record. */
const secret: Codec<Secret> = mapped(
  bytes,
  "Secret",
  (s) => s.expose(),
  (b) => new Secret(b.slice())
)
const keyPair: Codec<KeyPair> = struct<KeyPair>("KeyPair", { publicKey: bytes, secretKey: secret })
const leaf: Codec<LeafIndex> = mapped(uint32, "leaf", Number, leafIndex)

const box = opaque<"CgkaState", FlatState>("CgkaState", "mkem")
export const wrapState = (state: FlatState): CgkaState => box.wrap(state)
export const unwrapState = (state: CgkaState): FlatState => box.unwrap(state)
export const stateCodec: Codec<CgkaState> = box.codec(struct<FlatState>("FlatState", { me: leaf, leaf: keyPair }))
