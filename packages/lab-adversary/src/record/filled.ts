import { decoded, encodeInto, type Encoded } from "./encoded.ts"
import type { Filled } from "./recipe.ts"

/** The bytes with these inputs in their places. */
export const fill = ({ bytes, holes }: Filled, inputs: ReadonlyArray<Uint8Array>): Uint8Array => {
  const filled = bytes.slice()
  for (const { input, offset, within } of holes) {
    const part = inputs[input] as Uint8Array
    if (within === undefined) filled.set(part, offset)
    else encodeInto(filled, within, offset, part)
  }
  return filled
}

/** A part of these bytes, or of what a text in them says; offset and length in bytes. */
export const cut = (bytes: Uint8Array, offset: number, length: number, within: Encoded | undefined): Uint8Array =>
  (within === undefined ? bytes : decoded(bytes, within)).slice(offset, offset + length)
