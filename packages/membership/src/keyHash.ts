/*
 * HalfSipHash-2-4: a hash under a secret seed, so that nobody can choose keys that fall into one place of an index (V181). What it gives never
 * leaves this process and decides nothing but how fast a key is found.
 */
const seed = globalThis.crypto.getRandomValues(new Uint32Array(2))
const k0 = seed[0] as number
const k1 = seed[1] as number

/** 32 bits of a byte string. */
export const keyHash = (bytes: Uint8Array): number => {
  let v0 = k0
  let v1 = k1
  let v2 = 0x6c796765 ^ k0
  let v3 = 0x74656462 ^ k1
  const round = (): void => {
    v0 = (v0 + v1) | 0
    v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0
    v0 = (v0 << 16) | (v0 >>> 16)
    v2 = (v2 + v3) | 0
    v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2
    v0 = (v0 + v3) | 0
    v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0
    v2 = (v2 + v1) | 0
    v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2
    v2 = (v2 << 16) | (v2 >>> 16)
  }
  const absorb = (word: number): void => {
    v3 ^= word
    round()
    round()
    v0 ^= word
  }
  const whole = bytes.length & ~3
  for (let i = 0; i < whole; i += 4) {
    absorb((bytes[i] as number) | ((bytes[i + 1] as number) << 8) | ((bytes[i + 2] as number) << 16) | ((bytes[i + 3] as number) << 24))
  }
  let last = (bytes.length & 0xff) << 24
  for (let i = whole; i < bytes.length; i++) last |= (bytes[i] as number) << (8 * (i - whole))
  absorb(last)
  v2 ^= 0xff
  for (let i = 0; i < 4; i++) round()
  return (v1 ^ v3) >>> 0
}
