import type { Rule } from "./rule.ts"
import type { Title } from "./titles.ts"

/** A rule and the tests that bear its id. */
export interface Covered extends Rule {
  /** In the order of the files. */
  readonly tests: ReadonlyArray<Title>
  /** What it waits for, if it needs no test yet. */
  readonly waits?: string
}

/** The rules with their tests, and what does not fit together. */
export interface Coverage {
  /** Every rule, in order. */
  readonly rules: ReadonlyArray<Covered>
  /** Rules without a test that should have one. */
  readonly untested: ReadonlyArray<Covered>
  /** Titles that name a rule which there is not. */
  readonly strays: ReadonlyArray<Title>
}

/** Each rule beside the tests whose titles name it. */
export const coverage = (rules: ReadonlyArray<Rule>, titles: ReadonlyArray<Title>, waiting: ReadonlyMap<string, string>): Coverage => {
  const covered = rules.map((rule): Covered => {
    const waits = waiting.get(rule.id)
    return { ...rule, tests: titles.filter(({ ids }) => ids.includes(rule.id)), ...(waits === undefined ? {} : { waits }) }
  })
  const known = new Set(rules.map(({ id }) => id))
  return {
    rules: covered,
    untested: covered.filter(({ tests, waits }) => tests.length === 0 && waits === undefined),
    strays: titles.filter(({ ids }) => ids.some((id) => id.startsWith("V") && !known.has(id)))
  }
}
