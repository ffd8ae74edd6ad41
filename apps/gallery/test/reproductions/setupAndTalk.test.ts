import { scaling } from "@copath/lab-report"
import { slopeOf } from "@copath/lab-scale"
import { Effect } from "effect"
import { describe, expect, test } from "vitest"
import { composed, type Curve } from "../../src/reproductions/compositions.ts"
import { crossover } from "../../src/reproductions/setupAndTalk.ts"
import { talkBytes } from "../../src/reproductions/talkBytes.ts"

/** `COPATH_REPRODUCE=all`: up to the literature's sizes, some minutes. */
const all = process.env["COPATH_REPRODUCE"] === "all"
const minutes = 60_000

const textBytes = (curve: Curve, sizes: ReadonlyArray<number>, how: { readonly counted: boolean; readonly renewing: boolean }) =>
  Effect.runPromise(
    Effect.gen(function* () {
      const parts = yield* composed(curve, { file: "a test" })
      return yield* Effect.forEach(sizes, (members) => Effect.map(talkBytes(parts, members, how), ({ text }) => [members, text] as const))
    })
  )

const pairwise: Curve = { name: "pairwise", parts: { cgka: "pairwise" } }
/** As the paper has it: nobody is ever removed, so no book says who filled whose leaf. */
const art: Curve = { name: "ART", parts: { cgka: "art-naive" } }
const withBook: Curve = { name: "ART with a book", parts: { cgka: "art-setup" } }
const counted = { counted: true, renewing: true }
const channels = { counted: false, renewing: false }

describe("a hundred texts, each under a new key (R6)", () => {
  test("over pairwise channels each further member costs as many bytes as the last", { timeout: 20 * minutes }, async () => {
    const found = await textBytes(pairwise, all ? [2, 3, 15, 34, 76, 115] : [2, 3, 8, 15], channels)
    // From 16 kB on the length of a text takes two bytes more.
    expect(found.map(([members, text]) => text - 146 * (members - 1))).toEqual(found.map(([, text]) => (text < 16_384 ? 154 : 156)))
    const exponent = slopeOf(found.filter(([members]) => members >= 8)) ?? 0
    expect(Math.abs(exponent - 1)).toBeLessThan(0.03)
  })

  test("in an asynchronous ratcheting tree they grow with the logarithm", { timeout: 20 * minutes }, async () => {
    const found = await textBytes(art, all ? [2, 5, 10, 23, 51, 115, 259, 583, 876] : [2, 4, 8, 16, 32, 64], counted)
    expect(scaling(found, "r6")?.law).toBe("a + b·log n")
    // A public key with its length for each level, a little less where leaves are not all as deep.
    const [[fewest, least] = [0, 0], [most, bytes] = [0, 0]] = [found[0], found.at(-1)]
    const perLevel = (bytes - least) / Math.log2(most / fewest)
    expect(perLevel).toBeGreaterThan(25)
    expect(perLevel).toBeLessThan(36)
  })

  test("the tree is the cheaper one from 4 members on, below 16 as expected", { timeout: 20 * minutes }, async () => {
    const sizes = [2, 3, 4, 5, 8]
    const row = (curve: string, found: ReadonlyArray<readonly [number, number]>) =>
      found.map(([members, text]) => ({ source: "measured", curve, members, text, setUp: 0 }))
    const rows = [...row("tree", await textBytes(art, sizes, counted)), ...row("pairs", await textBytes(pairwise, sizes, channels))]
    expect(crossover(rows, "measured", "tree", "pairs")).toBe(4)
  })

  test("a book costs its creator a linear commit when it first renews its own key", { timeout: 20 * minutes }, async () => {
    const extra = (n: number, without: number, book: number): number => ((book - without) * 100) / n
    const [without, book] = [await textBytes(art, [16, 64], counted), await textBytes(withBook, [16, 64], counted)]
    for (const [i, [members, text]] of without.entries()) {
      const each = extra(members, text, book[i]?.[1] ?? 0)
      expect(each).toBeGreaterThan(30)
      expect(each).toBeLessThan(300)
    }
  })

  test("counted bytes of a tree are those of real members", { timeout: 20 * minutes }, async () => {
    expect(await textBytes(art, [5, 9], counted)).toEqual(await textBytes(art, [5, 9], { counted: false, renewing: true }))
  })
})
