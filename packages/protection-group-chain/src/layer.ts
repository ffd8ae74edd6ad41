import { CipherSuite, Entropy, MessageProtection } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { bodyBox, bodyCodec } from "./body.ts"
import { protect, unprotect } from "./protect.ts"
import { start, stateBox, stateCodec } from "./state.ts"
import { defaultWindow, type Window } from "./window.ts"

/** One chain per epoch for everyone, with a window of one's own; see {@link defaultWindow} for what is left out. */
export const groupChain = (options: Partial<Window> = {}): Layer.Layer<MessageProtection, never, CipherSuite | Entropy> =>
  Layer.effect(
    MessageProtection,
    Effect.gen(function* () {
      const suite = yield* CipherSuite
      const { secret: random } = yield* Entropy
      const window: Window = { ...defaultWindow, ...options }
      return MessageProtection.of({
        id: "group-chain",
        needs: { ordering: "total", groupSecret: true, slot: true },
        stateCodec,
        bodyCodec,
        start: (epoch, me, tree, change, previous) =>
          Effect.sync(() => ({
            state: stateBox.wrap(start(epoch, me, tree, change, Option.getOrUndefined(Option.map(previous, stateBox.unwrap)))),
            shares: []
          })),
        // Every member derives the chain: there is nothing to share.
        accept: () => Effect.die(new TypeError("a group chain hands out no shares")),
        protect: (state, header, content, slot) =>
          Option.match(slot, {
            onNone: () => Effect.die(new TypeError("a group chain needs a reserved slot")),
            onSome: (reserved) =>
              Effect.suspend(() =>
                Effect.fromResult(
                  Result.map(protect(suite, random, window, stateBox.unwrap(state), header, content, reserved), (made) => ({
                    ...made,
                    body: bodyBox.wrap(made.body),
                    state: stateBox.wrap(made.state)
                  }))
                )
              )
          }),
        unprotect: (state, header, body) =>
          Effect.suspend(() =>
            Effect.fromResult(
              Result.map(unprotect(suite, window, stateBox.unwrap(state), header, bodyBox.unwrap(body)), (opened) => ({
                ...opened,
                state: stateBox.wrap(opened.state)
              }))
            )
          )
      })
    })
  )

/** One chain per epoch for everyone, with the default window. */
export const layer: Layer.Layer<MessageProtection, never, CipherSuite | Entropy> = groupChain()
