import {
  CipherSuite,
  Entropy,
  forgetIn,
  MessageProtection,
  PairwiseChannel,
  retainedIn,
  retainedTogether,
  type Secret
} from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { bodyBox, bodyCodec } from "./body.ts"
import { defaultOptions, type Options } from "./options.ts"
import { protect } from "./protect.ts"
import { resume } from "./resume.ts"
import { type SenderKeysState, start, stateBox, stateCodec } from "./state.ts"
import { unprotect } from "./unprotect.ts"

/** Sender keys with choices of one's own; see {@link defaultOptions} for what is left out. */
export const senderKeys = (
  choices: Partial<Options> = {}
): Layer.Layer<MessageProtection, never, CipherSuite | Entropy | PairwiseChannel> =>
  Layer.effect(
    MessageProtection,
    Effect.gen(function* () {
      const suite = yield* CipherSuite
      const { secret: random } = yield* Entropy
      const channel = yield* PairwiseChannel
      const options: Options = { ...defaultOptions, ...choices }
      // Over a channel whose keys stay, a chain's beginning can be read again, and all that follows from it.
      const life = channel.facts.forwardSecure ? "message" : "window"
      return MessageProtection.of({
        id: "sender-keys",
        needs: { ordering: "epoch", groupSecret: false, slot: false, misuseResistant: false, leafKeys: true, loneDevice: true },
        keyLife: { application: life, handshake: life },
        stateCodec: stateCodec(channel),
        bodyCodec,
        start: (_epoch, me, tree, change, _previous, standing) => {
          const leafKey = standing?.leafKey
          if (standing === undefined || leafKey === undefined)
            return Effect.die(new TypeError("sender keys need a key agreement that gives its leaf's key"))
          return Effect.sync(() => ({
            state: stateBox.wrap(start(channel, random(suite.kdf.size), standing.epoch, me, leafKey, tree, change))
          }))
        },
        resume: (state, previous) => {
          const { retired, state: next } = resume(channel, options, stateBox.unwrap(state), stateBox.unwrap(previous))
          return { state: stateBox.wrap(next), retired }
        },
        protect: (state, header, content) =>
          Effect.suspend(() =>
            Effect.fromResult(
              Result.map(protect(suite, channel, stateBox.unwrap(state), header, content), (made) => ({
                ...made,
                body: bodyBox.wrap(made.body),
                state: stateBox.wrap(made.state)
              }))
            )
          ),
        unprotect: (state, header, body) =>
          Effect.suspend(() =>
            Effect.fromResult(
              Result.map(unprotect(suite, channel, options, stateBox.unwrap(state), header, bodyBox.unwrap(body)), (opened) => ({
                ...opened,
                state: stateBox.wrap(opened.state)
              }))
            )
          ),
        retained: (state) => {
          const { channel: channels, lines } = stateBox.unwrap(state)
          return [...lines.values()]
            .flat()
            .map(({ chain }) => retainedIn(chain))
            .reduce(retainedTogether, channel.retained(channels))
        },
        forget: (state, now) => {
          const retired: Array<Secret> = []
          const { maxSeconds } = options
          if (maxSeconds === undefined) return { state, retired }
          return { state: stateBox.wrap(forgotten(stateBox.unwrap(state), now, maxSeconds, retired)), retired }
        }
      })
    })
  )

const forgotten = (state: SenderKeysState, now: number, maxSeconds: number, retired: Array<Secret>): SenderKeysState => ({
  ...state,
  lines: new Map(
    [...state.lines].map(([leaf, lines]) => [
      leaf,
      lines.map((line) => ({ ...line, chain: forgetIn(line.chain, now, maxSeconds, retired) }))
    ])
  )
})

/** Sender keys with the default choices. */
export const layer: Layer.Layer<MessageProtection, never, CipherSuite | Entropy | PairwiseChannel> = senderKeys()
