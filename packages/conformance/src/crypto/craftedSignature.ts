import { fromHex } from "./sample.ts"

/** A signature that only somebody who bends the rules can make, and what every provider must say of it. */
export interface CraftedSignature {
  /** What is bent, in a few words; names the case in a failure. */
  readonly title: string
  /** As the suite encodes it (RFC 9420, 5.1.1). */
  readonly publicKey: Uint8Array
  /** What is signed, without a label. */
  readonly message: Uint8Array
  /** As the suite encodes it (RFC 9420, 5.1.2). */
  readonly signature: Uint8Array
  /** The one verdict that every provider must give. */
  readonly accepted: boolean
}

/** Title, public key, the message's one byte, signature, verdict; keys and signatures in hex. */
export type CraftedRow = readonly [title: string, publicKey: string, message: number, signature: string, accepted: boolean]

/** The rows of a table, decoded. */
export const craftedSignatures = (rows: ReadonlyArray<CraftedRow>): ReadonlyArray<CraftedSignature> =>
  rows.map(([title, publicKey, message, signature, accepted]) => ({
    title,
    publicKey: fromHex(publicKey),
    message: Uint8Array.of(message),
    signature: fromHex(signature),
    accepted
  }))
