import type { Random } from "@copath/contracts"
import { Mark } from "./mark.ts"

const utf8 = new TextEncoder()

/** A stream fixed by `seed`: each call gives the mark of seed and call number. Nothing about it is secret. */
export const seededRandom = (seed: Uint8Array | string): Random => {
  const from = typeof seed === "string" ? utf8.encode(seed) : seed
  let calls = 0
  return (length) => new Mark(0x72616e64).take(from).number(calls++).secret(length)
}

/** {@link seededRandom} from eight bytes of the platform's generator, so that two clients never draw the same keys. */
export const freshRandom = (): Random => seededRandom(crypto.getRandomValues(new Uint8Array(8)))
