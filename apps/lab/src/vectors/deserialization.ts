import { headerSize, Reader, Writer } from "@copath/codec"
import { type DeserializationCase, hex, toHex } from "@copath/vectors"
import type { Comparison } from "./check.ts"

/** `deserialization.json`: the variable-size length header (RFC 9420, 2.1.2), both ways. */
export function* deserialization({ length, vlbytes_header }: DeserializationCase): Iterable<Comparison> {
  const header = hex(vlbytes_header)
  const reader = new Reader(header)
  // The file does not spell out the bytes that follow; let the reader believe that they are there.
  reader.end = 2 ** 31
  yield ["length", reader.length(), length]
  yield ["size of the header", [reader.offset, headerSize(length)], [header.length, header.length]]
  const writer = new Writer()
  writer.vectorLength(length)
  yield ["header written", toHex(writer.finish()), vlbytes_header]
}
