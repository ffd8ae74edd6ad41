import { type MessageProtection, type SealedNeeds, sealedProtection } from "@copath/contracts"
import type * as Layer from "effect/Layer"
import { forget, protect, retained, unprotect } from "./protect.ts"
import { bodyBox, start, stateBox, stateCodec } from "./state.ts"
import { defaultWindow, type Window } from "./window.ts"

/**
 * Message protection of RFC 9420 (sections 9 and 6.3) with a window of one's own; see {@link defaultWindow} for what is left out. RFC 9420 has nonces
 * `implicit+guard` and sender data `hidden`.
 */
export const secretTree = (options: Partial<Window> = {}): Layer.Layer<MessageProtection, never, SealedNeeds> => {
  const window: Window = { ...defaultWindow, ...options }
  return sealedProtection(
    {
      id: "secret-tree",
      needs: { ordering: "epoch", groupSecret: true, slot: false, misuseResistant: false },
      keyLife: { application: "message", handshake: "message" },
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

/** Message protection of RFC 9420 with the default window. */
export const layer: Layer.Layer<MessageProtection, never, SealedNeeds> = secretTree()
