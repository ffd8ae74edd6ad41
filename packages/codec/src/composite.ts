import type { Codec } from "./codec.ts"
import { atStep, DecodeFault } from "./fault.ts"
import type { Reader } from "./reader.ts"
import type { Writer } from "./writer.ts"

/** A codec per field, in wire order. Names are camelCase; an error path shows them in the RFC's snake_case. */
export type Fields<A> = { readonly [K in keyof A]: Codec<A[K]> }

/** Any codec: what a combinator takes before it knows the fields' types. */
export interface AnyCodec {
  /** As in {@link Codec}: for error paths. */
  readonly name: string
  /** As in {@link Codec}, for a value of a type that is not known here. */
  readonly write: (w: Writer, a: never) => void
  /** As in {@link Codec}. */
  readonly read: (r: Reader) => unknown
}
type AnyFields = Readonly<Record<string, AnyCodec>>

/** The struct that a record of codecs encodes. */
export type StructOf<F> = { readonly [K in keyof F]: F[K] extends { readonly read: (r: Reader) => infer A } ? A : never }

type Untyped = Record<string, unknown>
interface Field {
  readonly name: string
  readonly codec: Codec<unknown>
}

const snake = (name: string): string => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)

const listed = (fields: object): ReadonlyArray<Field> =>
  Object.entries(fields as Readonly<Record<string, Codec<unknown>>>).map(([name, codec]) => ({ name, codec }))

const writeFields = (fields: ReadonlyArray<Field>, w: Writer, a: Untyped): void => {
  for (const field of fields) field.codec.write(w, a[field.name])
}

const readFields = (fields: ReadonlyArray<Field>, r: Reader, into: Untyped): void => {
  let name = ""
  try {
    for (const field of fields) {
      name = field.name
      into[name] = field.codec.read(r)
    }
  } catch (cause) {
    throw atStep(cause, `.${snake(name)}`)
  }
}

const skipFields = (fields: ReadonlyArray<Field>, r: Reader): void => {
  let name = ""
  try {
    for (const { codec, name: field } of fields) {
      name = field
      if (codec.skip === undefined) codec.read(r)
      else codec.skip(r)
    }
  } catch (cause) {
    throw atStep(cause, `.${snake(name)}`)
  }
}

/** `struct { … }`: the fields one after another (RFC 9420, 2.1). The struct's type follows from its codecs. */
export function struct<const F extends AnyFields>(name: string, fields: F): Codec<StructOf<F>>
/** The same with the struct's type given: each of its fields needs a codec of that field's type. */
export function struct<A extends object>(name: string, fields: Fields<A>): Codec<Readonly<A>>
export function struct(name: string, fields: object): Codec<Untyped> {
  const list = listed(fields)
  return {
    name,
    write: (w, a) => writeFields(list, w, a),
    read: (r) => {
      const a: Untyped = {}
      readFields(list, r, a)
      return a
    },
    skip: (r) => skipFields(list, r)
  }
}

/** A vector of more elements than this is refused (V014): as many as a ratchet tree of 2^19 leaves has nodes, and one. */
export const MAX_ELEMENTS = 1 << 20

/**
 * Takes a vector off the front: its header, then `one` element after the other until the announced bytes are used up, never past them (V006, V009), and no
 * more of them than {@link MAX_ELEMENTS} (V015). Gives their number.
 */
export const elements = (r: Reader, one: (r: Reader) => void): number => {
  const length = r.length()
  const outer = r.end
  const end = r.offset + length
  let count = 0
  r.end = end
  try {
    while (r.offset < end) {
      const at = r.offset
      if (count === MAX_ELEMENTS) throw new DecodeFault("LimitExceeded", at, `at most ${MAX_ELEMENTS} elements`)
      one(r)
      // An element of no bytes would never use up the vector.
      if (r.offset === at) throw new DecodeFault("LimitExceeded", at, "elements of at least one byte")
      count++
    }
  } catch (cause) {
    // The announced bytes are there, so what an element lacks its vector's header cut off.
    const fault =
      cause instanceof DecodeFault && cause.reason === "Truncated"
        ? new DecodeFault("LengthOverrun", cause.offset, cause.expected).within(cause.path)
        : cause
    throw atStep(fault, `[${count}]`)
  }
  r.end = outer
  return count
}

/** A vector's header, and `items` behind it. */
export const writeElements = <A>(element: Codec<A>, w: Writer, items: Iterable<A>): void =>
  w.vector(() => {
    for (const item of items) element.write(w, item)
  })

