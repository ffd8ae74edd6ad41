/** Bytes from hexadecimal digits; blanks are for the reader. */
export const hex = (digits: string): Uint8Array =>
  Uint8Array.from(digits.replaceAll(" ", "").match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))
