import { Secret } from "@copath/contracts"

/** From either end of a longer input, so many bytes are read, and its length; what stands between is not looked at. */
const REACH = 128
/** Of a longer output, so many bytes carry the mark again and again; zeros follow. */
const MARKED = 128
/** Bytes from one copy of the mark to the next, so that a slice of a secret is a secret of its own. */
const STRIDE = 16

const rotate = (x: number, by: number): number => (x << by) | (x >>> (32 - by))

const word = (bytes: Uint8Array, at: number): number =>
  (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24)

/**
 * 64 bits that stand for everything a value was made of. Equal inputs, equal marks; different ones get different marks with a chance of error of 2^-64, and with none of
 * the strength of a hash: whoever wants two inputs with one mark writes them down.
 */
export class Mark {
  private a: number
  private b: number

  /** `domain`: what is being made, so that a key never equals a tag. */
  constructor(domain: number) {
    this.a = domain | 0
    this.b = 0x243f6a88
  }

  /** A step of 64 bits, which can be undone: no two pairs lead to one state. */
  private step(left: number, right: number): void {
    const a = Math.imul(this.a ^ left, 0x9e3779b1)
    const b = Math.imul(this.b ^ right, 0x85ebca77)
    this.a = (rotate(a, 15) + b) | 0
    this.b = rotate(b, 13) ^ this.a
  }

  /** Takes in a number of 32 bits. */
  number(n: number): this {
    this.step(n, 0x5bd1e995)
    return this
  }

  /** Takes in the length and both ends of `data`: all of it up to 256 bytes. */
  take(data: Uint8Array): this {
    const { length } = data
    if (length <= 2 * REACH) this.run(data, 0, length)
    else {
      this.run(data, 0, REACH)
      this.run(data, length - REACH, length)
    }
    this.step(length, length)
    return this
  }

  private run(data: Uint8Array, from: number, to: number): void {
    let at = from
    for (; at + 8 <= to; at += 8) this.step(word(data, at), word(data, at + 4))
    if (at === to) return
    let [left, right] = [0, 0]
    for (let i = 0; at + i < to; i++) {
      if (i < 4) left |= (data[at + i] as number) << (8 * i)
      else right |= (data[at + i] as number) << (8 * (i - 4))
    }
    this.step(left, right)
  }

  /** Writes the 64 bits into `target` at `at`, as far as there is room. */
  write(target: Uint8Array, at: number): void {
    const [low, high] = this.finish()
    put(target, at, low, high)
  }

  /** Whether these 64 bits stand in `source` at `at`. */
  stands(source: Uint8Array, at: number): boolean {
    const [low, high] = this.finish()
    return word(source, at) === low && word(source, at + 4) === high
  }

  /** `length` bytes: the mark over and over, each copy told apart, then zeros. */
  bytes(length: number): Uint8Array {
    const out = new Uint8Array(length)
    const [low, high] = this.finish()
    const end = Math.min(length, MARKED)
    for (let at = 0; at < end; at += STRIDE) put(out, at, low, high ^ at)
    return out
  }

  /** {@link bytes} as a secret. */
  secret(length: number): Secret {
    return new Secret(this.bytes(length))
  }

  /** Every bit of the input in every bit of the two words. */
  private finish(): readonly [low: number, high: number] {
    let { a, b } = this
    a = Math.imul(a ^ (a >>> 16), 0x21f0aaad)
    b = Math.imul(b ^ (b >>> 15) ^ a, 0x735a2d97)
    a = Math.imul(a ^ (a >>> 15) ^ rotate(b, 11), 0x85ebca6b)
    return [a ^ (a >>> 16), b ^ (b >>> 15) ^ rotate(a, 7)]
  }
}

const put = (target: Uint8Array, at: number, low: number, high: number): void => {
  // Writes beyond the end are dropped, as typed arrays do.
  target[at] = low
  target[at + 1] = low >>> 8
  target[at + 2] = low >>> 16
  target[at + 3] = low >>> 24
  target[at + 4] = high
  target[at + 5] = high >>> 8
  target[at + 6] = high >>> 16
  target[at + 7] = high >>> 24
}
