import { NotInAPage, partial } from "./notInAPage.ts"

const [decoder, encoder] = [new TextDecoder(), new TextEncoder()]

const fromHex = (text: string): Uint8Array => Uint8Array.from(text.match(/[0-9a-f]{2}/gi) ?? [], (pair) => Number.parseInt(pair, 16))

/** What Node's buffers can beyond other byte arrays, as far as the tests use it. */
export class NodeBytes extends Uint8Array {
  override includes(wanted: unknown): boolean {
    if (!(wanted instanceof Uint8Array)) throw new TypeError("only bytes are looked for here")
    for (let at = 0; at + wanted.length <= this.length; at++) if (wanted.every((byte, i) => byte === this[at + i])) return true
    return false
  }

  override toString(encoding: string = "utf8"): string {
    if (encoding === "utf8") return decoder.decode(this)
    if (encoding === "hex") return Array.from(this, (byte) => byte.toString(16).padStart(2, "0")).join("")
    const latin1 = Array.from(this, (byte) => String.fromCharCode(byte)).join("")
    if (encoding === "latin1") return latin1
    if (encoding === "base64") return btoa(latin1)
    throw new NotInAPage(`bytes as ${encoding}`)
  }

  writeUIntBE(value: number, offset: number, size: number): number {
    for (let i = 0; i < size; i++) this[offset + i] = Math.floor(value / 256 ** (size - 1 - i)) & 0xff
    return offset + size
  }

  writeUInt16BE(value: number, offset = 0): number {
    return this.writeUIntBE(value, offset, 2)
  }

  writeUInt32BE(value: number, offset = 0): number {
    return this.writeUIntBE(value, offset, 4)
  }

  equals(other: Uint8Array): boolean {
    return Buffer.compare(this, other) === 0
  }
}

/** As much of Node's `Buffer` as the tests use. */
export const Buffer = partial("Buffer", {
  alloc: (size: number): NodeBytes => new NodeBytes(size),

  from: (input: string | ArrayLike<number>, encoding: string = "utf8"): NodeBytes => {
    if (typeof input !== "string") return new NodeBytes(input)
    if (encoding === "hex") return new NodeBytes(fromHex(input))
    if (encoding === "utf8") return new NodeBytes(encoder.encode(input))
    throw new NotInAPage(`bytes from ${encoding}`)
  },

  compare: (a: Uint8Array, b: Uint8Array): number => {
    const at = a.findIndex((byte, i) => byte !== b[i])
    const [x, y] = at < 0 ? [a.length, b.length] : [a[at] ?? -1, b[at] ?? -1]
    return Math.sign(x - y)
  },

  concat: (parts: ReadonlyArray<Uint8Array>): NodeBytes => {
    const whole = new NodeBytes(parts.reduce((length, part) => length + part.length, 0))
    let at = 0
    for (const part of parts) {
      whole.set(part, at)
      at += part.length
    }
    return whole
  }
})
