import { CipherSuite, Entropy, MessageProtection, Nonces, protectionOf, retainedIn } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { bodyBox, groupChainBody } from "./body.ts"
import { forget, protect, type Sealing, unprotect } from "./protect.ts"
import { start, stateBox, stateCodec } from "./state.ts"
import { defaultWindow, type Window } from "./window.ts"

/** What a group chain asks of a composition. */
type Needs = CipherSuite | Entropy | Nonces

/** One chain per epoch for everyone, with a window of one's own; see {@link defaultWindow} for what is left out. */
export const groupChain = (options: Partial<Window> = {}): Layer.Layer<MessageProtection, never, Needs> => {
  const window: Window = { ...defaultWindow, ...options }
  return Layer.effect(
    MessageProtection,
    Effect.gen(function* () {
      const sealing: Sealing = { suite: yield* CipherSuite, random: (yield* Entropy).secret, nonces: yield* Nonces }
      return protectionOf({
        id: "group-chain",
        needs: { ordering: "total", groupSecret: true, slot: true, misuseResistant: false },
        keyLife: { application: "message", handshake: "message" },
        state: stateBox,
        stateCodec,
        body: bodyBox,
        bodyCodec: groupChainBody(sealing.nonces.carriedSize),
        start,
        protect: (state, header, content, slot) => protect(sealing, window, state, header, content, slot),
        unprotect: (state, header, body) => unprotect(sealing, window, state, header, body),
        retained: (state) => retainedIn(state.chain),
        forget: (state, now) => forget(window, state, now)
      })
    })
  )
}

/** One chain per epoch for everyone, with the default window. */
export const layer: Layer.Layer<MessageProtection, never, Needs> = groupChain()
