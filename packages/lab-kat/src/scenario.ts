import * as Effect from "effect/Effect"

/** One composition's part in a scenario. */
export interface Case {
  /** The composition, and where a scenario has several, which of them is asked. */
  readonly composition: string
  /** The known answer: what this composition measures, whether the table says so or not. */
  readonly answer: string
  /** Why the answer is not what the table says, from the derivations that were found; left out, it is. */
  readonly explanation?: string
  /** Plays it and measures. */
  readonly measure: Effect.Effect<string>
}

/** What one case came to. */
export interface CaseOutcome extends Omit<Case, "measure"> {
  /** What it measured this time. */
  readonly measured: string
  /** Whether it is the known answer. */
  readonly holds: boolean
}

/** What a scenario came to. */
export interface Outcome {
  /** All that was measured, one composition after the other. */
  readonly measured: string
  /** What the table says. */
  readonly expected: string
  /** Whether every case gave its known answer. */
  readonly holds: boolean
  /** Where known answers are not what the table says, why. */
  readonly explanation?: string
  /** One by one. */
  readonly cases: ReadonlyArray<CaseOutcome>
}

/** A row of the table of scenarios: what happens, what must follow, and what does. */
export interface Scenario {
  /** The row's number. */
  readonly row: number
  /** What happens. */
  readonly title: string
  /** What the table says. */
  readonly expected: string
  /** What of the row nothing can be measured of here, and why. */
  readonly missing?: string
  /** The compositions that are asked. */
  readonly compositions: ReadonlyArray<string>
  /** What each of them must measure, and why where that is not what the table says. */
  readonly cases: ReadonlyArray<Omit<Case, "measure">>
  /** Plays and measures all of its cases. */
  readonly run: Effect.Effect<Outcome>
}

/** A row from its cases. */
export const scenario = ({
  cases,
  ...about
}: Omit<Scenario, "compositions" | "cases" | "run"> & { readonly cases: ReadonlyArray<Case> }): Scenario => ({
  ...about,
  compositions: cases.map(({ composition }) => composition),
  cases: cases.map(knownOf),
  run: Effect.map(
    Effect.forEach(cases, (one) =>
      Effect.map(one.measure, (measured): CaseOutcome => ({ ...knownOf(one), measured, holds: measured === one.answer }))
    ),
    (outcomes) => outcomeOf(about.expected, outcomes)
  )
})

const knownOf = ({ answer, composition, explanation }: Case): Omit<Case, "measure"> => ({
  composition,
  answer,
  ...(explanation === undefined ? {} : { explanation })
})

const outcomeOf = (expected: string, cases: ReadonlyArray<CaseOutcome>): Outcome => {
  const explanations = cases.flatMap(({ composition, explanation }) =>
    explanation === undefined ? [] : [`${composition}: ${explanation}`]
  )
  return {
    measured: cases.map(({ composition, measured }) => `${composition}: ${measured}`).join("; "),
    expected,
    holds: cases.every(({ holds }) => holds),
    ...(explanations.length === 0 ? {} : { explanation: explanations.join("; ") }),
    cases
  }
}
