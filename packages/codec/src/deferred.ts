import type { Codec } from "./codec.ts"
import { elements, writeElements } from "./composite.ts"
import { Reader } from "./reader.ts"

/** Elements by their index: any array, and what a {@link deferredVector} reads. */
export interface Listed<A> extends Iterable<A> {
  /** How many there are. */
  readonly length: number
  /** The element at `index`, from 0; `undefined` beyond the last. */
  readonly at: (index: number) => A | undefined
}

/** Encoded elements that were passed over once, so that none of them is refused any more. */
class Deferred<A> implements Listed<A> {
  readonly length: number
  private readonly element: Codec<A>
  private readonly bytes: Uint8Array

  constructor(element: Codec<A>, bytes: Uint8Array, length: number) {
    this.element = element
    this.bytes = bytes
    this.length = length
  }

  at(index: number): A | undefined {
    if (index < 0 || index >= this.length) return undefined
    const r = new Reader(this.bytes)
    const skip = passing(this.element)
    for (let passed = 0; passed < index; passed++) skip(r)
    return this.element.read(r)
  }

  *[Symbol.iterator](): Generator<A, void, undefined> {
    const r = new Reader(this.bytes)
    while (r.remaining > 0) yield this.element.read(r)
  }
}

const passing = <A>({ read, skip }: Codec<A>): ((r: Reader) => void) => skip ?? read

/**
 * `T items<V>` for readers that need few of many: reading checks every element, with the refusals of `vector`, and keeps the encoding; an element is made
 * whenever it is asked for. For elements that can be skipped: others are read to be checked.
 */
export const deferredVector = <A>(element: Codec<A>): Codec<Listed<A>> => ({
  name: `${element.name}<V>`,
  write: (w, items) => writeElements(element, w, items),
  read: (r) => {
    const start = r.offset
    const count = elements(r, passing(element))
    r.offset = start
    return new Deferred(element, r.take(r.length()), count)
  }
})
