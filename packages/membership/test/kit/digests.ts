import { createHash } from "node:crypto"
import type { Digest } from "../../src/index.ts"

const digestOf =
  (algorithm: string): Digest =>
  (bytes) =>
    new Uint8Array(createHash(algorithm).update(bytes).digest())

export const sha256 = digestOf("sha256")
const sha384 = digestOf("sha384")
const sha512 = digestOf("sha512")

/** The hash of a registered cipher suite (17.1). */
export const digestOfSuite = (suite: number): Digest => (suite <= 3 ? sha256 : suite === 7 ? sha384 : sha512)
export const hashSizeOfSuite = (suite: number): number => (suite <= 3 ? 32 : suite === 7 ? 48 : 64)

/** A digest that counts its calls. */
export const counting = (): { readonly digest: Digest; readonly calls: () => number; readonly reset: () => void } => {
  let calls = 0
  return {
    digest: (bytes) => {
      calls++
      return sha256(bytes)
    },
    calls: () => calls,
    reset: () => {
      calls = 0
    }
  }
}
