const utf8 = new TextEncoder()

/** Bytes of a text in UTF-8. */
export const byteLength = (text: string): number => utf8.encode(text).length

/** A file as text: UTF-16 where its mark says so, else UTF-8; bytes that are neither become U+FFFD. Without the mark. */
export const decodeText = (input: string | Uint8Array): string => {
  if (typeof input === "string") return input.replace(/^\uFEFF/, "")
  const [a, b] = input
  const encoding = a === 0xff && b === 0xfe ? "utf-16le" : a === 0xfe && b === 0xff ? "utf-16be" : "utf-8"
  return new TextDecoder(encoding).decode(input)
}

/** A line without its end, and its number from 1. */
export interface TextLine {
  readonly text: string
  readonly line: number
}

/** The lines of a text one after the other, without a copy of the whole. */
export function* textLines(text: string): Generator<TextLine> {
  for (let [at, line] = [0, 1]; at < text.length; line++) {
    const found = text.indexOf("\n", at)
    const end = found === -1 ? text.length : found
    yield { text: text.slice(at, text[end - 1] === "\r" && end > at ? end - 1 : end), line }
    at = end + 1
  }
}
