import { type Codec, mapped } from "@copath/codec"

/**
 * A value that only the variant which made it can look into. `kind` names the contract's type, `variant` the maker:
 * the engine carries such values about, and no type parameter of a variant climbs through it.
 */
export interface Opaque<Kind extends string> {
  /** The contract's type, such as `CgkaState`. */
  readonly kind: Kind
  /** The variant that made it, such as `art`. */
  readonly variant: string
}

class Box<Kind extends string, A> implements Opaque<Kind> {
  readonly kind: Kind
  readonly variant: string
  readonly inside: A
  constructor(kind: Kind, variant: string, inside: A) {
    this.kind = kind
    this.variant = variant
    this.inside = inside
  }

  // What is inside may be keys, so nothing of it is printed.
  toString(): string {
    return `${this.kind}(${this.variant})`
  }

  toJSON(): string {
    return `<${this.toString()}>`
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString()
  }
}

/** Makes, opens and encodes one variant's opaque values of one kind. */
export interface OpaqueOf<Kind extends string, A extends object> {
  /** Takes over `a`, which is not copied. */
  readonly wrap: (a: A) => Opaque<Kind>
  /** The value inside; a foreign value is a programming error and throws. */
  readonly unwrap: (o: Opaque<Kind>) => A
  /** The codec of the wrapped value, given that of what is inside; neither kind nor variant is written. */
  readonly codec: (inside: Codec<A>) => Codec<Opaque<Kind>>
}

/** Call once per module, never per layer: values from two instances of one layer are interchangeable. */
export const opaque = <Kind extends string, A extends object>(kind: Kind, variant: string): OpaqueOf<Kind, A> => {
  const unwrap = (o: Opaque<Kind>): A => {
    if (!(o instanceof Box) || o.kind !== kind || o.variant !== variant) {
      throw new TypeError(`a ${kind} of ${variant} was expected, not a ${o.kind} of ${o.variant}`)
    }
    return o.inside as A
  }
  const wrap = (a: A): Opaque<Kind> => new Box(kind, variant, a)
  return { wrap, unwrap, codec: (inside) => mapped(inside, kind, unwrap, wrap) }
}
