import { nobleSuite } from "@copath/crypto-noble"

const { hash } = nobleSuite(1)

/** SHA-256 of a text's UTF-8, in hex. */
export const sha256 = (text: string): string =>
  Array.from(hash.digest(new TextEncoder().encode(text)), (byte) => byte.toString(16).padStart(2, "0")).join("")