/** `T items<V>`, all of them at once. */
export const vector = <A>(element: Codec<A>): Codec<ReadonlyArray<A>> => ({
  name: `${element.name}<V>`,
  write: (w, items) => writeElements(element, w, items),
  read: (r) => {
    const items: Array<A> = []
    elements(r, () => items.push(element.read(r)))
    return items
  }
})

/** `optional<T>`: a presence octet of 0 or 1, then the value (V001). Absent is `undefined`. */
export const optional = <A>(value: Codec<A>): Codec<A | undefined> => ({
  name: `optional<${value.name}>`,
  write: (w, a) => {
    if (a === undefined) return w.u8(0)
    w.u8(1)
    value.write(w, a)
  },
  read: (r) => {
    const at = r.offset
    const presence = r.u8()
    if (presence > 1) throw new DecodeFault("BadPresence", at, "presence octet 0 or 1")
    return presence === 1 ? value.read(r) : undefined
  }
})

/** One arm of a {@link union}: the selecting value and the fields that follow it. */
export interface Arm<A> {
  /** The code point that selects the arm, as it stands on the wire. */
  readonly value: number
  /** What follows the code point, in wire order. */
  readonly fields: AnyFields
  /** Never there: carries the arm's type. */
  readonly type?: A
}
/** An {@link Arm} whose type follows from its fields' codecs. */
export const arm = <const F extends AnyFields>(value: number, fields: F): Arm<StructOf<F>> => ({ value, fields })

type Arms = Readonly<Record<string, Arm<unknown>>>
type OneOf<T> = {
  readonly [K in keyof T]: T[K] extends Arm<infer A> ? { readonly [P in keyof A | "_tag"]: P extends keyof A ? A[P] : K } : never
}

/** What a {@link union} decodes to: the arm's name as `_tag` beside the arm's fields. */
export type Tagged<T> = OneOf<T>[keyof T]
/** A value of an {@link openUnion} that is not in the list: its code point and the opaque bytes that follow it. */
export interface Unknown {
  /** Set apart from the names of listed arms. */
  readonly _tag: "unknown"
  /** The code point, as received. */
  readonly value: number
  /** What stood in the `opaque<V>` behind the code point, without its length header. */
  readonly data: Uint8Array
}

interface PreparedArm {
  readonly tag: string
  readonly value: number
  readonly fields: ReadonlyArray<Field>
}

const prepare = (arms: Arms): ReadonlyArray<PreparedArm> =>
  Object.entries(arms).map(([tag, a]) => ({ tag, value: a.value, fields: listed(a.fields) }))

const readArm = (a: PreparedArm, r: Reader): Untyped => {
  const out: Untyped = { _tag: a.tag }
  readFields(a.fields, r, out)
  return out
}

/** `select (tag) { case … }` over a closed set: an unlisted value is refused (V010). */
export const union = <const T extends Arms>(name: string, tag: Codec<number>, arms: T): Codec<Tagged<T>> => {
  const list = prepare(arms)
  const byTag = new Map(list.map((a) => [a.tag, a]))
  const byValue = new Map(list.map((a) => [a.value, a]))
  return {
    name,
    write: (w, a) => {
      const fields = a as Untyped
      const found = byTag.get(fields._tag as string)
      if (found === undefined) throw new RangeError(`${name} has no arm ${String(fields._tag)}`)
      tag.write(w, found.value)
      writeFields(found.fields, w, fields)
    },
    read: (r) => {
      const at = r.offset
      const value = tag.read(r)
      const found = byValue.get(value)
      if (found === undefined) throw new DecodeFault("UnknownEnum", at, `${name}: ${list.map((a) => `${a.value} (${a.tag})`).join(", ")}`)
      return readArm(found, r) as Tagged<T>
    }
  }
}

/** As {@link union}, over an open registry: an unlisted value is kept with its `opaque<V>` contents (V013). */
export const openUnion = <const T extends Arms>(name: string, tag: Codec<number>, arms: T): Codec<Tagged<T> | Unknown> => {
  const closed = union(name, tag, arms)
  const byValue = new Map(prepare(arms).map((a) => [a.value, a]))
  return {
    name,
    write: (w, a) => {
      const other = a as Unknown | { readonly _tag: never }
      if (other._tag !== "unknown") return closed.write(w, a as Tagged<T>)
      tag.write(w, other.value)
      w.vectorLength(other.data.length)
      w.bytes(other.data)
    },
    read: (r) => {
      const value = tag.read(r)
      const found = byValue.get(value)
      if (found !== undefined) return readArm(found, r) as Tagged<T>
      return { _tag: "unknown", value, data: r.take(r.length()) }
    }
  }
}
