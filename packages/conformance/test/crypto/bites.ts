import { afterAll, assert, beforeAll, describe, it, vi } from "vitest"
import type { CryptoLaw } from "../../src/index.ts"

const holds = ({ check }: CryptoLaw): boolean => {
  try {
    check()
    return true
  } catch {
    return false
  }
}

/**
 * Shows that the laws of a part can tell right from wrong: all hold for `sound`, each fault breaks the law whose title begins as told, and no law is without a
 * fault.
 */
export const everyLawBites = <A>(
  lawsOf: (part: A) => ReadonlyArray<CryptoLaw>,
  sound: A,
  faults: Readonly<Record<string, readonly [title: string, part: A]>>
): void => {
  const named = (laws: ReadonlyArray<CryptoLaw>, title: string): CryptoLaw => {
    const law = laws.find((one) => one.title.startsWith(title))
    if (law === undefined) throw new Error(`no law begins with: ${title}`)
    return law
  }
  const laws = lawsOf(sound)
  describe("a sound part", () => {
    for (const law of laws) it(`keeps: ${law.title}`, () => assert.isTrue(holds(law)))
  })
  describe("a fault", () => {
    // A search is that of one seed: it finds today what it found before.
    beforeAll(() => void vi.stubEnv("COPATH_LAW", "9420/"))
    afterAll(() => void vi.unstubAllEnvs())
    for (const [fault, [title, part]] of Object.entries(faults)) {
      it(`${fault} breaks: ${title}`, () => assert.isFalse(holds(named(lawsOf(part), title))))
    }
    it("is known for every law", () => {
      const broken = new Set(Object.values(faults).map(([title]) => named(laws, title)))
      assert.deepStrictEqual(
        laws.filter((law) => !broken.has(law)).map(({ title }) => title),
        []
      )
    })
  })
}
