import type { Secret } from "@copath/contracts"

/** What an algorithm makes of a seed, remembered in `Secret.held` together with the function that made it. */
class Expansion<A> {
  readonly by: (seed: Uint8Array) => A
  readonly made: A
  constructor(by: (seed: Uint8Array) => A, made: A) {
    this.by = by
    this.made = made
  }
}

/**
 * Secret keys of ML-KEM, X-Wing and ML-DSA are seeds of `size` bytes, and OpenSSL's keys are grown from them: done once, and kept
 * until `wipe` drops them. A seed of another size is a defect.
 */
export const expansionOf = <A>(by: (seed: Uint8Array) => A, size: number, secretKey: Secret): A => {
  const { held } = secretKey
  if (held instanceof Expansion && held.by === by) return held.made as A
  if (secretKey.length !== size) throw new RangeError(`a secret key has ${size} bytes, not ${secretKey.length}`)
  const made = by(secretKey.expose())
  secretKey.held = new Expansion(by, made)
  return made
}
