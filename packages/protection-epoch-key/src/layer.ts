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
import { protect, retained, unprotect } from "./protect.ts"
import { bodyBox, start, stateBox, stateCodec } from "./state.ts"
import { defaultWindow, type Window } from "./window.ts"

/** What the protection asks of a composition. */
type Needs = CipherSuite | Entropy | Nonces | SenderDataProtection

/** One key for all messages of an epoch, with a window of one's own; see {@link defaultWindow} for what is left out. */
export const epochKey = (options: Partial<Window> = {}): Layer.Layer<MessageProtection, never, Needs> => {
  const window: Window = { ...defaultWindow, ...options }
  return Layer.effect(
    MessageProtection,
    Effect.map(bodySealing, (sealing) =>
      protectionOf({
        id: "epoch-key",
        needs: { ordering: "epoch", groupSecret: true, slot: false, misuseResistant: false },
        keyLife: { application: "epoch", handshake: "epoch" },
        state: stateBox,
        stateCodec,
        body: bodyBox,
        bodyCodec: senderDataAndCiphertext,
        start: (epoch, me, tree, change, previous) => start(sealing.suite, epoch, me, tree, change, previous),
        protect: (state, header, content) => protect(sealing, state, header, content),
        unprotect: (state, header, body) => unprotect(sealing, window, state, header, body),
        retained,
        // No key waits for a late message: the one that there is opens them all.
        forget: (state) => ({ state, retired: [] })
      })
    )
  )
}

/** One key for all messages of an epoch, with the default window. */
export const layer: Layer.Layer<MessageProtection, never, Needs> = epochKey()
