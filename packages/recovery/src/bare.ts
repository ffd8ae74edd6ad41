import { noBytes } from "@copath/contracts"
import type { Composed, Correspondence } from "@copath/client"
import * as Effect from "effect/Effect"

/** Texts as they are: nothing is wrapped, nothing is remembered, and nobody is asked for what did not arrive. */
export const bare: Correspondence = {
  compose: (_state, payload) => Effect.succeed(outgoing(payload)),
  read: (_state, { data }) => Effect.succeed({ correspondence: bare, text: data, answer: undefined, confirm: undefined }),
  missed: () => Effect.succeed(undefined),
  follow: () => bare,
  write: () => noBytes
}

const outgoing = (payload: Uint8Array): Composed => ({ payload, sent: () => bare })

/** {@link bare} of no bytes, which is all that it writes down. */
export const resumeBare = (bytes: Uint8Array): Correspondence | undefined => (bytes.length === 0 ? bare : undefined)
