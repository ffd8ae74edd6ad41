import { type ClaimedAlgorithm, type KeyPair, Secret, type Suite } from "@copath/contracts"
import * as fc from "fast-check"
import { expect } from "vitest"
import { forAllNow, shown, someBytes } from "../counterexample.ts"
import { type CryptoLaw, registerCryptoLaws } from "./law.ts"
import { malleations } from "./malleations.ts"
import { flipBit, sampleBytes, sampleSecret, toHex } from "./sample.ts"
import { signatureAlgorithmLaws } from "./signatureAlgorithmLaws.ts"

/** How thoroughly to look. */
export interface ClaimedAlgorithmOptions {
  /** Random inputs for each law that searches; 20 unless told otherwise. Fewer, where a signature takes seconds. */
  readonly runs?: number
}

/** Signatures of 4 kB at most have every bit flipped; of longer ones as many bits, spread evenly. */
const FLIPS = 8 * 4096

/** Odd, so that every place of a byte is visited. */
const strideOf = (signatureSize: number): number => {
  const stride = Math.ceil((8 * signatureSize) / FLIPS)
  return stride % 2 === 1 ? stride : stride + 1
}

/** A message, and one that is another. */
interface Two {
  readonly seed: Uint8Array
  readonly message: Uint8Array
  readonly other: Uint8Array
}

const changed = (
  message: Uint8Array,
  { at, kind }: { readonly at: number; readonly kind: "longer" | "flipped" | "shorter" }
): Uint8Array => {
  if (kind === "longer" || message.length === 0) return Uint8Array.of(...message, 0)
  return kind === "shorter" ? message.slice(0, -1) : flipBit(message, at % (8 * message.length))
}

/**
 * What an algorithm owes that comes with claims: the laws of every algorithm, and those that its claims bring. `suite`: any one; its signature algorithm is
 * replaced.
 */
export const claimLaws = (
  algorithm: ClaimedAlgorithm,
  suite: Suite,
  { runs = 20 }: ClaimedAlgorithmOptions = {}
): ReadonlyArray<CryptoLaw> => {
  const { claims, seedSize, signatureSize } = algorithm
  const pair = (seed: Uint8Array): KeyPair => algorithm.derive(new Secret(seed.slice()))
  const seeds = someBytes(seedSize, seedSize)
  const change = fc.record({ kind: fc.constantFrom("longer", "flipped", "shorter"), at: fc.nat(4000) })
  const two: fc.Arbitrary<Two> = fc
    .tuple(seeds, someBytes(200), change)
    .map(([seed, message, how]) => ({ seed, message, other: changed(message, how) }))
  const laws: Array<CryptoLaw> = [
    {
      title: "what is signed verifies, and under the same signature nothing else does",
      check: () => {
        const show = ({ message, other, seed }: Two) => `message ${shown(message)}, other message ${shown(other)}, seed ${shown(seed)}`
        const holds = ({ message, other, seed }: Two) => {
          const me = pair(seed)
          const signature = algorithm.sign(me, message)
          if (!algorithm.verify(me.publicKey, message, signature)) throw new Error("its own signature is refused")
          if (algorithm.verify(me.publicKey, other, signature)) throw new Error("the signature of the message holds for the other one")
        }
        // Of a message of which a part is signed by nobody: both ends.
        const [seed, message] = [sampleBytes(80, seedSize), sampleBytes(79, 33)]
        const always = [0, 8 * message.length - 1].map((at) => ({ seed, message, other: flipBit(message, at) }))
        forAllNow({ of: two, show, runs, always }, holds)
      }
    },
    {
      title: "bytes of any kind are refused as signature and as public key, and nothing is thrown",
      check: () => {
        const me = pair(sampleBytes(81, seedSize))
        const message = sampleBytes(82, 20)
        const signature = algorithm.sign(me, message)
        const near = (right: Uint8Array) =>
          fc.oneof(
            someBytes(right.length, right.length),
            fc.tuple(fc.nat(right.length - 1), fc.nat(255)).map(([at, byte]) => right.slice().fill(byte, at))
          )
        // What encodings say with their first and last byte, and numbers by being none or too large.
        const edges = (right: Uint8Array) =>
          [0, 0xff].flatMap((byte) => [right.with(0, byte), right.with(right.length - 1, byte), right.slice().fill(byte)])
        const search = (right: Uint8Array) => ({ of: near(right), always: edges(right), show: shown, runs: 5 * runs })
        forAllNow(search(signature), (received) => {
          if (algorithm.verify(me.publicKey, message, received) && toHex(received) !== toHex(signature))
            throw new Error("taken for a signature of the message")
        })
        forAllNow(search(me.publicKey), (key) => {
          algorithm.validPublicKey(key)
          if (algorithm.verify(key, message, signature) && toHex(key) !== toHex(me.publicKey))
            throw new Error("the signature holds under this public key, which is another")
        })
      }
    },
    {
      title: "keys come from the seed alone, and the seed is not written to",
      check: () => {
        const seed = sampleSecret(83, seedSize)
        const before = toHex(seed.expose())
        const [once, again] = [algorithm.derive(seed), algorithm.derive(seed)]
        expect(toHex(again.publicKey), "one seed, twice: the public keys").toBe(toHex(once.publicKey))
        expect(toHex(again.secretKey.expose()), "one seed, twice: the secret keys").toBe(toHex(once.secretKey.expose()))
        expect(toHex(seed.expose()), "the seed afterwards").toBe(before)
      }
    }
  ]
  if (claims.deterministic) {
    laws.push({
      title: "signing is deterministic, as claimed: equal messages have equal signatures",
      check: () => {
        const show = (message: Uint8Array) => `message ${shown(message)}`
        forAllNow({ of: someBytes(200), show, runs }, (message) => {
          const me = pair(sampleBytes(85, seedSize))
          const [once, again] = [algorithm.sign(me, message), algorithm.sign(me, message)]
          if (toHex(once) !== toHex(again)) throw new Error(`signed twice, as ${shown(once)} and as ${shown(again)}`)
        })
      }
    })
  }
  if (claims.unforgeability === "strong") {
    laws.push({
      title: "signatures are strongly unforgeable, as claimed: none of the known ways makes a second one of a first",
      check: () => {
        for (let i = 0; i < Math.max(1, Math.ceil(runs / 5)); i++) {
          const me = pair(sampleBytes(86 + i, seedSize))
          const message = sampleBytes(87, i)
          const signature = algorithm.sign(me, message)
          for (const { how, signature: second } of malleations(signature)) {
            if (algorithm.verify(me.publicKey, message, second))
              throw new Error(
                `message ${shown(message)}, signed ${shown(signature)}: with ${how} it holds as well, ${instead(signature, second)}`
              )
          }
        }
      }
    })
  }
  return [...signatureAlgorithmLaws({ ...suite, signature: algorithm }, strideOf(signatureSize), [0, 1, 64, 5000], "either"), ...laws]
}

/** What one has in place of the other, from the first byte that differs. */
const instead = (from: Uint8Array, to: Uint8Array): string => {
  const at = to.findIndex((byte, i) => byte !== from[i])
  return at < 0 ? `cut to ${to.length} bytes` : `from byte ${at} on ${shown(to.subarray(at))}`
}

/** Registers the laws of {@link claimLaws} as tests. */
export const claimedAlgorithmLaws = (name: string, algorithm: ClaimedAlgorithm, suite: Suite, options?: ClaimedAlgorithmOptions): void =>
  registerCryptoLaws(name, claimLaws(algorithm, suite, options))
