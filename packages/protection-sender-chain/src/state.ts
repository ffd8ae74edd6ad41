import { type Codec, DecodeFault, opaque as bytes, struct, uint32 } from "@copath/codec"
import {
  type Change,
  type EpochSecrets,
  isMember,
  type KeyChain,
  keyChainCodec,
  leafEntries,
  type LeafTable,
  leafTableCodec,
  type Occupancy,
  occupancyAfter,
  occupancyOf,
  opaque,
  type Secret,
  secretCodec,
  type Suite,
  type TreeView
} from "@copath/contracts"
import { type LeafIndex, leafIndex } from "@copath/tree-math"
import type { SenderDataAndCiphertext } from "@copath/wire"
import type { Form } from "./form.ts"
import { deriveHeads, type Heads } from "./heads.ts"

/** What one member holds to send and receive in one epoch. */
export interface SenderChainState {
  readonly me: LeafIndex
  /** Leaves of the epoch's tree, blank ones included. */
  readonly leafCount: number
  readonly occupied: Occupancy
  readonly senderData: Secret
  readonly heads: Heads
  /** The chains that have begun. */
  readonly chains: LeafTable<KeyChain>
}

/** The state at the beginning of an epoch: n derivations. `epoch.encryption` is gone afterwards. */
export const start = (
  suite: Suite,
  form: Form,
  epoch: EpochSecrets,
  me: LeafIndex,
  tree: TreeView,
  change: Change,
  previous: SenderChainState | undefined
): SenderChainState => {
  const { leafCount } = tree
  const occupied = previous === undefined ? occupancyOf(tree) : occupancyAfter(previous.occupied, tree, change)
  const heads = deriveHeads(suite, form, epoch.encryption, leafCount, occupied)
  return { me, leafCount, occupied, senderData: epoch.senderData, heads, chains: [] }
}

/** The heads that are still to be used: a chain that has begun has none. */
const untouched = ({ chains, heads, leafCount }: SenderChainState): Heads => {
  const out = heads.slice()
  const size = heads.length / leafCount
  for (const { leaf } of leafEntries(chains)) out.fill(0, size * leaf, size * (leaf + 1))
  return out
}

const stored = struct("SenderChainState", {
  me: uint32,
  leafCount: uint32,
  occupied: bytes,
  senderData: secretCodec,
  heads: bytes,
  chains: leafTableCodec(keyChainCodec)
})

/** The state as it is stored: our own format, n secrets long. */
export const stateCodec = (suite: Suite): Codec<SenderChainState> => ({
  name: "SenderChainState",
  write: (w, state) => stored.write(w, { ...state, heads: untouched(state) }),
  read: (r) => {
    const at = r.offset
    const { me, ...state } = stored.read(r)
    const { chains, heads, leafCount, occupied } = state
    const isTree = leafCount > 0 && occupied.length === Math.ceil(leafCount / 8) && heads.length === suite.kdf.size * leafCount
    const known = isTree && leafEntries(chains).every(({ leaf }) => isMember(occupied, leafCount, leaf))
    if (!known || !isMember(occupied, leafCount, me)) throw new DecodeFault("UnknownEnum", at, "a tree with this member in it")
    // The heads are wiped in place: they must not be the reader's input.
    return { ...state, heads: heads.slice(), me: leafIndex(me) }
  }
})

export const stateBox = opaque<"ProtectionState", SenderChainState>("ProtectionState", "sender-chain")
export const bodyBox = opaque<"ProtectedBody", SenderDataAndCiphertext>("ProtectedBody", "sender-chain")
