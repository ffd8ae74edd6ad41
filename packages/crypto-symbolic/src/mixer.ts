import { Secret } from "@copath/contracts"

const BLOCK = 16

const rotate = (x: number, by: number): number => (x << by) | (x >>> (32 - by))

const word = (bytes: Uint8Array, at: number): number =>
  (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24)

/** The last bytes of an input, filled up with zeros: the length that follows tells them from an input that ends in zeros. */
const last = new Uint8Array(BLOCK)

/**
 * 128 bits that stand for everything a value was made of, in four words of 32. It is a mixing function, not a hash: two inputs lead to one state with a chance of
 * about 2^-128 where nobody looks for such inputs, and whoever looks finds them.
 *
 * ```
 *   domain -> [a b c d] <- input, 16 bytes at a time      each step can be undone, so none loses anything
 *                  |
 *                  +-> block 0, block 1, ...              outputs, each a permutation of the state and its number
 * ```
 */
export class Mixer {
  private a: number
  private b = 0x243f6a88
  private c = 0x13198a2e
  private d = 0x03707344

  /** `domain`: what is being made, so that no two kinds of values meet. */
  constructor(domain: number) {
    this.a = domain | 0
  }

  /** Takes in a number of 32 bits. */
  number(n: number): this {
    this.step(n, 0x5bd1e995, 0x2545f491, 0x7f4a7c15)
    return this
  }

  /** Takes in `data` and its length: neighbours never run together. */
  take(data: Uint8Array): this {
    const whole = data.length - (data.length % BLOCK)
    if (whole > 0) this.run(data, whole)
    if (whole < data.length) {
      last.fill(0)
      for (let i = whole; i < data.length; i++) last[i - whole] = data[i] as number
      this.run(last, BLOCK)
    }
    return this.number(data.length)
  }

  /**
   * Takes in a key as HMAC does (RFC 2104): zeros at its end make no difference. What real members agree on, some with an empty salt and some with one of zeros, members on
   * stand-ins agree on too.
   */
  takeKey(key: Secret): this {
    const bytes = key.expose()
    let end = bytes.length
    while (end > 0 && bytes[end - 1] === 0) end--
    return this.take(end === bytes.length ? bytes : bytes.subarray(0, end))
  }

  private run(data: Uint8Array, end: number): void {
    let { a, b, c, d } = this
    for (let at = 0; at < end; at += BLOCK) {
      a = (rotate(Math.imul(a ^ word(data, at), 0x9e3779b1), 15) + b) | 0
      b = (rotate(Math.imul(b ^ word(data, at + 4), 0x85ebca77), 13) + c) | 0
      c = (rotate(Math.imul(c ^ word(data, at + 8), 0xc2b2ae3d), 17) + d) | 0
      d = (rotate(Math.imul(d ^ word(data, at + 12), 0x27d4eb2f), 11) + a) | 0
    }
    this.a = a
    this.b = b
    this.c = c
    this.d = d
  }

  private step(w: number, x: number, y: number, z: number): void {
    this.a = (rotate(Math.imul(this.a ^ w, 0x9e3779b1), 15) + this.b) | 0
    this.b = (rotate(Math.imul(this.b ^ x, 0x85ebca77), 13) + this.c) | 0
    this.c = (rotate(Math.imul(this.c ^ y, 0xc2b2ae3d), 17) + this.d) | 0
    this.d = (rotate(Math.imul(this.d ^ z, 0x27d4eb2f), 11) + this.a) | 0
  }

  /** `length` bytes from the state, which stays as it is: longer outputs go on where shorter ones end. */
  bytes(length: number): Uint8Array {
    const out = new Uint8Array(length)
    this.xor(out)
    return out
  }

  /** {@link bytes} as a secret. */
  secret(length: number): Secret {
    return new Secret(this.bytes(length))
  }

  /** Writes over `target` its difference to as many {@link bytes}: from `begin` on, `end` exclusive. */
  xor(target: Uint8Array, begin = 0, end = target.length): void {
    const { a: from, b: second, c: third, d: fourth } = this
    for (let at = begin, i = 0; at < end; at += BLOCK, i++) {
      // Two rounds, in each of which every word takes in the one before: one input bit reaches all 128.
      let a = Math.imul(from ^ i ^ ((from ^ i) >>> 16) ^ fourth, 0x21f0aaad)
      let b = Math.imul(second ^ (second >>> 15) ^ a, 0x735a2d97)
      let c = Math.imul(third ^ (third >>> 16) ^ b, 0x85ebca6b)
      let d = Math.imul(fourth ^ (fourth >>> 15) ^ c, 0xc2b2ae35)
      a = Math.imul(a ^ (a >>> 15) ^ d, 0x2c1b3c6d)
      b = Math.imul(b ^ (b >>> 16) ^ a, 0x297a2d39)
      c = Math.imul(c ^ (c >>> 15) ^ b, 0x165667b1)
      d = Math.imul(d ^ (d >>> 16) ^ c, 0x5bd1e995)
      a ^= a >>> 16
      if (at + BLOCK <= end) {
        xorWord(target, at, a ^ d)
        xorWord(target, at + 4, b ^ (b >>> 15))
        xorWord(target, at + 8, c ^ (c >>> 16))
        xorWord(target, at + 12, d ^ (d >>> 15))
        continue
      }
      const words = [a ^ d, b ^ (b >>> 15), c ^ (c >>> 16), d ^ (d >>> 15)]
      for (let j = 0; at + j < end; j++) {
        target[at + j] = (target[at + j] as number) ^ ((words[j >> 2] as number) >>> (8 * (j & 3)))
      }
    }
  }
}

const xorWord = (target: Uint8Array, at: number, w: number): void => {
  target[at] = (target[at] as number) ^ w
  target[at + 1] = (target[at + 1] as number) ^ (w >>> 8)
  target[at + 2] = (target[at + 2] as number) ^ (w >>> 16)
  target[at + 3] = (target[at + 3] as number) ^ (w >>> 24)
}
