import { fromHex } from "./sample.ts"

/** A signature that only somebody who bends the rules can make, and what every provider must say of it. */
export interface CraftedSignature {
  readonly title: string
  readonly publicKey: Uint8Array
  readonly message: Uint8Array
  readonly signature: Uint8Array
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
