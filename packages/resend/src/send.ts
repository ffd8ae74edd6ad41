import { encode } from "@copath/codec"
import { envelope } from "./envelope.ts"
import { same } from "./same.ts"
import { type Limits, pruned, type Resender } from "./state.ts"

/** A message about to be sealed. */
export interface Composing {
  /** The text, in whatever encoding the application has. */
  readonly body: Uint8Array
  /** 16 fresh random bytes. */
  readonly id: Uint8Array
  /** The epoch in which it is sent. */
  readonly epoch: bigint
  /** In seconds. */
  readonly now: bigint
  /** The time, in seconds, at which the text is to be gone everywhere: from then on it is not sent again. */
  readonly until?: bigint
}

/** Application data for the group engine, and the memory to write down with the group's state. */
export interface Composed {
  /** The memory, with the text kept. */
  readonly state: Resender
  /** What the engine is to send: the text in its envelope. */
  readonly payload: Uint8Array
}

/** Wraps a text so that it can be asked for again. */
export const compose = (state: Resender, limits: Limits, { body, epoch, id, now, until }: Composing): Composed => {
  if (id.length !== 16) throw new RangeError(`an id has 16 bytes, not ${id.length}`)
  const kept = { id, messages: [], epoch, at: now, until: until ?? 0n, body }
  return {
    state: pruned({ ...state, kept: [...state.kept, kept] }, limits, now),
    payload: encode(envelope, { _tag: "message", id, body })
  }
}

/** Notes under which hash a text went out, once the engine has sealed it: others ask for it by that. */
export const wentOut = (state: Resender, id: Uint8Array, messageHash: Uint8Array): Resender => ({
  ...state,
  kept: state.kept.map((k) => (same(k.id, id) ? { ...k, messages: [...k.messages, messageHash] } : k))
})

/** Application data that asks for the message with this hash: the suite's hash of the message as it came. Send it in the epoch you are in. */
export const ask = (messageHash: Uint8Array): Uint8Array => encode(envelope, { _tag: "ask", message: messageHash })
