import type { Codec } from "./codec.ts"
import { atStep, DecodeFault } from "./fault.ts"
import type { Reader } from "./reader.ts"
import type { Writer } from "./writer.ts"

/** A codec per field, in wire order. Names are camelCase; an error path shows them in the RFC's snake_case. */
export type Fields<A> = { readonly [K in keyof A]: Codec<A[K]> }

type Untyped = Record<string, unknown>
interface Field {
  readonly name: string
  readonly codec: Codec<unknown>
}

const snake = (name: string): string => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)

const listed = <A extends object>(fields: Fields<A>): ReadonlyArray<Field> =>
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

/** `struct { … }`: the fields one after another (RFC 9420, 2.1). */
export const struct = <A extends object>(name: string, fields: Fields<A>): Codec<Readonly<A>> => {
  const list = listed(fields)
  return {
    name,
    write: (w, a) => writeFields(list, w, a),
    read: (r) => {
      const a: Untyped = {}
      readFields(list, r, a)
      return a as A
    }
  }
}

/** `T items<V>`: elements until the announced bytes are used up, never past them (V006, V009, V015). */
export const vector = <A>(element: Codec<A>): Codec<ReadonlyArray<A>> => ({
  name: `${element.name}<V>`,
  write: (w, items) =>
    w.vector(() => {
      for (const item of items) element.write(w, item)
    }),
  read: (r) => {
    const length = r.length()
    const outer = r.end
    const end = r.offset + length
    const items: Array<A> = []
    r.end = end
    try {
      while (r.offset < end) {
        const at = r.offset
        items.push(element.read(r))
        // An element of no bytes would never use up the vector.
        if (r.offset === at) throw new DecodeFault("LimitExceeded", at, "elements of at least one byte")
      }
    } catch (cause) {
      // The announced bytes are there, so what an element lacks its vector's header cut off.
      const fault =
        cause instanceof DecodeFault && cause.reason === "Truncated"
          ? new DecodeFault("LengthOverrun", cause.offset, cause.expected).within(cause.path)
          : cause
      throw atStep(fault, `[${items.length}]`)
    }
    r.end = outer
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
export interface Arm<A extends object> {
  readonly value: number
  readonly fields: Fields<A>
}
export const arm = <A extends object>(value: number, fields: Fields<A>): Arm<A> => ({ value, fields })

/** What a {@link union} decodes to: the arm's name as `_tag` beside the arm's fields. */
export type Tagged<Arms> = { readonly [K in keyof Arms]: Readonly<{ _tag: K } & Arms[K]> }[keyof Arms]
/** A value of an {@link openUnion} that is not in the list: its code point and the opaque bytes that follow it. */
export interface Unknown {
  readonly _tag: "unknown"
  readonly value: number
  readonly data: Uint8Array
}

interface PreparedArm {
  readonly tag: string
  readonly value: number
  readonly fields: ReadonlyArray<Field>
}

const prepare = <Arms extends Record<string, object>>(arms: { readonly [K in keyof Arms]: Arm<Arms[K]> }): ReadonlyArray<PreparedArm> =>
  Object.entries(arms as Readonly<Record<string, Arm<object>>>).map(([tag, a]) => ({ tag, value: a.value, fields: listed(a.fields) }))

const readArm = (a: PreparedArm, r: Reader): Untyped => {
  const out: Untyped = { _tag: a.tag }
  readFields(a.fields, r, out)
  return out
}

/** `select (tag) { case … }` over a closed set: an unlisted value is refused (V010). */
export const union = <Arms extends Record<string, object>>(
  name: string,
  tag: Codec<number>,
  arms: { readonly [K in keyof Arms]: Arm<Arms[K]> }
): Codec<Tagged<Arms>> => {
  const list = prepare<Arms>(arms)
  const byTag = new Map(list.map((a) => [a.tag, a]))
  const byValue = new Map(list.map((a) => [a.value, a]))
  return {
    name,
    write: (w, a) => {
      const found = byTag.get(a._tag as string)
      if (found === undefined) throw new RangeError(`${name} has no arm ${String(a._tag)}`)
      tag.write(w, found.value)
      writeFields(found.fields, w, a)
    },
    read: (r) => {
      const at = r.offset
      const value = tag.read(r)
      const found = byValue.get(value)
      if (found === undefined) throw new DecodeFault("UnknownEnum", at, `${name}: ${list.map((a) => `${a.value} (${a.tag})`).join(", ")}`)
      return readArm(found, r) as Tagged<Arms>
    }
  }
}

/** As {@link union}, over an open registry: an unlisted value is kept with its `opaque<V>` contents (V013). */
export const openUnion = <Arms extends Record<string, object>>(
  name: string,
  tag: Codec<number>,
  arms: { readonly [K in keyof Arms]: Arm<Arms[K]> }
): Codec<Tagged<Arms> | Unknown> => {
  const closed = union<Arms>(name, tag, arms)
  const byValue = new Map(prepare<Arms>(arms).map((a) => [a.value, a]))
  return {
    name,
    write: (w, a) => {
      if (a._tag !== "unknown") return closed.write(w, a as Tagged<Arms>)
      const other = a as Unknown
      tag.write(w, other.value)
      w.vectorLength(other.data.length)
      w.bytes(other.data)
    },
    read: (r) => {
      const value = tag.read(r)
      const found = byValue.get(value)
      if (found !== undefined) return readArm(found, r) as Tagged<Arms>
      return { _tag: "unknown", value, data: r.take(r.length()) }
    }
  }
}
