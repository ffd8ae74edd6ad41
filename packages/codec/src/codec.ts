import * as Result from "effect/Result"
import { DecodeError, DecodeFault } from "./fault.ts"
import { Reader } from "./reader.ts"
import { Writer } from "./writer.ts"

/** Both directions of one encoding. `read` may throw a {@link DecodeFault}; use {@link decode}, which never throws. */
export interface Codec<in out A> {
  /** The struct's or field's name, for error paths. */
  readonly name: string
  /** Appends the encoding of `a`. A value that does not fit its field throws a `RangeError`: our own mistake. */
  readonly write: (w: Writer, a: A) => void
  /** Takes the value off the front of what is left. Throws a {@link DecodeFault} when the bytes are no encoding of one. */
  readonly read: (r: Reader) => A
  /** Passes over a value, with exactly the refusals of `read`, and makes nothing of it. Left out where reading is as quick. */
  readonly skip?: (r: Reader) => void
}

/** The type that a codec encodes: `type Commit = CodecType<typeof commit>`. */
export type CodecType<C> = C extends Codec<infer A> ? A : never

/** Input longer than this many bytes is refused unread (V014): a group of 50,000 fits several times. */
export const MAX_INPUT = 1 << 27

// One writer serves all calls; a nested call (a codec that encodes inside `write`) takes a fresh one.
const shared = new Writer(4096)
let busy = false

/** The encoding of `a`. A value that cannot be encoded is the caller's defect and throws. */
export const encode = <A>(codec: Codec<A>, a: A): Uint8Array => {
  if (busy) {
    const w = new Writer()
    codec.write(w, a)
    return w.finish()
  }
  busy = true
  try {
    codec.write(shared, a)
    return shared.finish()
  } finally {
    shared.reset()
    busy = false
  }
}

/**
 * What `use` makes of the encoding of `a`, such as a hash. It must not keep the bytes, which are overwritten when it is done: that spares their allocation,
 * which for long ones is dearer than writing them.
 */
export const encodeFor = <A, B>(codec: Codec<A>, a: A, use: (bytes: Uint8Array) => B): B => {
  if (busy) return use(encode(codec, a))
  busy = true
  try {
    codec.write(shared, a)
    return use(shared.written())
  } finally {
    shared.reset()
    busy = false
  }
}

/**
 * The value of which `bytes` is the whole encoding. Total: any input gives a value or a {@link DecodeError} (V007, V017, V021). `detaching`: its short byte
 * fields are copies, not views of the input; for values that are kept long after a large input, such as a state.
 */
export const decode = <A>(codec: Decoder<A>, bytes: Uint8Array, detaching = false): Result.Result<A, DecodeError> =>
  bytes.length > MAX_INPUT ? tooLong(codec) : whole(codec, new Reader(copied(bytes), detaching))

/** As {@link decode}, for bytes that we made ourselves and give away, such as an opened plaintext: the value's fields are views of them. */
export const decodeOwned = <A>(codec: Decoder<A>, bytes: Uint8Array): Result.Result<A, DecodeError> =>
  bytes.length > MAX_INPUT ? tooLong(codec) : whole(codec, new Reader(bytes))

// Of a long input in half the time of `new Uint8Array(bytes)`; `slice` of a Buffer would be no copy.
const copied = (bytes: Uint8Array): Uint8Array => {
  const copy = new Uint8Array(bytes.length)
  copy.set(bytes)
  return copy
}

type Decoder<A> = Pick<Codec<A>, "name" | "read">

const tooLong = (codec: Decoder<unknown>): Result.Result<never, DecodeError> =>
  Result.fail(new DecodeError({ reason: "LimitExceeded", offset: 0, path: codec.name, expected: `at most ${MAX_INPUT} bytes` }))

const whole = <A>(codec: Decoder<A>, r: Reader): Result.Result<A, DecodeError> => {
  try {
    const a = codec.read(r)
    if (r.remaining > 0) throw new DecodeFault("Trailing", r.offset, "the end of the input")
    return Result.succeed(a)
  } catch (cause) {
    if (!(cause instanceof DecodeFault)) throw cause
    return Result.fail(
      new DecodeError({ reason: cause.reason, offset: cause.offset, path: codec.name + cause.path, expected: cause.expected })
    )
  }
}

/** A codec seen through a pair of functions. `from` may throw a {@link DecodeFault}. */
export const mapped = <A, B>(codec: Codec<A>, name: string, to: (b: B) => A, from: (a: A, offset: number) => B): Codec<B> => ({
  name,
  write: (w, b) => codec.write(w, to(b)),
  read: (r) => {
    const at = r.offset
    return from(codec.read(r), at)
  }
})
