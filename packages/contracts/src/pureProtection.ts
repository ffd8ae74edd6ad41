import type { Codec } from "@copath/codec"
import type { LeafIndex } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import type { Change, TreeView } from "./cgka.ts"
import type { EpochSecrets } from "./keySchedule.ts"
import { type Header, MessageProtection, type Retained, type Unprotectable } from "./messageProtection.ts"
import type { OpaqueOf } from "./opaque.ts"
import type { Secret } from "./secret.ts"

/** A message protection in plain functions over its own state `S` and body `B`: what most of them are. */
export interface PureProtection<S extends object, B extends object> extends Pick<MessageProtection["Service"], "id" | "needs" | "keyLife"> {
  /** Wraps `S` as the contract's state. */
  readonly state: OpaqueOf<"ProtectionState", S>
  /** How a state is written down. */
  readonly stateCodec: Codec<S>
  /** Wraps `B` as the contract's body. */
  readonly body: OpaqueOf<"ProtectedBody", B>
  /** How a body travels. */
  readonly bodyCodec: Codec<B>
  /** As in {@link MessageProtection}; `previous` is this protection's own, if there is one. */
  readonly start: (epoch: EpochSecrets, me: LeafIndex, tree: TreeView, change: Change, previous: S | undefined) => S
  /** As in {@link MessageProtection}; a slot is given if one is needed. */
  readonly protect: (state: S, header: Header, content: Uint8Array, slot: bigint) => Result.Result<PureProtected<S, B>, Unprotectable>
  /** As in {@link MessageProtection}. */
  readonly unprotect: (state: S, header: Header, body: B) => Result.Result<PureUnprotected<S>, Unprotectable>
  /** As in {@link MessageProtection}. */
  readonly retained: (state: S) => Retained
  /** As in {@link MessageProtection}. */
  readonly forget: (state: S, now: number) => PureForgotten<S>
}

/** A sealed message, and the state to adopt. */
export interface PureProtected<S, B> {
  /** What travels after the authenticated data. */
  readonly body: B
  /** What the next message is sealed with. */
  readonly state: S
  /** To be wiped once `state` is adopted. */
  readonly retired: ReadonlyArray<Secret>
}

/** An opened message, and the state to adopt once its signature has held. */
export interface PureUnprotected<S> {
  /** Leaf of the member that the body names; the signature is yet to be checked. */
  readonly sender: LeafIndex
  /** Plaintext, as `protect` was given it. */
  readonly content: Uint8Array
  /** With this message marked as opened. */
  readonly state: S
  /** To be wiped once `state` is adopted. */
  readonly retired: ReadonlyArray<Secret>
}

/** The state without what time has run out for. */
export interface PureForgotten<S> {
  /** What the time limit leaves. */
  readonly state: S
  /** To be wiped once `state` is adopted. */
  readonly retired: ReadonlyArray<Secret>
}

/** The service of a protection in plain functions. A missing slot is a programming error and dies. */
export const protectionOf = <S extends object, B extends object>(p: PureProtection<S, B>): MessageProtection["Service"] =>
  MessageProtection.of({
    id: p.id,
    needs: p.needs,
    keyLife: p.keyLife,
    stateCodec: p.state.codec(p.stateCodec),
    bodyCodec: p.body.codec(p.bodyCodec),
    start: (epoch, me, tree, change, previous) =>
      Effect.sync(() => ({
        state: p.state.wrap(p.start(epoch, me, tree, change, Option.getOrUndefined(Option.map(previous, p.state.unwrap))))
      })),
    protect: (state, header, content, slot) =>
      Effect.suspend(() => {
        if (p.needs.slot && Option.isNone(slot)) return Effect.die(new TypeError(`${p.id} needs a reserved slot`))
        return Effect.fromResult(
          Result.map(
            p.protect(
              p.state.unwrap(state),
              header,
              content,
              Option.getOrElse(slot, () => 0n)
            ),
            (made) => ({
              ...made,
              body: p.body.wrap(made.body),
              state: p.state.wrap(made.state)
            })
          )
        )
      }),
    unprotect: (state, header, body) =>
      Effect.suspend(() =>
        Effect.fromResult(
          Result.map(p.unprotect(p.state.unwrap(state), header, p.body.unwrap(body)), (opened) => ({
            ...opened,
            state: p.state.wrap(opened.state)
          }))
        )
      ),
    retained: (state) => p.retained(p.state.unwrap(state)),
    forget: (state, now) => {
      const { retired, state: kept } = p.forget(p.state.unwrap(state), now)
      return { state: p.state.wrap(kept), retired }
    }
  })
