import { CipherSuite, Entropy, MessageProtection, PairwiseChannel } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { bodyBox, bodyCodec } from "./body.ts"
import { defaultOptions, type Options } from "./options.ts"
import { protect, unprotect } from "./protect.ts"
import { resume, start, stateBox, stateCodec } from "./state.ts"

/** Every message sealed for each member, with choices of one's own; see {@link defaultOptions} for what is left out. */
export const pairwise = (choices: Partial<Options> = {}): Layer.Layer<MessageProtection, never, CipherSuite | Entropy | PairwiseChannel> =>
  Layer.effect(
    MessageProtection,
    Effect.gen(function* () {
      const suite = yield* CipherSuite
      const { secret: random } = yield* Entropy
      const channel = yield* PairwiseChannel
      const { pastEpochs }: Options = { ...defaultOptions, ...choices }
      // Over a channel whose keys stay, each content secret can be opened again.
      const life = channel.facts.forwardSecure ? "message" : "window"
      return MessageProtection.of({
        id: "pairwise",
        needs: { ordering: "epoch", groupSecret: false, slot: false, misuseResistant: false, leafKeys: true },
        keyLife: { application: life, handshake: life },
        stateCodec: stateCodec(channel),
        bodyCodec,
        start: (_epoch, me, tree, change, _previous, standing) => {
          const leafKey = standing?.leafKey
          if (standing === undefined || leafKey === undefined)
            return Effect.die(new TypeError("pairwise protection needs a key agreement that gives its leaf's key"))
          return Effect.sync(() => ({ state: stateBox.wrap(start(channel, standing.epoch, me, leafKey, tree, change)) }))
        },
        resume: (state, previous) => {
          const { retired, state: next } = resume(channel, pastEpochs, stateBox.unwrap(state), stateBox.unwrap(previous))
          return { state: stateBox.wrap(next), retired }
        },
        protect: (state, header, content) =>
          Effect.suspend(() =>
            Effect.fromResult(
              Result.map(protect(suite, random, channel, stateBox.unwrap(state), header, content), (made) => ({
                ...made,
                body: bodyBox.wrap(made.body),
                state: stateBox.wrap(made.state)
              }))
            )
          ),
        unprotect: (state, header, body) =>
          Effect.suspend(() =>
            Effect.fromResult(
              Result.map(unprotect(suite, channel, pastEpochs, stateBox.unwrap(state), header, bodyBox.unwrap(body)), (opened) => ({
                ...opened,
                state: stateBox.wrap(opened.state)
              }))
            )
          ),
        retained: (state) => channel.retained(stateBox.unwrap(state).channel),
        // What waits in a channel is bounded by its window; time has no say in it.
        forget: (state) => ({ state, retired: [] })
      })
    })
  )

/** Every message sealed for each member, with the default choices. */
export const layer: Layer.Layer<MessageProtection, never, CipherSuite | Entropy | PairwiseChannel> = pairwise()
