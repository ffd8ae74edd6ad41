/**
 * Key bytes: not to be printed, compared with `===`, or kept longer than needed.
 *
 * `wipe` overwrites the bytes in place. It is best effort: a JavaScript engine may have copied them. The field is an ordinary private one,
 * so that a debugger (and the lab's walk over a member's state) can see what a seized device would yield.
 */
export class Secret {
  private readonly bytes: Uint8Array
  /** The crypto provider's imported form of this key; never written down, dropped by `wipe`. */
  held: unknown = undefined

  /** Takes ownership of `bytes`: the caller must not keep or change them. */
  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  /** Length in bytes. */
  get length(): number {
    return this.bytes.length
  }

  /** The bytes themselves, not a copy. */
  expose(): Uint8Array {
    return this.bytes
  }

  /** Overwrites the bytes with zeros and drops `held`. The length stays; the secret is of no use any more. */
  wipe(): void {
    this.bytes.fill(0)
    this.held = undefined
  }

  /** The length in bytes, and nothing else. */
  toString(): string {
    return `Secret(${this.bytes.length})`
  }

  /** A placeholder: no secret goes into a log or a file by way of JSON. */
  toJSON(): string {
    return "<secret>"
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString()
  }
}

/** Whether two byte strings are equal, in time that depends on their lengths alone. */
export const equalBytes = (a: Uint8Array, b: Uint8Array): boolean => {
  if (a.length !== b.length) return false
  let difference = 0
  for (let i = 0; i < a.length; i++) difference |= (a[i] as number) ^ (b[i] as number)
  return difference === 0
}

/** No bytes: an empty context or associated data. */
export const noBytes: Uint8Array = new Uint8Array(0)
