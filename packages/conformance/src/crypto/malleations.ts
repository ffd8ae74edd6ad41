/** A signature that is another one's twin, if the algorithm lets it. */
export interface Malleation {
  /** What was done, as half a sentence. */
  readonly how: string
  /** Other bytes than the signature that it was made of. */
  readonly signature: Uint8Array
}

/** Orders of the groups in which signatures have a number `s`. Where a verifier takes `s` and `order - s`, or `s + order`, a signature has twins. */
const orders: ReadonlyArray<readonly [name: string, order: bigint]> = [
  ["Ed25519's", 0x1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3edn],
  ["Ed448's", 0x3fffffffffffffffffffffffffffffffffffffffffffffffffffffff7cca23e9c44edb49aed63690216cc2728dc58f552378c292ab5844f3n],
  ["secp256k1's", 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n],
  ["P-256's", 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n],
  ["P-384's", 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n],
  [
    "P-521's",
    0x1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n
  ]
]

const read = (bytes: Uint8Array): bigint => bytes.reduce((number, byte) => number * 256n + BigInt(byte), 0n)

/** Big endian; `undefined` where it does not fit. */
const written = (number: bigint, size: number): Uint8Array | undefined => {
  if (number < 0n || number >> BigInt(8 * size) !== 0n) return undefined
  return Uint8Array.from({ length: size }, (_, i) => Number((number >> BigInt(8 * (size - 1 - i))) & 255n))
}

const joined = (...pieces: ReadonlyArray<Uint8Array>): Uint8Array => Uint8Array.from(pieces.flatMap((piece) => [...piece]))

/** `r || s` with `s` negated or not reduced, in either byte order. */
const otherNumbers = (signature: Uint8Array): ReadonlyArray<Malleation> => {
  if (signature.length % 2 === 1) return []
  const half = signature.length / 2
  const [r, s] = [signature.subarray(0, half), signature.subarray(half)]
  return orders.flatMap(([name, order]) =>
    [false, true].flatMap((little) => {
      const number = read(little ? s.toReversed() : s)
      if (number >= order) return []
      const twins = [
        ["s negated", order - number],
        ["s not reduced", order + number]
      ] as const
      return twins.flatMap(([what, twin]) => {
        const bytes = written(twin, half)
        if (bytes === undefined) return []
        return [{ how: `${what} modulo ${name} order`, signature: joined(r, little ? bytes.toReversed() : bytes) }]
      })
    })
  )
}

/** A DER `SEQUENCE` of two `INTEGER`s in encodings that are not DER, and with `s` negated. */
const otherEncodings = (signature: Uint8Array): ReadonlyArray<Malleation> => {
  const [tag, length, , rLength = 0] = signature
  if (tag !== 0x30 || length !== signature.length - 2 || signature.length < 8) return []
  const r = signature.subarray(4, 4 + rLength)
  const s = signature.subarray(6 + rLength)
  const integer = (bytes: Uint8Array): Uint8Array => joined(Uint8Array.of(0x02, bytes.length), bytes)
  const whole = (...pieces: ReadonlyArray<Uint8Array>): Uint8Array => {
    const inside = joined(...pieces)
    return joined(Uint8Array.of(0x30, inside.length), inside)
  }
  const padded = (bytes: Uint8Array): Uint8Array => joined(Uint8Array.of(0), bytes)
  const negated = orders.flatMap(([name, order]) => {
    const twin = written(order - read(s), s.length + 1)
    const from = twin?.findIndex((byte, i) => byte !== 0 || (twin[i + 1] ?? 0) >= 0x80) ?? -1
    return twin === undefined || from < 0
      ? []
      : [{ how: `s negated modulo ${name} order`, signature: whole(integer(r), integer(twin.slice(from))) }]
  })
  return [
    { how: "a leading zero of r", signature: whole(integer(padded(r)), integer(s)) },
    { how: "a leading zero of s", signature: whole(integer(r), integer(padded(s))) },
    { how: "its length in the long form", signature: joined(Uint8Array.of(0x30, 0x81, length), signature.subarray(2)) },
    { how: "something behind s", signature: whole(integer(r), integer(s), Uint8Array.of(0x05, 0x00)) },
    ...negated
  ]
}

/** The known ways to make a second signature of a first without the key; none of them gives the same bytes. */
export const malleations = (signature: Uint8Array): ReadonlyArray<Malleation> =>
  [
    ...[0, 0xff].map((byte) => ({ how: `one more byte, ${byte}`, signature: joined(signature, Uint8Array.of(byte)) })),
    { how: "a byte before it", signature: joined(Uint8Array.of(0), signature) },
    { how: "its last byte left out", signature: signature.slice(0, -1) },
    { how: "itself twice", signature: joined(signature, signature) },
    {
      how: "its halves exchanged",
      signature: joined(signature.subarray(signature.length >> 1), signature.subarray(0, signature.length >> 1))
    },
    { how: "its bytes reversed", signature: signature.toReversed() },
    ...otherNumbers(signature),
    ...otherEncodings(signature)
  ].filter((other) => other.signature.length !== signature.length || other.signature.some((byte, i) => byte !== signature[i]))
