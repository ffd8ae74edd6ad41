import { type Random, Secret } from "@copath/contracts"

/** Bytes of hex digits. */
export const fromHex = (text: string): Uint8Array => {
  const bytes = new Uint8Array(text.length / 2)
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16)
  return bytes
}

/** Lower-case hex, the form in which laws compare bytes: a failure then shows them. */
export const toHex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")

/** A stream fixed by `seed`, so that a law fails the same way twice: xorshift, no secrecy. */
export const sampleRandom = (seed: number): Random => {
  let state = (seed * 0x9e3779b1) | 1
  return (length) => {
    const bytes = new Uint8Array(length)
    for (let i = 0; i < length; i++) {
      state ^= state << 13
      state ^= state >>> 17
      state ^= state << 5
      bytes[i] = state >>> 24
    }
    return new Secret(bytes)
  }
}

/** `length` bytes that no law knows anything about. */
export const sampleBytes = (seed: number, length: number): Uint8Array => sampleRandom(seed)(length).expose()

export const sampleSecret = (seed: number, length: number): Secret => sampleRandom(seed)(length)

/** Copies of `bytes` that differ in one bit, for every `stride`-th bit, with the bit's number. */
export function* bitFlips(bytes: Uint8Array, stride = 1): Generator<readonly [bit: number, flipped: Uint8Array]> {
  for (let bit = 0; bit < 8 * bytes.length; bit += stride) yield [bit, flipBit(bytes, bit)]
}

/** A copy that differs in one bit; bits are counted from the first byte's lowest. */
export const flipBit = (bytes: Uint8Array, bit: number): Uint8Array => {
  const flipped = bytes.slice()
  flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7))
  return flipped
}

/** Inputs of every wrong length: none, one byte, one too few, one too many, far too many. */
export const wrongLengths = (right: Uint8Array): ReadonlyArray<Uint8Array> => {
  const longer = new Uint8Array(right.length + 1)
  longer.set(right)
  const far = new Uint8Array(Math.max(4096, 2 * right.length))
  far.set(right)
  return [new Uint8Array(0), right.slice(0, 1), right.slice(0, -1), longer, far]
}
