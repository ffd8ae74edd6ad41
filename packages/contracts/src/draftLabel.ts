import { Writer } from "@copath/codec"

const utf8 = new TextEncoder()

/**
 * ```
 * struct {
 *     uint16 length = Length;
 *     opaque label<7..255> = "mls10 " + Label;
 *     ...
 * } HkdfLabel;
 * ```
 * Of the drafts 00 to 07: what they put into HKDF-Expand for `length` bytes under a label, in TLS's own lengths (RFC 8446, 3.4). Draft by draft something else stands
 * behind: `context` writes it, as {@link draftContext} does.
 */
export const draftLabel = (length: number, label: string, context: (w: Writer) => void): Uint8Array => {
  const w = new Writer(64)
  const bytes = utf8.encode(`mls10 ${label}`)
  w.u16(length)
  w.u8(bytes.length)
  w.bytes(bytes)
  context(w)
  return w.finish()
}

/** `opaque context<0..2^32-1>`: what stands there in the drafts 04 to 07. */
export const draftContext =
  (context: Uint8Array) =>
  (w: Writer): void => {
    w.u32(context.length)
    w.bytes(context)
  }
