import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { describe, expect, test } from "vitest"
import { LawBroken } from "./broken.ts"
import { reasonOf } from "./counterexample.ts"

/** One thing that every implementation of a contract does. A law is broken when `check` fails or dies. */
export interface Law<R> {
  /** A sentence; names the test. */
  readonly title: string
  /** Runs once, over a layer built for it alone. */
  readonly check: Effect.Effect<void, unknown, R>
}

/** What to tell whoever broke a law: which one, and by what. The cause itself is kept where it shows more than it says: what was expected, or where something was thrown. */
export const brokenBy = (law: string, cause: unknown): LawBroken => {
  const said = cause instanceof LawBroken && cause.law === law ? cause.detail : reasonOf(cause)
  return new LawBroken({
    law: `broken law: ${law}`,
    detail: cause instanceof Error ? `\n${said}` : said,
    ...(cause instanceof Error && "_tag" in cause ? {} : { cause })
  })
}

/** The check, failing with what names the law. */
export const named = <E, R>(law: string, check: Effect.Effect<void, E, R>): Effect.Effect<void, LawBroken, R> =>
  Effect.catchCause(check, (cause) => Effect.fail(brokenBy(law, Cause.squash(cause))))

/** Tries one law over a newly built layer. */
export const tried = <R, E>({ check, title }: Law<R>, layer: Layer.Layer<R, E>): Effect.Effect<void, LawBroken> =>
  named(title, Effect.provide(check, Layer.fresh(layer)))

/** A test of a law. Not the runner of effects: that would log what the test itself shows. */
export const lawTest = (law: string, check: Effect.Effect<void, LawBroken>): void =>
  test(law, async () => {
    expect(await Effect.runPromise(Effect.asVoid(check))).toBeUndefined()
  })

/** Registers one test per law, each over a newly built layer. */
export const register = <R, E>(name: string, laws: ReadonlyArray<Law<R>>, layer: Layer.Layer<R, E>): void => {
  describe(name, () => {
    for (const law of laws) lawTest(law.title, tried(law, layer))
  })
}
