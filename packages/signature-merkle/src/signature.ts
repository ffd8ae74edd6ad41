import { type CodecType, decode, encode, rest, struct, uint16 } from "@copath/codec"
import * as Result from "effect/Result"
import { pathLength } from "./tree.ts"

/** Messages under one root: more of them are signed as several batches, and a signature that claims more is refused, so that its length has an end. */
export const MAX_BATCH = 1024

const merkleSignature = struct("MerkleSignature", { size: uint16, index: uint16, hashes: rest })
type Encoded = CodecType<typeof merkleSignature>

/** What goes with one message of a batch. */
export interface MerkleSignature extends Pick<Encoded, "size" | "index"> {
  /** The hashes beside the leaf's way to the root, from below. */
  readonly path: ReadonlyArray<Uint8Array>
  /** Over {@link MerkleRootTBS}, in the algorithm's encoding. */
  readonly signature: Uint8Array
}

/**
 * ```
 * struct {
 *     uint16 size;                        // messages in the batch, 1 to 1024
 *     uint16 index;                       // this one's place, from 0
 *     opaque path[Nh * n];                // n follows from size and index
 *     opaque signature[...];              // SignWithLabel(identity key, "MerkleRootTBS", MerkleRootTBS)
 * } MerkleSignature;
 * ```
 * Every length follows from what stands before it, or from the field around the whole: a signature has one encoding.
 */
export const writeSignature = ({ index, path, signature, size }: MerkleSignature): Uint8Array => {
  const parts = [...path, signature]
  const hashes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    hashes.set(part, at)
    at += part.length
  }
  return encode(merkleSignature, { size, index, hashes })
}

/** A signature out of its encoding; `undefined` for bytes that are none, and for a place that no batch has. */
export const readSignature = (bytes: Uint8Array, hashSize: number): MerkleSignature | undefined => {
  const read = decode(merkleSignature, bytes)
  if (Result.isFailure(read)) return undefined
  const { hashes, index, size } = read.success
  if (index >= size || size > MAX_BATCH) return undefined
  const count = pathLength(index, size)
  if (hashes.length < count * hashSize) return undefined
  const path = Array.from({ length: count }, (_, i) => hashes.subarray(i * hashSize, (i + 1) * hashSize))
  return { size, index, path, signature: hashes.subarray(count * hashSize) }
}

/** Bytes of the longest signature. */
export const maxSignature = (hashSize: number, signatureSize: number): number => 4 + hashSize * pathLength(0, MAX_BATCH) + signatureSize
