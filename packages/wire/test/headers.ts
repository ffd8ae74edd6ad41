import { type Codec, Reader } from "@copath/codec"

/** A length header found while decoding: where it stands, its size and the length it tells, in bytes. */
export interface Header {
  readonly at: number
  readonly size: number
  readonly length: number
}

class Watching extends Reader {
  readonly headers: Array<Header> = []

  override length(): number {
    const at = this.offset
    const length = super.length()
    this.headers.push({ at, size: this.offset - at, length })
    return length
  }
}

/** Every length header of an accepted input, in order. */
export const headersOf = <A>(codec: Codec<A>, input: Uint8Array): ReadonlyArray<Header> => {
  const reader = new Watching(input)
  codec.read(reader)
  return reader.headers
}

const shortest = (length: number): number => (length < 0x40 ? 1 : length < 0x4000 ? 2 : 4)

const written = (length: number, size: number): Uint8Array => {
  const out = Buffer.alloc(size)
  out.writeUIntBE(size === 1 ? length : size === 2 ? 0x4000 + length : 0x80000000 + length, 0, size)
  return out
}

/** `input` with one header made longer than needed, and the headers around it told so. */
export const widened = (input: Uint8Array, headers: ReadonlyArray<Header>, target: Header, size: 2 | 4): Uint8Array => {
  const around = headers.filter(({ at, length, size }) => at < target.at && target.at < at + size + length)
  // From the inside out, for what grows inside of a vector may make its own header grow.
  let grown = size - target.size
  let out = Buffer.concat([input.subarray(0, target.at), written(target.length, size), input.subarray(target.at + target.size)])
  for (const header of around.toReversed()) {
    const length = header.length + grown
    const wanted = shortest(length)
    out = Buffer.concat([out.subarray(0, header.at), written(length, wanted), out.subarray(header.at + header.size)])
    grown += wanted - header.size
  }
  return Uint8Array.from(out)
}
