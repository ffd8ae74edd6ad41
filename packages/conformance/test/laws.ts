import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import { afterAll, assert, beforeAll, describe, it, vi } from "vitest"
import type { Law } from "../src/index.ts"

const holds = async <R, E>(law: Law<R>, layer: Layer.Layer<R, E>): Promise<boolean> =>
  Exit.isSuccess(await Effect.runPromiseExit(Effect.provide(law.check, Layer.fresh(layer))))

/**
 * Shows that laws can tell right from wrong: all hold for the sound implementation, each fault breaks the law it names, and no law is
 * without a fault.
 */
export const everyLawBites = <R, F extends string, E>(
  laws: ReadonlyArray<Law<R>>,
  make: (fault: F | "none") => Layer.Layer<R, E>,
  faults: Readonly<Record<F, string>>
): void => {
  const breaks: Array<readonly [F, string]> = []
  for (const fault in faults) breaks.push([fault, faults[fault]])
  const named = (title: string): Law<R> => {
    const law = laws.find((one) => one.title.startsWith(title))
    if (law === undefined) throw new Error(`no law begins with: ${title}`)
    return law
  }
  describe("a sound implementation", () => {
    for (const law of laws) it(`keeps: ${law.title}`, async () => assert.isTrue(await holds(law, make("none"))))
  })
  describe("a fault", () => {
    // A search is that of one seed: it finds today what it found before.
    beforeAll(() => void vi.stubEnv("COPATH_LAW", "9420/"))
    afterAll(() => void vi.unstubAllEnvs())
    for (const [fault, title] of breaks) it(`${fault} breaks: ${title}`, async () => assert.isFalse(await holds(named(title), make(fault))))
    it("is known for every law", () => {
      const broken = new Set(breaks.map(([, title]) => named(title)))
      assert.deepStrictEqual(
        laws.filter((law) => !broken.has(law)).map(({ title }) => title),
        []
      )
    })
  })
}
