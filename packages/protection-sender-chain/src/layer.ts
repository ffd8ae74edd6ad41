import {
  bodySealing,
  type CipherSuite,
  type Entropy,
  MessageProtection,
  type Nonces,
  protectionOf,
  type SenderDataProtection
} from "@copath/contracts"
import { senderDataAndCiphertext } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { d05, type Form } from "./form.ts"
import { forget, protect, retained, unprotect } from "./protect.ts"
import { bodyBox, start, stateBox, stateCodec } from "./state.ts"
import { defaultWindow, type Window } from "./window.ts"

/** What sender chains ask of a composition. */
type Needs = CipherSuite | Entropy | Nonces | SenderDataProtection

/** One chain per sender with a draft and a window of one's own. Left out: draft 05, and {@link defaultWindow}. */
export const senderChain = ({ form = d05, ...options }: Partial<Window> & { readonly form?: Form } = {}): Layer.Layer<
  MessageProtection,
  never,
  Needs
> => {
  const window: Window = { ...defaultWindow, ...options }
  return Layer.effect(
    MessageProtection,
    Effect.map(bodySealing, (sealing) =>
      protectionOf({
        id: form.id,
        needs: { ordering: "epoch", groupSecret: true, slot: false, misuseResistant: false },
        keyLife: { application: "message", handshake: "message" },
        state: stateBox,
        stateCodec: stateCodec(sealing.suite),
        body: bodyBox,
        bodyCodec: senderDataAndCiphertext,
        start: (epoch, me, tree, change, previous) => start(sealing.suite, form, epoch, me, tree, change, previous),
        protect: (state, header, content) => protect(sealing, { form, window }, state, header, content),
        unprotect: (state, header, body) => unprotect(sealing, { form, window }, state, header, body),
        retained,
        forget: (state, now) => forget(window, state, now)
      })
    )
  )
}

/** One chain per sender as in draft 05, with the default window. */
export const layer: Layer.Layer<MessageProtection, never, Needs> = senderChain()
