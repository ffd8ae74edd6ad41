import { decode, encode, opaque, struct, uint64 } from "@copath/codec"
import { expandWithLabel, noBytes, Secret, type Suite } from "@copath/contracts"
import * as Result from "effect/Result"
import { type Blob, hexOf } from "./blob.ts"
import type { StoreKeys } from "./keys.ts"
import type { Refusal } from "./refused.ts"

/** How blobs lie in a store: under which names, and what of them a server can read. Members of a group choose the same. */
export interface BlobForm {
  /** `in-clear`, `leaves-sealed`, `sealed`, or a name of your own. */
  readonly id: string
  /** The name of the blob with this tree hash, in hex. */
  readonly nameOf: (hash: Uint8Array) => string
  /** The bytes to store. Equal blobs under equal keys give equal bytes, so that it does not matter which member stores them. */
  readonly lay: (blob: Blob) => Uint8Array
  /** The encoded `TreeHashInput` again. Whether it has that hash is for the caller to check, whatever the form. */
  readonly take: (hash: Uint8Array, stored: Uint8Array) => Result.Result<Uint8Array, Refusal>
}

/** A form, given a group's keys. */
export type FormOf = (suite: Suite, keys: StoreKeys) => BlobForm

/** Everything readable, named by tree hash: for groups whose members are no secret. The server can check, share and collect what it holds. */
export const inClear: FormOf = () => ({
  id: "in-clear",
  nameOf: hexOf,
  lay: ({ input }) => input,
  take: (_hash, stored) => Result.succeed(stored)
})

const LEAF = 1

/**
 * Parents readable, leaves sealed: the server holds keys that live for some epochs and name nobody, and the tree's shape. Names are tree hashes, which stand in
 * the parents anyway, behind a mark of the group's keys: a tree that is sealed anew does not meet its old blobs. A tree hash confirms a guess: a server that knows
 * somebody's published key package can tell whether its leaf stands in the tree.
 */
export const leavesSealed: FormOf = (suite, keys) => {
  const mark = hexOf(expandWithLabel(suite, keys.name, "copath blob mark", noBytes, MARK).expose())
  return {
    id: "leaves-sealed",
    nameOf: (hash) => mark + hexOf(hash),
    lay: (blob) => (blob.input[0] === LEAF ? Uint8Array.of(LEAF, ...seal(suite, keys, blob)) : blob.input),
    take: (hash, stored) => (stored[0] === LEAF ? open(suite, keys, hash, stored.subarray(1)) : Result.succeed(stored))
  }
}

/** Everything sealed, under names that only members can compute: the server sees how many blobs come and go, when, and their lengths. */
export const allSealed: FormOf = (suite, keys) => ({
  id: "sealed",
  nameOf: (hash) => hexOf(expandWithLabel(suite, keys.name, "copath blob name", hash, NAME).expose()),
  lay: (blob) => seal(suite, keys, blob),
  take: (hash, stored) => open(suite, keys, hash, stored)
})

/** Bytes that tell one set of a group's keys from another. */
const MARK = 8

/** Bytes of a keyed name. Names find blobs and vouch for nothing. */
const NAME = 16

/** `struct { uint64 since; opaque ciphertext<V>; } SealedBlob`: since when its key has been in use, and the ciphertext. */
const sealedBlob = struct("SealedBlob", { since: uint64, ciphertext: opaque })

/** Of each content its own key and nonce, from the key and the tree hash: a pair never seals two texts, whoever seals. */
const keyOf = (suite: Suite, key: Secret, hash: Uint8Array): { readonly key: Secret; readonly nonce: Uint8Array } => {
  const { keySize, nonceSize } = suite.aead
  const bytes = expandWithLabel(suite, key, "copath blob", hash, keySize + nonceSize).expose()
  return { key: new Secret(bytes.slice(0, keySize)), nonce: bytes.slice(keySize) }
}

const seal = (suite: Suite, { seals }: StoreKeys, { hash, input }: Blob): Uint8Array => {
  const [newest] = seals
  if (newest === undefined) throw new RangeError("a group's keys have one at least that seals")
  const { key, nonce } = keyOf(suite, newest.key, hash)
  return encode(sealedBlob, { since: newest.since, ciphertext: suite.aead.seal(key, nonce, noBytes, input) })
}

const open = (suite: Suite, { seals }: StoreKeys, hash: Uint8Array, stored: Uint8Array): Result.Result<Uint8Array, Refusal> => {
  const read = decode(sealedBlob, stored)
  if (Result.isFailure(read)) return Result.fail("Altered")
  const under = seals.find(({ since }) => since === read.success.since)
  if (under === undefined) return Result.fail("NoKey")
  const { key, nonce } = keyOf(suite, under.key, hash)
  const input = suite.aead.open(key, nonce, noBytes, read.success.ciphertext)
  return input === undefined ? Result.fail("Altered") : Result.succeed(input)
}
