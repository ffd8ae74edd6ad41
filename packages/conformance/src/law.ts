import { it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { describe } from "vitest"

/** One thing that every implementation of a contract does. A law is broken when `check` fails or dies. */
export interface Law<R> {
  /** A sentence; names the test. */
  readonly title: string
  /** Runs once, over a layer built for it alone. */
  readonly check: Effect.Effect<void, unknown, R>
}

/** Registers one test per law, each over a newly built layer. */
export const register = <R, E>(name: string, laws: ReadonlyArray<Law<R>>, layer: Layer.Layer<R, E>): void => {
  describe(name, () => {
    for (const law of laws) it.live(law.title, () => Effect.provide(law.check, Layer.fresh(layer)))
  })
}
