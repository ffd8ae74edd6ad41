import type { Mutant } from "./mutants/mutant.ts"
import type { Scenario } from "./scenario.ts"

/** More compositions than this are counted and not named. */
const named = 6

/** The table of scenarios in Markdown: what was expected of each, the known answers, and why they are others where they are. */
export const scenarioTable = (scenarios: ReadonlyArray<Scenario>): string =>
  [
    "| row | what happens | what must follow | what does |",
    "| --- | --- | --- | --- |",
    ...scenarios.map((one) => `| ${one.row} | ${one.title} | ${one.expected} | ${answersOf(one)} |`)
  ].join("\n")

/** The table of mutants in Markdown. */
export const mutantTable = (mutants: ReadonlyArray<Mutant>): string =>
  [
    "| what is broken | part | caught by | whole | broken |",
    "| --- | --- | --- | --- | --- |",
    ...mutants.map(({ breaks, metric, title, values }) => `| ${title} | ${breaks} | ${metric} | ${values.whole} | ${values.broken} |`)
  ].join("\n")

const answersOf = ({ cases, missing }: Scenario): string => {
  const byAnswer = new Map<string, Array<string>>()
  for (const { answer, composition, explanation } of cases) {
    const said = explanation === undefined ? answer : `${answer} (${explanation})`
    byAnswer.set(said, [...(byAnswer.get(said) ?? []), composition])
  }
  const answers = [...byAnswer].map(([answer, who]) => `${who.length > named ? `${who.length} compositions` : who.join(" / ")}: ${answer}`)
  return [...answers, ...(missing === undefined ? [] : [`Not measured: ${missing}`])].join(". ")
}
