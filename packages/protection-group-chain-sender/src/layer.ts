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
import { forget, protect, retained, unprotect } from "./protect.ts"
import { bodyBox, start, stateBox, stateCodec } from "./state.ts"
import { defaultWindow, type Window } from "./window.ts"

/** What the chain asks of a composition. */
type Needs = CipherSuite | Entropy | Nonces | SenderDataProtection

/** One chain per epoch with the sender in every key, with a window of one's own; see {@link defaultWindow} for what is left out. */
export const groupChainSender = (options: Partial<Window> = {}): Layer.Layer<MessageProtection, never, Needs> => {
  const window: Window = { ...defaultWindow, ...options }
  return Layer.effect(
    MessageProtection,
    Effect.map(bodySealing, (sealing) =>
      protectionOf({
        id: "group-chain-sender",
        needs: { ordering: "epoch", groupSecret: true, slot: false, misuseResistant: false },
        keyLife: { application: "window", handshake: "window" },
        state: stateBox,
        stateCodec,
        body: bodyBox,
        bodyCodec: senderDataAndCiphertext,
        start,
        protect: (state, header, content) => protect(sealing, window, state, header, content),
        unprotect: (state, header, body) => unprotect(sealing, window, state, header, body),
        retained,
        forget: (state, now) => forget(window, state, now)
      })
    )
  )
}

/** One chain per epoch with the sender in every key, with the default window. */
export const layer: Layer.Layer<MessageProtection, never, Needs> = groupChainSender()
