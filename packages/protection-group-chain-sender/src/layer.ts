import { type MessageProtection, type SealedNeeds, sealedProtection } from "@copath/contracts"
import type * as Layer from "effect/Layer"
import { forget, protect, retained, unprotect } from "./protect.ts"
import { bodyBox, start, stateBox, stateCodec } from "./state.ts"
import { defaultWindow, type Window } from "./window.ts"

/** One chain per epoch with the sender in every key, with a window of one's own; see {@link defaultWindow} for what is left out. */
export const groupChainSender = (options: Partial<Window> = {}): Layer.Layer<MessageProtection, never, SealedNeeds> => {
  const window: Window = { ...defaultWindow, ...options }
  return sealedProtection(
    {
      id: "group-chain-sender",
      needs: { ordering: "epoch", groupSecret: true, slot: false, misuseResistant: false },
      keyLife: { application: "window", handshake: "window" },
      state: stateBox,
      body: bodyBox
    },
    (sealing) => ({
      stateCodec,
      start,
      protect: (state, header, content) => protect(sealing, window, state, header, content),
      unprotect: (state, header, body) => unprotect(sealing, window, state, header, body),
      retained,
      forget: (state, now) => forget(window, state, now)
    })
  )
}

/** One chain per epoch with the sender in every key, with the default window. */
export const layer: Layer.Layer<MessageProtection, never, SealedNeeds> = groupChainSender()
