/** The parts, one after the other, in bytes of just their length: a writer would copy a long one twice. */
export const joined = (...parts: ReadonlyArray<Uint8Array>): Uint8Array => joinedIn(allocated, parts)

/** Gives `length` bytes to write to. */
export type Place = (length: number) => Uint8Array

/** {@link joined}, in bytes that `place` gives. */
export const joinedIn = (place: Place, parts: ReadonlyArray<Uint8Array>): Uint8Array => {
  let length = 0
  for (const part of parts) length += part.length
  const whole = place(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** Fresh bytes. */
export const allocated: Place = (length) => new Uint8Array(length)
