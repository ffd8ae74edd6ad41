import type { Codec } from "@copath/codec"

/*
 * What is signed is an encoding, and a receiver has that encoding at hand: it is a part of the message. A decoded value that was read through
 * {@link remembering} knows its bytes, so that a long commit is not encoded again to verify its signature. Encodings are canonical (V018): the bytes
 * are those that encoding would give.
 */
const received = new WeakMap<object, Uint8Array>()

/** The same codec, whose values remember the bytes that they were read from. */
export const remembering = <A extends object>(codec: Codec<A>): Codec<A> => ({
  name: codec.name,
  write: codec.write,
  read: (r) => {
    const at = r.offset
    const value = codec.read(r)
    received.set(value, r.bytes.subarray(at, r.offset))
    return value
  }
})

/** The bytes that this very object was decoded from; `undefined` for one that was made here, or changed since. */
export const receivedBytes = (value: object): Uint8Array | undefined => received.get(value)
