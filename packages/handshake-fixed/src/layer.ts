import { CipherSuite, MessageProtection, SenderDataProtection, Unprotectable } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { type Body, bodyBox, bodyCodec } from "./body.ts"
import { fixedSealing, openHandshake, sealHandshake } from "./protect.ts"
import { begin, type HandshakeFixedState, stateBox, stateInside } from "./state.ts"

/** What the decorator asks of a composition: the protection that it is put around, among others. */
type Needs = MessageProtection | CipherSuite | SenderDataProtection

const refused = new Unprotectable({ reason: "BadCiphertext" })

/**
 * Proposals and commits under one key and nonce per epoch and sender, as in drafts 05 to 08 (`enc-fixed`); application messages go to the protection
 * within, under whose id the whole goes.
 */
export const layer: Layer.Layer<MessageProtection, never, Needs> = Layer.effect(
  MessageProtection,
  Effect.gen(function* () {
    const inner = yield* MessageProtection
    const suite = yield* CipherSuite
    const sealing = fixedSealing(suite, yield* SenderDataProtection)
    const { resume } = inner
    const around = (state: HandshakeFixedState, within: HandshakeFixedState["inner"]) => stateBox.wrap({ ...state, inner: within })
    const wrapped = (body: Body) => bodyBox.wrap(body)
    return MessageProtection.of({
      id: inner.id,
      needs: inner.needs,
      keyLife: { ...inner.keyLife, handshake: "fixed" },
      stateCodec: stateBox.codec(stateInside(inner.stateCodec)),
      bodyCodec: bodyCodec(inner.bodyCodec),
      start: Effect.fnUntraced(function* (epoch, me, tree, change, previous, standing) {
        const before = Option.map(previous, stateBox.unwrap)
        const handshakes = begin(suite, epoch, me, tree, change, Option.getOrUndefined(before))
        const innerBefore = Option.map(before, (state) => state.inner)
        const { state } = yield* inner.start(epoch, me, tree, change, innerBefore, standing)
        return { state: stateBox.wrap({ ...handshakes, inner: state }) }
      }),
      ...(resume === undefined
        ? {}
        : {
            resume: (boxed, previous) => {
              const state = stateBox.unwrap(boxed)
              const resumed = resume(state.inner, stateBox.unwrap(previous).inner)
              return { ...resumed, state: around(state, resumed.state) }
            }
          }),
      protect: Effect.fnUntraced(function* (boxed, header, content, slot) {
        const state = stateBox.unwrap(boxed)
        if (header.contentType !== 1) {
          // Nothing advances: the next handshake message meets the same key and nonce.
          return { body: wrapped({ _tag: "fixed", body: sealHandshake(sealing, state, header, content) }), state: boxed, retired: [] }
        }
        const made = yield* inner.protect(state.inner, header, content, slot)
        return { ...made, body: wrapped({ _tag: "inner", body: made.body }), state: around(state, made.state) }
      }),
      unprotect: Effect.fnUntraced(function* (boxed, header, boxedBody) {
        const state = stateBox.unwrap(boxed)
        const body = bodyBox.unwrap(boxedBody)
        if ((body._tag === "fixed") !== (header.contentType !== 1)) return yield* refused
        if (body._tag === "fixed") {
          const { heard, ...opened } = yield* Effect.fromResult(openHandshake(sealing, state, header, body.body))
          return { ...opened, state: stateBox.wrap({ ...state, heard }), retired: [] }
        }
        const opened = yield* inner.unprotect(state.inner, header, body.body)
        return { ...opened, state: around(state, opened.state) }
      }),
      retained: (boxed) => {
        const state = stateBox.unwrap(boxed)
        const { keys, oldest } = inner.retained(state.inner)
        // One secret opens every handshake message that has come.
        return { keys: keys + Math.min(state.heard.length, 1), oldest: Math.max(oldest, state.heard.length - 1) }
      },
      forget: (boxed, now) => {
        const state = stateBox.unwrap(boxed)
        const forgotten = inner.forget(state.inner, now)
        return { ...forgotten, state: around(state, forgotten.state) }
      }
    })
  })
)
