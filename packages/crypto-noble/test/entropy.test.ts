import { describe, expect, test } from "vitest"
import { seededRandom } from "../src/index.ts"

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex")

describe("seededRandom", () => {
  test("gives the stream that transcripts were recorded with", () => {
    const random = seededRandom("copath")
    expect([4, 40].map((length) => hex(random(length).expose()))).toEqual([
      "cad2417b",
      "f101701763f1d54c4548151b78ffae9042095ccf6d41c78bf481491fe6ba4cadb93bb447666c5632"
    ])
  })

  test("takes a string for its UTF-8 bytes", () => {
    expect(seededRandom("é")(32).expose()).toEqual(seededRandom(Uint8Array.of(0xc3, 0xa9))(32).expose())
  })

  test("gives unrelated streams for seeds that extend each other", () => {
    const streams = ["", "a", "aa", "a\0"].map((seed) => hex(seededRandom(seed)(32).expose()))
    expect(new Set(streams).size).toBe(4)
  })

  test("starts each call at a new block, so that a call's answer does not depend on the lengths asked for before", () => {
    const [one, two] = [seededRandom("x"), seededRandom("x")]
    one(1)
    two(32)
    expect(one(16).expose()).toEqual(two(16).expose())
  })
})
