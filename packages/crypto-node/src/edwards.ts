import { toInteger } from "./octets.ts"

/**
 * The two Edwards curves' encodings of points (RFC 8032, 5.1.2 and 5.2.2): y, little-endian, with the sign of x in the topmost bit. What
 * OpenSSL lets pass here has changed between versions, so the questions that decide a verdict are answered before it is asked.
 */
export interface EdwardsCurve {
  /** Bytes of an encoding. */
  readonly size: number
  /** The encoding is canonical and its point not of small order. Says nothing of points off the curve. */
  readonly mayBeUsed: (encoding: Uint8Array) => boolean
  /** There is a point with this y. */
  readonly onCurve: (encoding: Uint8Array) => boolean
}

/** The Jacobi symbol (a/n) for odd n: 1 for a square modulo the prime n, 0 for zero, else -1. */
const jacobi = (numerator: bigint, modulus: bigint): number => {
  let a = numerator % modulus
  let n = modulus
  let sign = 1
  while (a !== 0n) {
    while ((a & 1n) === 0n) {
      a >>= 1n
      const residue = n & 7n
      if (residue === 3n || residue === 5n) sign = -sign
    }
    if ((a & 3n) === 3n && (n & 3n) === 3n) sign = -sign
    ;[a, n] = [n % a, a]
  }
  return n === 1n ? sign : 0
}

/** For a x² + y² = 1 + d x² y². */
const edwardsCurve = (size: number, field: bigint, a: bigint, d: bigint, smallOrder: ReadonlyArray<bigint>): EdwardsCurve => {
  const coordinate = (encoding: Uint8Array): bigint => {
    const bigEndian = encoding.toReversed()
    bigEndian[0] = (bigEndian[0] as number) & 0x7f
    return toInteger(bigEndian)
  }
  return {
    size,
    mayBeUsed: (encoding) => {
      const y = coordinate(encoding)
      return y < field && !smallOrder.includes(y)
    },
    onCurve: (encoding) => {
      const y = coordinate(encoding)
      const y2 = (y * y) % field
      // x² = (y² - 1) / (d y² - a), a square exactly when the product of the two is one.
      const product = ((y2 - 1n) * (d * y2 - a)) % field
      return jacobi((product + field) % field, field) >= 0
    }
  }
}

const p25519 = 2n ** 255n - 19n
const d25519 = 0x52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3n
/** y of the four points of order 8, up to sign. */
const order8 = 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n
export const edwards25519: EdwardsCurve = edwardsCurve(32, p25519, -1n, d25519, [0n, 1n, p25519 - 1n, order8, p25519 - order8])

const p448 = 2n ** 448n - 2n ** 224n - 1n
export const edwards448: EdwardsCurve = edwardsCurve(57, p448, 1n, -39081n, [0n, 1n, p448 - 1n])
