import { Secret } from "@copath/contracts"
import * as Effect from "effect/Effect"
import type { ValueId } from "../graph/graph.ts"
import { Found } from "./found.ts"
import { Note } from "./notes.ts"
import { LEAST_SECRET, type Recorder } from "./recorder.ts"

/** Byte strings up to this length are searched again rather than remembered: that is cheaper. */
const SHORT = 64

const noneBelow: ReadonlyArray<Found> = []

/** Node.js cuts small buffers out of larger ones, which nobody owns. */
const poolSize = (globalThis as { readonly Buffer?: { readonly poolSize?: number } }).Buffer?.poolSize

/** Whether there is more behind these bytes that stays in memory with them. */
const isView = ({ buffer, byteLength }: ArrayBufferView): boolean => buffer.byteLength > byteLength && buffer.byteLength !== poolSize

/** A secret that tells when it is wiped: a member holds some thousand, and to look at all of them after each step would take longer than the step. */
class TellingSecret extends Secret {
  override wipe(): void {
    super.wipe()
    const found = Note.on(this)
    if (found instanceof Found) found.wipe()
  }
}

/**
 * What a seized device yields: every secret that is reachable from its state. States are immutable and share what did not change, so what was found below an object
 * is remembered with it. Closures and `#private` fields cannot be walked; that nothing hides there is checked against the written state.
 */
export class StateWalk {
  private readonly recorder: Recorder
  private readonly nothing = new Found(this, -1, undefined, noneBelow)

  constructor(recorder: Recorder) {
    this.recorder = recorder
  }

  /** What is reachable from these roots, and what stands in these bytes. */
  from(roots: ReadonlyArray<unknown>, written: ReadonlyArray<Uint8Array>): Found {
    return this.all([...roots, ...written])
  }

  /** Secrets in bytes, such as those of a written state. */
  inBytes(bytes: Uint8Array): ReadonlyArray<ValueId> {
    return this.recorder.inside(bytes).flatMap(({ value }) => (this.recorder.isSecret(value) ? [value] : []))
  }

  private below(value: unknown): Found {
    if (typeof value === "string") return this.text(value)
    if (typeof value !== "object" || value === null) return this.nothing
    // Whoever keeps a part of a buffer keeps all of it.
    if (ArrayBuffer.isView(value) && isView(value)) return this.below(value.buffer)
    if (value instanceof Uint8Array && value.length <= SHORT) return this.bytes(value)
    const known = Note.on(value)
    if (known instanceof Found && known.source === this) return known
    // Whatever leads back to this object finds nothing new by that.
    Note.put(value, this.nothing)
    const found = Effect.isEffect(value) ? this.nothing : this.look(value)
    Note.put(value, found)
    return found
  }

  private secret(secret: Secret): Found {
    const value = this.recorder.held(secret)
    if (value === -1) return this.nothing
    // A provider's own kind of secret has ways of its own.
    if (Object.getPrototypeOf(secret) !== Secret.prototype) return new Found(this, value, secret.expose(), noneBelow)
    Object.setPrototypeOf(secret, TellingSecret.prototype)
    const bytes = secret.expose()
    return new Found(this, value, undefined, isView(bytes) ? [this.below(bytes.buffer)] : noneBelow)
  }

  private bytes(bytes: Uint8Array): Found {
    const hits = this.recorder.inside(bytes)
    if (hits.length === 0) return this.nothing
    // Of a slab of several, each is wiped by itself.
    const below = hits.flatMap(({ offset, value, within }) => {
      const at = within?.from ?? offset
      return this.recorder.isSecret(value) ? [new Found(this, value, bytes.subarray(at, at + LEAST_SECRET), noneBelow)] : []
    })
    return this.together(below)
  }

  /** A text can say bytes, and nobody can wipe it. */
  private text(text: string): Found {
    if (text.length < LEAST_SECRET) return this.nothing
    const values = this.inBytes(Uint8Array.from(text, (character) => character.charCodeAt(0)))
    return this.together(values.map((value) => new Found(this, value, undefined, noneBelow)))
  }

  private look(value: object): Found {
    if (value instanceof Secret) return this.secret(value)
    if (value instanceof Uint8Array) return this.bytes(value)
    if (ArrayBuffer.isView(value)) return this.bytes(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
    if (value instanceof ArrayBuffer) return this.bytes(new Uint8Array(value))
    if (value instanceof Map) return this.all([...value.keys(), ...value.values()])
    if (value instanceof Set) return this.all([...value])
    if (Array.isArray(value)) return this.all(value)
    const fields: Array<unknown> = Reflect.ownKeys(value)
    for (let i = 0; i < fields.length; i++) fields[i] = (value as Readonly<Record<PropertyKey, unknown>>)[fields[i] as PropertyKey]
    return this.all(fields)
  }

  private all(values: ReadonlyArray<unknown>): Found {
    let below: Array<Found> | undefined
    for (const one of values) {
      const found = this.below(one)
      if (found === this.nothing) continue
      if (below === undefined) below = [found]
      else below.push(found)
    }
    return below === undefined ? this.nothing : this.together(below)
  }

  /** Whoever leads to one thing only is as good as that. */
  private together(below: ReadonlyArray<Found>): Found {
    const [only] = below
    if (only === undefined) return this.nothing
    // An array that has grown has room for seventeen: it is kept no longer than it must be.
    return below.length === 1 ? only : new Found(this, -1, undefined, below.slice())
  }
}
