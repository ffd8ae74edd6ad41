import type { Random } from "@copath/contracts"
import { Mixer } from "./mixer.ts"

const utf8 = new TextEncoder()

/** A stream of bytes fixed by `seed` (a string stands for its UTF-8): equal seeds give equal answers to equal sequences of calls. */
export const seededRandom = (seed: Uint8Array | string): Random => {
  const from = typeof seed === "string" ? utf8.encode(seed) : seed
  let calls = 0
  return (length) => new Mixer(0x72616e64).take(from).number(calls++).secret(length)
}

/** {@link seededRandom} from sixteen bytes of the platform's generator, so that two clients never draw the same keys. */
export const freshRandom = (): Random => seededRandom(crypto.getRandomValues(new Uint8Array(16)))
