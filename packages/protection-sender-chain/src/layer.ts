import { type MessageProtection, type SealedNeeds, sealedProtection } from "@copath/contracts"
import type * as Layer from "effect/Layer"
import { d05, type Form } from "./form.ts"
import { forget, protect, retained, unprotect } from "./protect.ts"
import { bodyBox, start, stateBox, stateCodec } from "./state.ts"
import { defaultWindow, type Window } from "./window.ts"

/** One chain per sender with a draft and a window of one's own. Left out: draft 05, and {@link defaultWindow}. */
export const senderChain = ({ form = d05, ...options }: Partial<Window> & { readonly form?: Form } = {}): Layer.Layer<
  MessageProtection,
  never,
  SealedNeeds
> => {
  const window: Window = { ...defaultWindow, ...options }
  return sealedProtection(
    {
      id: form.id,
      needs: { ordering: "epoch", groupSecret: true, slot: false, misuseResistant: false },
      keyLife: { application: "message", handshake: "message" },
      state: stateBox,
      body: bodyBox
    },
    (sealing) => ({
      stateCodec: stateCodec(sealing.suite),
      start: (epoch, me, tree, change, previous) => start(sealing.suite, form, epoch, me, tree, change, previous),
      protect: (state, header, content) => protect(sealing, { form, window }, state, header, content),
      unprotect: (state, header, body) => unprotect(sealing, { form, window }, state, header, body),
      retained,
      forget: (state, now) => forget(window, state, now)
    })
  )
}

/** One chain per sender as in draft 05, with the default window. */
export const layer: Layer.Layer<MessageProtection, never, SealedNeeds> = senderChain()
