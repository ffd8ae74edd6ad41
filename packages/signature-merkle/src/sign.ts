import { encode, opaque, rest, struct, text, uint16 } from "@copath/codec"
import {
  type KeyPair,
  placedContent,
  refHash,
  type SignatureCheck,
  signContent,
  type SignedItem,
  signWithLabel,
  type Suite,
  type UnsignedItem
} from "@copath/contracts"
import { MAX_BATCH, readSignature, writeSignature } from "./signature.ts"
import { levelsOver, pathFrom, rootAbove, rootOf } from "./tree.ts"

/**
 * ```
 * struct {
 *     opaque label<V>;              // of what is signed, such as "FramedContentTBS"
 *     PlacedContent content;        // with group, epoch, leaf, content type and generation
 * } MerkleLeaf;
 * ```
 */
const merkleLeaf = struct("MerkleLeaf", { label: text, content: rest })

/** `struct { uint16 size; opaque root<V>; } MerkleRootTBS`: the number of leaves is signed with the root, so a path has one length for each place. */
const merkleRootTbs = struct("MerkleRootTBS", { size: uint16, root: opaque })

const LABEL = "MerkleRootTBS"

/** The hash of a message where it stands. Its label keeps it from ever being a node's. */
const leafHash = (suite: Suite, { at, content, label }: UnsignedItem): Uint8Array =>
  refHash(suite, "MLS 1.0 MerkleLeaf", encode(merkleLeaf, { label, content: placedContent(at, content) }))

/** Signatures in order, one operation of the key for each {@link MAX_BATCH} of them. */
export const signAll = (suite: Suite, key: KeyPair, items: ReadonlyArray<UnsignedItem>): ReadonlyArray<Uint8Array> => {
  const signatures: Array<Uint8Array> = []
  for (let from = 0; from < items.length; from += MAX_BATCH) signatures.push(...signBatch(suite, key, items.slice(from, from + MAX_BATCH)))
  return signatures
}

const signBatch = (suite: Suite, key: KeyPair, items: ReadonlyArray<UnsignedItem>): ReadonlyArray<Uint8Array> => {
  const size = items.length
  const levels = levelsOver(
    suite,
    items.map((item) => leafHash(suite, item))
  )
  const signature = signWithLabel(suite, key, LABEL, encode(merkleRootTbs, { size, root: rootOf(levels) }))
  return items.map((_, index) => writeSignature({ size, index, path: pathFrom(levels, index), signature }))
}

/** What a message claims: that its author has signed this root. */
export interface Claim {
  /** The root to which the message leads, with the number of leaves under it. */
  readonly root: Uint8Array
  /** Messages under the root. */
  readonly size: number
  /** What remains to be checked. */
  readonly check: SignatureCheck
}

/** The claim of a signed message, for which hashes are enough; `undefined` for bytes that are no signature. */
export const claimOf = (suite: Suite, item: SignedItem): Claim | undefined => {
  const read = readSignature(item.signature, suite.hash.size)
  if (read === undefined) return undefined
  const { index, path, signature, size } = read
  const root = encode(merkleRootTbs, { size, root: rootAbove(suite, leafHash(suite, item), index, size, path) })
  return { root, size, check: { publicKey: item.author.identityKey, message: signContent(LABEL, root), signature } }
}
