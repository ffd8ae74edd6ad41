import { canonicalRows, type KatOutcome, mutants, runRow, scenarios } from "@copath/lab-kat"
import { Effect } from "effect"
import { Command, Flag } from "effect/cli"
import { NotSound } from "../badInput.ts"
import { print, terminalWidth } from "../files.ts"

/** One known answer, as it came out. */
interface Answer {
  readonly group: "canonical script" | "scenario" | "mutant"
  readonly id: string
  readonly title: string
  readonly expected: string
  readonly measured: string
  readonly holds: boolean
  readonly explanation?: string | undefined
}

/** An exposure to three digits, as the tables have it. */
const threeDigits = (share: number): string => share.toFixed(3)

const ofRow = ({ depth, exposure, holds, row }: KatOutcome): Answer => ({
  group: "canonical script",
  id: row.id,
  title: row.title,
  expected: `exposure ${threeDigits(row.exposure)}, depth ${row.depth}, ${row.shape}`,
  measured: `exposure ${threeDigits(exposure)}, depth ${depth ?? "infinite"}`,
  holds,
  explanation:
    row.why === undefined ? undefined : `the model gives ${row.modelled === undefined ? "nothing" : threeDigits(row.modelled)}. ${row.why}`
})

const canonical: ReadonlyArray<Effect.Effect<Answer>> = canonicalRows.map((row) => Effect.map(runRow(row), ofRow))

const played: ReadonlyArray<Effect.Effect<Answer>> = scenarios.map(({ row, run, title }) =>
  Effect.map(run, ({ expected, explanation, holds, measured }) => ({
    group: "scenario",
    id: String(row),
    title,
    expected,
    measured,
    holds,
    explanation
  }))
)

const broken: ReadonlyArray<Effect.Effect<Answer>> = mutants.map(({ breaks, id, metric, run, title }) =>
  Effect.map(run, ({ caught, detail }) => ({
    group: "mutant",
    id,
    title: `${title} (${breaks})`,
    expected: `caught by ${metric}`,
    measured: detail,
    holds: caught
  }))
)

/** A text folded to a width, each line behind an indent. */
const folded = (text: string, indent: string, width: number): string => {
  const lines: Array<string> = []
  for (const word of text.split(" ")) {
    const last = lines.at(-1)
    if (last !== undefined && indent.length + last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines.map((line) => `${indent}${line}\n`).join("")
}

const told = ({ expected, explanation, holds, id, measured, title }: Answer, width: number): string => {
  const verdict = holds ? "ok  " : "FAIL"
  const why = explanation === undefined ? "" : folded(explanation, "       ", width)
  const wanted = holds && explanation === undefined ? "" : folded(`expected: ${expected}`, "     ", width)
  return `${verdict} ${id}: ${title}\n${folded(measured, "     ", width)}${wanted}${why}`
}

export const kat = Command.make(
  "kat",
  {
    json: Flag.Boolean("json").pipe(Flag.withDescription("As JSON, when all is done"), Flag.withDefault(false)),
    mutants: Flag.Boolean("mutants").pipe(
      Flag.withDescription("Instead, break parts on purpose, each at one place: the adversary must catch every one of them"),
      Flag.withDefault(false)
    )
  },
  Effect.fnUntraced(function* ({ json, mutants: breaking }) {
    const width = Math.min(terminalWidth(), 140)
    const answers: Array<Answer> = []
    for (const question of breaking ? broken : [...canonical, ...played]) {
      const answer = yield* question
      answers.push(answer)
      if (json) continue
      const first = answers.length === 1 || answers.at(-2)?.group !== answer.group
      yield* print(`${first ? `${answers.length === 1 ? "" : "\n"}${headings[answer.group]}\n\n` : ""}${told(answer, width)}`)
    }
    const failed = answers.filter(({ holds }) => !holds)
    yield* print(json ? `${JSON.stringify(answers, null, 1)}\n` : `\n${answers.length - failed.length} passed, ${failed.length} failed\n`)
    if (failed.length > 0)
      return yield* new NotSound({ lines: failed.map(({ group, id }) => `${group} ${id} does not give its known answer`) })
  })
).pipe(
  Command.withDescription(
    "Tests the adversary against known answers: the canonical script of eight members (exposure is the share of messages that falls to one seizure, over all members " +
      "and times; depth the most messages from before one), then scenarios with an expected outcome. Where a model of the protocol says otherwise, the reason is printed. " +
      "Exit code 1 when an answer is not the known one."
  ),
  Command.withShortDescription("Test the adversary against known answers")
)

const headings = {
  "canonical script": "Canonical script: eight members, 72 messages, 648 seizures",
  scenario: "Scenarios",
  mutant: "Parts broken on purpose"
} as const
