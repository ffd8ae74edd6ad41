import { type Claims, lawsOf, type Port, proving, type ProveOptions, type ProvenBreach, type Stage } from "@copath/lab-kat"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import { describe, expect, test } from "vitest"

/** A promise that a part does not keep: the law, the smallest history that was found, and what an attacker makes of it. */
export class SecurityLawBroken extends Data.TaggedError("SecurityLawBroken")<{
  /** What was found. */
  readonly breach: ProvenBreach
  /** Of the histories that were drawn. */
  readonly seed: string
}> {
  /** All of that, for a reader. */
  override get message(): string {
    const { counterexample, history, law } = this.breach
    return [
      `broken law: ${law}`,
      "the smallest history:",
      ...history.map((line) => `  ${line}`),
      `what was found: ${counterexample}`,
      `again: the seed is "${this.seed}"`
    ].join("\n")
  }
}

/** One law, asked of one part. */
export interface AskedLaw {
  /** Its id in the list of laws. */
  readonly id: string
  /** A sentence; names the test. */
  readonly title: string
  /** Plays whatever histories it takes and fails where the law is broken. */
  readonly check: Effect.Effect<void, SecurityLawBroken>
}

/** The laws that are asked of such a part, in such a composition, with these promises. Histories are played when the first law asks for them, and serve the others. */
export const askedLaws = (
  port: Port,
  stage: Stage,
  declared: Claims = {},
  options: Omit<ProveOptions, "beside"> = {}
): ReadonlyArray<AskedLaw> => {
  const { ask, seed } = proving(stage, declared, options)
  return lawsOf(port, declared).map((law) => ({
    id: law.id,
    title: law.title(declared),
    check: Effect.flatMap(ask(law), (breach) => (breach === undefined ? Effect.void : Effect.fail(new SecurityLawBroken({ breach, seed }))))
  }))
}

/** A law may play dozens of histories with real members, on a machine that has other things to do. */
const patience = 300_000

const askedTest = (title: string, check: AskedLaw["check"]): void =>
  test(title, async () => {
    expect(await Effect.runPromise(check)).toBeUndefined()
  })

/** Registers one vitest test per law. */
export const registerAsked = (name: string, laws: ReadonlyArray<AskedLaw>, { seed = "prove" }: Pick<ProveOptions, "seed">): void => {
  describe(`${name} keeps what it promises, histories drawn from the seed "${seed}"`, { timeout: patience }, () => {
    for (const law of laws) askedTest(law.title, law.check)
  })
}
