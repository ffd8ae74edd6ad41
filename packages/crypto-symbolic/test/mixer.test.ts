import { Secret } from "@copath/contracts"
import { describe, expect, it } from "vitest"
import { Mixer } from "../src/mixer.ts"

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
const mixed = (...inputs: ReadonlyArray<Uint8Array>): string =>
  hex(inputs.reduce((mixer, input) => mixer.take(input), new Mixer(1)).bytes(16))

describe("what is mixed", () => {
  // 32 output bits would meet by chance among these; 128 do not.
  it("is another for each of a hundred thousand counters, in every word that comes out", () => {
    const outputs = Array.from({ length: 100_000 }, (_, i) => hex(new Mixer(2).number(i).bytes(16)))
    expect(new Set(outputs).size).toBe(outputs.length)
    for (const at of [0, 8, 16, 24])
      expect(new Set(outputs.map((out) => out.slice(at, at + 8))).size, `from digit ${at}`).toBeGreaterThan(99_980)
  })

  it("changes in half its bits, each as often as not, with any one bit of the input", () => {
    for (const length of [8, 16, 21, 64, 200]) {
      for (const bit of [0, 7, 8 * length - 1, 4 * length]) {
        const flips = Array.from({ length: 256 }, () => 0)
        for (let i = 0; i < 400; i++) {
          const input = new Mixer(3).number(i).bytes(length)
          const before = new Mixer(1).take(input).bytes(32)
          input[bit >> 3] = (input[bit >> 3] as number) ^ (1 << (bit & 7))
          const after = new Mixer(1).take(input).bytes(32)
          for (let at = 0; at < 256; at++) {
            const flipped = ((before[at >> 3] as number) ^ (after[at >> 3] as number)) & (1 << (at & 7))
            if (flipped !== 0) flips[at] = (flips[at] as number) + 1
          }
        }
        // Of 400 fair coins, 10 are a standard deviation.
        expect(Math.max(...flips.map((count) => Math.abs(count - 200))), `${length} bytes, bit ${bit}`).toBeLessThan(60)
      }
    }
  })

  it("depends on every byte of an input of any length, on its length, and on where one input ends", () => {
    for (const length of [1, 15, 16, 17, 1000]) {
      const data = new Uint8Array(length)
      for (let at = 0; at < length; at++) expect(mixed(data.slice().fill(1, at, at + 1))).not.toBe(mixed(data))
      expect(mixed(new Uint8Array(length + 1))).not.toBe(mixed(data))
      expect(mixed(new Uint8Array(length + 7).subarray(3, 3 + length))).toBe(mixed(data))
    }
    const [a, b, ab, none] = [Uint8Array.of(1), Uint8Array.of(2), Uint8Array.of(1, 2), new Uint8Array(0)]
    const all = [mixed(a, b), mixed(b, a), mixed(ab), mixed(ab, none), mixed(none, ab), mixed(a), mixed(none), mixed()]
    expect(new Set(all).size).toBe(all.length)
  })

  it("goes on where a shorter output ends, and is written over a part as over the whole", () => {
    const longest = new Mixer(4).bytes(100)
    for (let length = 0; length < 100; length++) expect(new Mixer(4).bytes(length)).toEqual(longest.slice(0, length))
    const target = new Uint8Array(120).fill(0xff)
    new Mixer(4).xor(target, 5, 42)
    expect(target.slice(5, 42)).toEqual(longest.slice(0, 37).map((byte) => byte ^ 0xff))
    expect([target.slice(0, 5), target.slice(42)].every((rest) => rest.every((byte) => byte === 0xff))).toBe(true)
  })

  it("takes keys as HMAC does: zeros at the end make no difference, at the beginning they do", () => {
    const keyed = (...bytes: ReadonlyArray<number>): string => hex(new Mixer(5).takeKey(new Secret(Uint8Array.from(bytes))).bytes(16))
    expect(keyed(1, 2, 0, 0)).toBe(keyed(1, 2))
    expect(keyed(0, 0)).toBe(keyed())
    expect(keyed(0, 1, 2)).not.toBe(keyed(1, 2))
  })
})
