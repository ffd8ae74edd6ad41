import { Secret, type SignatureCheck } from "@copath/contracts"
import { ed25519BatchVerifier, ed25519Signature, platformRandom } from "../../src/index.ts"

/*
 * What a batch of Ed25519 signatures costs beside the same signatures one by one: medians of rounds that take turns. `pnpm bench:batch`
 */

const { derive, sign, verify } = ed25519Signature
const batch = ed25519BatchVerifier(platformRandom(32))

/** `count` signatures under `keys` keys; the last one is bad, if asked. */
const signatures = (count: number, keys: number, oneBad: boolean): ReadonlyArray<SignatureCheck> => {
  const pairs = Array.from({ length: keys }, (_, i) =>
    derive(
      new Secret(
        new Uint8Array(32)
          .fill(7)
          .with(0, i & 255)
          .with(1, i >> 8)
      )
    )
  )
  return Array.from({ length: count }, (_, i) => {
    const pair = pairs[i % keys] as (typeof pairs)[number]
    const message = Uint8Array.of(i >> 8, i)
    const signed = sign(pair, message)
    return { publicKey: pair.publicKey, message: oneBad && i === count - 1 ? Uint8Array.of(0) : message, signature: signed }
  })
}

const milliseconds = (run: () => unknown): number => {
  const start = performance.now()
  run()
  return performance.now() - start
}

const median = (values: ReadonlyArray<number>): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

const rows = [
  [200, 200, false],
  [600, 600, false],
  [600, 20, false],
  [600, 1, false],
  [600, 20, true]
] as const
console.table(
  rows.map(([count, keys, oneBad]) => {
    const checks = signatures(count, keys, oneBad)
    const rounds = Array.from({ length: 7 }, () => ({
      single: milliseconds(() => checks.map(({ message, publicKey, signature }) => verify(publicKey, message, signature))),
      together: milliseconds(() => batch(checks))
    })).slice(2)
    const [single, together] = [median(rounds.map((round) => round.single)), median(rounds.map((round) => round.together))]
    return {
      signatures: count,
      keys,
      "one is bad": oneBad,
      "one by one, ms": Math.round(single),
      "in a batch, ms": Math.round(together),
      ratio: Number((together / single).toFixed(2))
    }
  })
)
