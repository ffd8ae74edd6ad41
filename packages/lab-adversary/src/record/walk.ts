import { Secret } from "@copath/contracts"
import * as Effect from "effect/Effect"
import type { ValueId } from "../graph.ts"
import { Marks } from "./marks.ts"
import { isConstant, LEAST_SECRET, type Recorder } from "./recorder.ts"

/** Where a value stood in plain bytes when they were first seen; they may have been wiped since. */
interface Place {
  readonly bytes: Uint8Array
  readonly value: ValueId
}

/** What is reachable from an object, as a graph without circles: an object's own values, and the objects below that have any. */
export interface Found {
  readonly own: ReadonlyArray<Place>
  readonly below: ReadonlyArray<Found>
}

/** Byte strings up to this length are searched again rather than remembered: that is cheaper. */
const SHORT = 64

const nothing: Found = { own: [], below: [] }

/**
 * What a seized device yields: every secret that is reachable from its state. States are immutable and share what did not change, so what was found below an object
 * is remembered with it. Closures and `#private` fields cannot be walked; that nothing hides there is checked against the written state.
 */
export class StateWalk {
  private readonly recorder: Recorder
  private readonly known = new WeakMap<object, Found>()
  private readonly ofSecret = new Marks<Secret, Found>("found")

  constructor(recorder: Recorder) {
    this.recorder = recorder
  }

  /** What is reachable from these roots, and what stands in these bytes. */
  from(roots: ReadonlyArray<unknown>, written: ReadonlyArray<Uint8Array>): Found {
    return this.all([...roots, ...written])
  }

  /** Secrets in bytes, such as those of a written state. */
  inBytes(bytes: Uint8Array): ReadonlyArray<ValueId> {
    return this.places(bytes).map(({ value }) => value)
  }

  private places(bytes: Uint8Array): ReadonlyArray<Place> {
    const hits = this.recorder.inside(bytes)
    if (hits.length === 0) return nothing.own
    return hits.flatMap(({ offset, value }) =>
      this.recorder.isSecret(value) ? [{ bytes: bytes.subarray(offset, offset + LEAST_SECRET), value }] : []
    )
  }

  private below(value: unknown): Found {
    if (typeof value !== "object" || value === null) return nothing
    if (value instanceof Secret) return this.secret(value)
    if (value instanceof Uint8Array && value.length <= SHORT) return this.bytes(value)
    const known = this.known.get(value)
    if (known !== undefined) return known
    // Whatever leads back to this object finds nothing new by that.
    this.known.set(value, nothing)
    const found = Effect.isEffect(value) ? nothing : this.look(value)
    this.known.set(value, found)
    return found
  }

  private secret(secret: Secret): Found {
    const known = this.ofSecret.get(secret)
    if (known !== undefined) return known
    const value = this.recorder.held(secret)
    const found = value === -1 ? nothing : { own: [{ bytes: secret.expose(), value }], below: nothing.below }
    this.ofSecret.set(secret, found)
    return found
  }

  private bytes(bytes: Uint8Array): Found {
    const places = this.places(bytes)
    if (places.length === 0) return nothing
    if (places.length === 1) return { own: places, below: nothing.below }
    // Of a slab of several, each is wiped by itself.
    return { own: nothing.own, below: places.map((place): Found => ({ own: [place], below: nothing.below })) }
  }

  private look(value: object): Found {
    if (value instanceof Uint8Array) return this.bytes(value)
    if (ArrayBuffer.isView(value)) return nothing
    if (value instanceof Map) return this.all([...value.keys(), ...value.values()])
    if (value instanceof Set) return this.all([...value])
    if (Array.isArray(value)) return this.all(value)
    return this.all(Reflect.ownKeys(value).map((key) => (value as Readonly<Record<PropertyKey, unknown>>)[key]))
  }

  private all(values: ReadonlyArray<unknown>): Found {
    let only = nothing
    let several: Array<Found> | undefined
    for (const one of values) {
      const found = this.below(one)
      if (found === nothing) continue
      if (several !== undefined) several.push(found)
      else if (only === nothing) only = found
      else several = [only, found]
    }
    return several === undefined ? only : { own: nothing.own, below: several }
  }
}

/** Whether what stood there has been wiped since. */
export const isWiped = ({ bytes }: Place): boolean => bytes[0] === 0 && bytes[1] === 0 && isConstant(bytes)
