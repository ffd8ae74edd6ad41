import { type MessageProtection, type SealedNeeds, sealedProtection } from "@copath/contracts"
import type * as Layer from "effect/Layer"
import { protect, retained, unprotect } from "./protect.ts"
import { bodyBox, start, stateBox, stateCodec } from "./state.ts"
import { defaultWindow, type Window } from "./window.ts"

/** One key for each sender of an epoch, with a window of one's own; see {@link defaultWindow} for what is left out. */
export const epochSenderKey = (options: Partial<Window> = {}): Layer.Layer<MessageProtection, never, SealedNeeds> => {
  const window: Window = { ...defaultWindow, ...options }
  return sealedProtection(
    {
      id: "epoch-sender-key",
      needs: { ordering: "epoch", groupSecret: true, slot: false, misuseResistant: true },
      keyLife: { application: "epoch", handshake: "epoch" },
      state: stateBox,
      body: bodyBox
    },
    (sealing) => ({
      stateCodec,
      start,
      protect: (state, header, content) => protect(sealing, state, header, content),
      unprotect: (state, header, body) => unprotect(sealing, window, state, header, body),
      retained,
      // No key waits for a late message: the one that there is opens them all.
      forget: (state) => ({ state, retired: [] })
    })
  )
}

/** One key for each sender of an epoch, with the default window. */
export const layer: Layer.Layer<MessageProtection, never, SealedNeeds> = epochSenderKey()
