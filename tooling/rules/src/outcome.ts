import type { Mutant } from "./mutants.ts"
import type { Verdict } from "./verdict.ts"

/** A mutant and what the tests said about it. */
export interface Outcome {
  /** The rule that it breaks. */
  readonly rule: string
  /** What was done. */
  readonly name: string
  /** What the tests that bear the rule's id said. */
  readonly verdict: Verdict
}

/** All outcomes, and the rules that could not be tried. */
export interface Outcomes {
  /** One for each mutant, in the order of the rules. */
  readonly outcomes: ReadonlyArray<Outcome>
  /** Rules without a test. */
  readonly untested: ReadonlyArray<string>
  /** Rules that no source names where a check could be taken away, and that have no fault in the table. */
  readonly unplanted: ReadonlyArray<string>
  /** What is wrong with the table of faults. */
  readonly problems: ReadonlyArray<string>
}

/** One line for a finished run. */
export const outcomeLine = ({ name, rule, verdict: { by, colour } }: Outcome): string =>
  `${colour.padEnd(6)} ${rule}  ${name}${by === "" ? "" : `  <- ${by}`}`

/** A run that says nothing about the mutant, for its failing test fails on the sound sources too. */
export const judged = (verdict: Verdict, alreadyRed: ReadonlySet<string>): Verdict =>
  verdict.colour === "red" && alreadyRed.has(verdict.by)
    ? { ...verdict, colour: "unread", by: `fails on the sound sources too: ${verdict.by}` }
    : verdict

const listed = (title: string, lines: ReadonlyArray<string>): ReadonlyArray<string> =>
  lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${line}`)]

/** What survived, what could not be tried, and the counts. */
export const summary = ({ outcomes, problems, unplanted, untested }: Outcomes): string => {
  const of = (colour: Verdict["colour"]) => outcomes.filter(({ verdict }) => verdict.colour === colour)
  const red = new Set(of("red").map(({ rule }) => rule))
  for (const { rule } of [...of("green"), ...of("unread")]) red.delete(rule)
  const tried = new Set(outcomes.map(({ rule }) => rule)).size
  return [
    ...listed("Survivors: no test with the rule's id turns red", of("green").map(outcomeLine)),
    ...listed("No verdict", of("unread").map(outcomeLine)),
    ...listed("Rules without a test", untested.length === 0 ? [] : [untested.join(" ")]),
    ...listed("Rules with nothing to take away: they need a fault in the table", unplanted.length === 0 ? [] : [unplanted.join(" ")]),
    ...listed("The table of faults is wrong", problems),
    `${tried + unplanted.length + untested.length} rules: ${red.size} red, ${tried - red.size} not, ${unplanted.length} without a fault, ` +
      `${untested.length} without a test; ${outcomes.length} mutants, ${of("green").length} survive`
  ].join("\n")
}

/** Whether each rule tried is shown to be tested. */
export const allRed = ({ outcomes, problems, unplanted, untested }: Outcomes): boolean =>
  outcomes.every(({ verdict }) => verdict.colour === "red") && problems.length + unplanted.length + untested.length === 0

/** A name for a mutant that changes with its sources. */
export const keyOf = ({ files, name, rule }: Mutant, digest: (text: string) => string): string =>
  digest(JSON.stringify([rule, name, [...files]]))
