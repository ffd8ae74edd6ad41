/** Bytes that are written as text: what is looked for may stand in a JSON state or a URL as well. */

/** How bytes are written as text; both alphabets of Base64 are read, with padding or without, and both cases of hexadecimal digits. */
export type Writing = "hex" | "base64"

/** A stretch of text that says bytes. */
export interface Encoded {
  /** How. */
  readonly as: Writing
  /** Where it begins, in bytes of the text. */
  readonly from: number
  /** How many bytes of text it has. */
  readonly length: number
}

/** Sixteen bytes take so many characters: shorter stretches say nothing secret. */
const LEAST = { hex: 32, base64: 22 } as const
/** Characters that say a whole number of bytes together: a stretch can begin within something longer, so each of them may be the first. */
const PERIOD = { hex: 2, base64: 4 } as const
const BITS = { hex: 4, base64: 6 } as const
const writings = ["hex", "base64"] as const

const tableOf = (alphabets: ReadonlyArray<string>): Int8Array => {
  const table = new Int8Array(256).fill(-1)
  for (const alphabet of alphabets) for (let i = 0; i < alphabet.length; i++) table[alphabet.charCodeAt(i)] = i
  return table
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
const alphabets = { hex: "0123456789abcdef", base64: `${letters}+/` } as const
const digits = { hex: tableOf([alphabets.hex, "0123456789ABCDEF"]), base64: tableOf([alphabets.base64, `${letters}-_`]) } as const

/** All stretches of text in these bytes that are long enough to say a secret, once for each place that it can be read from. */
export const encodedIn = (bytes: Uint8Array): ReadonlyArray<Encoded> => {
  let found: Array<Encoded> | undefined
  for (const as of writings) {
    const table = digits[as]
    const least = LEAST[as]
    // No stretch of that length goes by without one of these places.
    for (let at = least - 1; at < bytes.length; at += least) {
      if ((table[bytes[at] as number] as number) < 0) continue
      let from = at
      while (from > 0 && (table[bytes[from - 1] as number] as number) >= 0) from--
      let to = at + 1
      while (to < bytes.length && (table[bytes[to] as number] as number) >= 0) to++
      for (let shift = 0; shift < PERIOD[as] && to - from - shift >= least; shift++)
        (found ??= []).push({ as, from: from + shift, length: to - from - shift })
      while (at + least < to) at += least
    }
  }
  return found ?? none
}

const none: ReadonlyArray<Encoded> = []

/** The bytes that a stretch says; bits beyond the last whole byte are left out. */
export const decoded = (bytes: Uint8Array, { as, from, length }: Encoded): Uint8Array => {
  const table = digits[as]
  const out = new Uint8Array(Math.floor((length * BITS[as]) / 8))
  let [bits, width, at] = [0, 0, 0]
  for (let i = from; i < from + length; i++) {
    bits = ((bits << BITS[as]) | (table[bytes[i] as number] as number)) & 0xffff
    width += BITS[as]
    if (width < 8) continue
    width -= 8
    out[at++] = (bits >>> width) & 0xff
  }
  return out
}

/** Writes these bytes into a stretch from its byte `offset` on, in place. Characters that say the same already stay as they are. */
export const encodeInto = (bytes: Uint8Array, stretch: Encoded, offset: number, part: Uint8Array): void => {
  const { as, from, length } = stretch
  const whole = decoded(bytes, stretch)
  if (part.every((byte, i) => whole[offset + i] === byte)) return
  whole.set(part, offset)
  const size = BITS[as]
  for (let i = 0; i < length && i * size < whole.length * 8; i++) {
    const bit = i * size
    const pair = ((whole[bit >>> 3] as number) << 8) | (whole[(bit >>> 3) + 1] ?? 0)
    const digit = (pair >>> (16 - size - (bit & 7))) & (2 ** size - 1)
    // The last character can say the beginning of a byte that is not there.
    const beyond = 2 ** Math.max(0, bit + size - whole.length * 8) - 1
    const before = digits[as][bytes[from + i] as number] as number
    bytes[from + i] = alphabets[as].charCodeAt((digit & ~beyond) | (before & beyond))
  }
}
