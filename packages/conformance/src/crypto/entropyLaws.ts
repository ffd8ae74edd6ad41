import type { Random } from "@copath/contracts"
import { describe, expect, test } from "vitest"
import { toHex } from "./sample.ts"

/** What kind of source is tried. */
export interface EntropyLawOptions {
  /** Set for a reproducible source: `make` then begins the same stream each time. */
  readonly seeded?: boolean
}

/** Ones in `bytes`. */
const weight = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum + byte.toString(2).replaceAll("0", "").length, 0)

/** Registers the laws of the `Entropy` contract for a source that `make` begins anew. */
export const entropyLaws = (name: string, make: () => Random, { seeded = false }: EntropyLawOptions = {}): void => {
  describe(name, () => {
    test("gives exactly as many bytes as asked for, none included", () => {
      const random = make()
      for (const length of [0, 1, 4, 31, 32, 33, 64, 1000, 65_536]) expect(random(length).length).toBe(length)
    })

    test("never gives the same twice, nor memory that it gave before", () => {
      const random = make()
      const first = random(32)
      const before = toHex(first.expose())
      const seen = new Set(Array.from({ length: 1000 }, () => toHex(random(16).expose())))
      expect(seen.size).toBe(1000)
      expect(toHex(first.expose())).toBe(before)
      first.wipe()
      expect(toHex(random(32).expose())).not.toMatch(/^0+$/)
    })

    test("gives as many ones as zeros, at every place of a block", () => {
      const random = make()
      const samples = Array.from({ length: 2000 }, () => random(40).expose())
      // 640,000 fair bits: a standard deviation of 400. Six of them either way fail once in five hundred million runs.
      const ones = samples.reduce((sum, sample) => sum + weight(sample), 0)
      expect(Math.abs(ones - 320_000)).toBeLessThan(2400)
      for (let place = 0; place < 40; place++) {
        const column = weight(Uint8Array.from(samples, (sample) => sample[place] as number))
        expect(Math.abs(column - 8000), `byte ${place}`).toBeLessThan(440)
      }
    })

    test(seeded ? "begins the same stream again for the same seed" : "begins another stream each time", () => {
      const [one, two] = [make(), make()]
      const lengths = [32, 5, 64, 1]
      const stream = (random: Random): string => lengths.map((length) => toHex(random(length).expose())).join(" ")
      expect(stream(two) === stream(one)).toBe(seeded)
    })
  })
}
