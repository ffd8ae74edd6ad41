/*
 * How much padding a private message gets (RFC 9420, 6.3.1): a policy tells, from the length of a message's content in bytes, how many zero bytes to append.
 * All members read all paddings, so each client chooses for itself. An observer learns a length up to its bucket.
 */

/** Zero bytes to append to content of `length` bytes. */
export type Padding = (length: number) => number

/** None: lengths are visible to the byte. */
export const noPadding: Padding = () => 0

/** Up to the next multiple of `bucket` bytes: cheap for long messages, and tells their length to within a bucket. */
export const toMultipleOf = (bucket: number): Padding => {
  if (!Number.isSafeInteger(bucket) || bucket < 1) throw new RangeError(`a bucket has a whole number of bytes, at least one; not ${bucket}`)
  return (length) => (bucket - (length % bucket)) % bucket
}

/** Up to the next power of two, from `least` bytes: at most doubles a message, and leaves one length for each power. */
export const toPowerOfTwo =
  (least = 256): Padding =>
  (length) => {
    let size = least
    while (size < length) size *= 2
    return size - length
  }

/** Up to 64, 128, 256 … 4,096 bytes, and by whole multiples of 4,096 from there: few lengths for chat, little waste for files. */
export const inBuckets: Padding = (length) => (length <= 4096 ? toPowerOfTwo(64)(length) : toMultipleOf(4096)(length))

/**
 * Padmé (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", 2019): the length rounded up so that only the
 * upper half of its bits vary. Adds at most 12 %, less for long messages, and leaves O(log log n) bits of a length of n bytes.
 */
export const padme: Padding = (length) => {
  if (length < 2) return 0
  const exponent = Math.floor(Math.log2(length))
  const free = exponent - (Math.floor(Math.log2(exponent === 0 ? 1 : exponent)) + 1)
  if (free <= 0) return 0
  const step = 2 ** free
  return Math.ceil(length / step) * step - length
}
