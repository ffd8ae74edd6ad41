/** Big-endian integer of bytes, and back. */
export const fromBytes = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString("hex") || "0"}`)
export const toBytes = (n: bigint, size: number): Uint8Array => new Uint8Array(Buffer.from(n.toString(16).padStart(2 * size, "0"), "hex"))

/** Little-endian integer of bytes, and back. */
export const fromReversed = (bytes: Uint8Array): bigint => fromBytes(bytes.toReversed())
export const toReversed = (n: bigint, size: number): Uint8Array => toBytes(n, size).toReversed()

export const xor = (a: Uint8Array, b: Uint8Array): Uint8Array => a.map((byte, i) => byte ^ (b[i] as number))

/** The bytes in blocks of 16, the last one filled with zeros. */
export const blocksOf = (bytes: Uint8Array): ReadonlyArray<Uint8Array> =>
  Array.from({ length: Math.ceil(bytes.length / 16) }, (_, i) => {
    const block = new Uint8Array(16)
    block.set(bytes.subarray(16 * i, 16 * i + 16))
    return block
  })
