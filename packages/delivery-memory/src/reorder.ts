import type { Delivered } from "@copath/contracts"

/** Holds messages back and lets them go in another order. */
export interface Reordering {
  /** How many messages may still be offered before one has to go. */
  readonly room: () => number
  /** Holds one more message; only while there is `room`. */
  readonly offer: (message: Delivered) => void
  /** One of the messages held, by lot; `undefined` if none is held. */
  readonly release: () => Delivered | undefined
}

/** Numbers in [0, n) from a text: FNV-1a, then a 32-bit mixer. Any fixed sequence will do here; nothing secret hangs on it. */
const lots = (seed: string): ((n: number) => number) => {
  let state = 0x811c9dc5
  for (let i = 0; i < seed.length; i++) state = Math.imul(state ^ seed.charCodeAt(i), 0x01000193)
  return (n) => {
    state = (state + 0x9e3779b9) | 0
    let z = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return ((z ^ (z >>> 15)) >>> 0) % n
  }
}

/**
 * A message goes out at most `window - 1` places earlier than it came in, and is overtaken by at most `window` others: without that bound an
 * unlucky one could wait for ever. Equal seeds give equal orders.
 */
export const reordering = (seed: string, window: number): Reordering => {
  const lot = lots(seed)
  const held: Array<{ readonly message: Delivered; overtaken: number }> = []
  return {
    room: () => window - held.length,
    offer: (message) => void held.push({ message, overtaken: 0 }),
    release: () => {
      const oldest = held[0]
      if (oldest === undefined) return undefined
      const chosen = oldest.overtaken >= window ? 0 : lot(held.length)
      for (let i = 0; i < chosen; i++) (held[i] as { overtaken: number }).overtaken++
      return held.splice(chosen, 1)[0]?.message
    }
  }
}

/** Holds everything, and lets the newest go first. */
export const reversing = (): Reordering => {
  const held: Array<Delivered> = []
  return { room: () => Number.POSITIVE_INFINITY, offer: (message) => void held.push(message), release: () => held.pop() }
}
