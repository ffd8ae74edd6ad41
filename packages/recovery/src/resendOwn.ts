import { Recovery } from "@copath/client"
import { defaultLimits, type Limits } from "@copath/resend"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { lettersWithin } from "./letters/letters.ts"

/** {@link resendOwn} with other limits: how many texts are kept for how long, and how many asks are answered. All members may choose for themselves. */
export const resendOwnWithin = (limits: Limits): Layer.Layer<Recovery> =>
  Layer.succeed(Recovery, {
    id: "resend-own",
    needs: { externalJoin: false, authors: true },
    ...lettersWithin(limits),
    comeBack: () => Effect.succeed(undefined)
  })

/**
 * Texts travel in the envelope of `@copath/resend`: whoever could not open one asks for it, and its author alone sends it again, under the five rules written there. It
 * is about messages: who lost its state has no way back.
 */
export const resendOwn: Layer.Layer<Recovery> = resendOwnWithin(defaultLimits)
