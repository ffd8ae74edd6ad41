import { type Codec, DecodeFault, fixed, opaque as bytes, struct, uint32, vector } from "@copath/codec"
import {
  type Change,
  type EpochSecrets,
  expandWithLabel,
  isMember,
  noBytes,
  type Occupancy,
  occupancyAfter,
  occupancyOf,
  opaque,
  type ProtectionState,
  Secret,
  secretCodec,
  type Suite,
  type TreeView
} from "@copath/contracts"
import { type LeafIndex, leafIndex } from "@copath/tree-math"

/** What handshake messages of one epoch are sealed and opened with. */
export interface Handshakes {
  readonly me: LeafIndex
  /** Leaves of the epoch's tree, blank ones included. */
  readonly leafCount: number
  readonly occupied: Occupancy
  readonly senderData: Secret
  /** Every sender's key and nonce come from it, so it stays as long as the epoch does. */
  readonly secret: Secret
  /** The tags of what was opened: without generations, nothing else tells a message that comes again. */
  readonly heard: ReadonlyArray<Uint8Array>
}

/** What one member holds in one epoch: its own part, and the state of the protection within. */
export interface HandshakeFixedState extends Handshakes {
  readonly inner: ProtectionState
}

/** Bytes of a ciphertext's end that tell it from others: its AEAD tag. */
export const TAG = 16

/** The handshake part at the beginning of an epoch. It leaves `epoch` to the protection within. */
export const begin = (
  suite: Suite,
  epoch: EpochSecrets,
  me: LeafIndex,
  tree: TreeView,
  change: Change,
  previous: Handshakes | undefined
): Handshakes => ({
  me,
  leafCount: tree.leafCount,
  occupied: previous === undefined ? occupancyOf(tree) : occupancyAfter(previous.occupied, tree, change),
  senderData: new Secret(epoch.senderData.expose().slice()),
  secret: expandWithLabel(suite, epoch.encryption, "hs fixed", noBytes, suite.kdf.size),
  heard: []
})

/** The state as it is stored: our own format around that of the protection within. */
export const stateInside = (inner: Codec<ProtectionState>): Codec<HandshakeFixedState> => {
  const stored = struct("HandshakeFixedState", {
    me: uint32,
    leafCount: uint32,
    occupied: bytes,
    senderData: secretCodec,
    secret: secretCodec,
    heard: vector(fixed(TAG)),
    inner
  })
  return {
    name: "HandshakeFixedState",
    write: (w, state) => stored.write(w, state),
    read: (r) => {
      const at = r.offset
      const { me, ...state } = stored.read(r)
      const isTree = state.leafCount > 0 && state.occupied.length === Math.ceil(state.leafCount / 8)
      if (!isTree || !isMember(state.occupied, state.leafCount, me))
        throw new DecodeFault("UnknownEnum", at, "a tree with this member in it")
      return { ...state, me: leafIndex(me) }
    }
  }
}

export const stateBox = opaque<"ProtectionState", HandshakeFixedState>("ProtectionState", "handshake-fixed")
