import { SignaturePosition } from "@copath/contracts"
import * as Layer from "effect/Layer"
import { signedOutside } from "./outside.ts"

/** RFC 9420 (6.3.1): in the plaintext. Whoever cannot open a message sees neither sender nor signature. The engine does so by itself. */
export const inside: Layer.Layer<never> = Layer.succeed(SignaturePosition, SignaturePosition.defaultValue())

/** Beside the ciphertext, by a sender who is named there: everybody can verify a private message, and nobody opens it first. */
export const outside: Layer.Layer<never> = Layer.succeed(SignaturePosition, {
  id: "outside",
  senderInClear: true,
  onlookersVerify: true,
  outer: signedOutside
})
