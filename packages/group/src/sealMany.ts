import type { CryptoFailure, ProtectionState, Secret, SignerState, Unprotectable } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { SendRejected } from "./errors.ts"
import { type Framed, signAll } from "./framing.ts"
import type { GroupChoices } from "./options.ts"
import type { Parts } from "./parts.ts"
import { shut, type Shut } from "./protect.ts"
import type { EpochState } from "./state.ts"

/** Messages ready to leave, and the ratchet behind them. */
export interface SealedMany {
  /** The encoded MLSMessages, in order. */
  readonly messages: ReadonlyArray<Uint8Array>
  readonly protection: ProtectionState
  /** What signing left, signatures outside included. */
  readonly signer: SignerState
  readonly retired: ReadonlyArray<Secret>
}

/** `seal` for many private messages without confirmation tags, in order; signatures outside are made at once, where the scheme can. */
export const sealMany: (
  p: Parts,
  options: GroupChoices,
  state: EpochState,
  framed: ReadonlyArray<Framed>,
  signatures: ReadonlyArray<Uint8Array>,
  slots: ReadonlyArray<bigint>,
  signer: SignerState
) => Effect.Effect<SealedMany, SendRejected | Unprotectable | CryptoFailure> = Effect.fnUntraced(
  function* (p, options, state, framed, signatures, slots, signer) {
    const made: Array<Shut> = []
    let { protection } = state
    for (const [i, one] of framed.entries()) {
      const auth = { signature: signatures[i] as Uint8Array, confirmationTag: undefined }
      const next = yield* shut(p, options, { ...state, protection }, one, auth, Option.fromUndefinedOr(slots[i]))
      made.push(next)
      protection = next.protection
    }
    // All of them stand inside, or all outside.
    const toSign = made.flatMap((one) => one.toSign ?? [])
    const signed = toSign.length === 0 ? { signatures, state: signer } : yield* signAll(p, signer, toSign)
    return {
      messages: made.map((one, i) => one.message(signed.signatures[i] as Uint8Array)),
      protection,
      signer: signed.state,
      retired: made.flatMap((one) => one.retired)
    }
  }
)
