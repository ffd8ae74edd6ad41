import { type SenderDataAndCiphertext, senderDataAndCiphertext } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { CipherSuite, Entropy } from "./cipherSuite.ts"
import { MessageProtection } from "./messageProtection.ts"
import type { Nonces } from "./nonces.ts"
import { type BodySealing, bodySealing } from "./privateBody.ts"
import { protectionOf, type PureProtection } from "./pureProtection.ts"
import type { SenderDataProtection } from "./senderData.ts"

/** What protections with RFC 9420's body ask of a composition: what seals it, and what stands beside the ciphertext. */
export type SealedNeeds = CipherSuite | Entropy | Nonces | SenderDataProtection

type Pure<S extends object> = PureProtection<S, SenderDataAndCiphertext>
type Declared = "id" | "needs" | "keyLife" | "state" | "body"

/**
 * The layer of a protection in plain functions whose messages have RFC 9420's body (6.3), whatever keys seal them: first what it declares, then what it does with
 * what `sealBody` and `openContent` work with. `make` is asked once, when the layer is built.
 */
export const sealedProtection = <S extends object>(
  declared: Pick<Pure<S>, Declared>,
  make: (sealing: BodySealing) => Omit<Pure<S>, Declared | "bodyCodec">
): Layer.Layer<MessageProtection, never, SealedNeeds> =>
  Layer.effect(
    MessageProtection,
    Effect.map(bodySealing, (sealing) =>
      protectionOf<S, SenderDataAndCiphertext>({ ...declared, ...make(sealing), bodyCodec: senderDataAndCiphertext })
    )
  )
