import { difference, differenceText } from "@copath/lab-report"
import { Effect } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { badInput } from "../badInput.ts"
import { Ended } from "../ended.ts"
import { print } from "../files.ts"
import { readResult } from "../saved.ts"

/** Exit codes beyond 0; a reading error is no comparison either. */
const [WORSE, NOT_COMPARABLE] = [2, 3]

/** `5%` as 0.05. */
const parseShare = (text: string): number | undefined => {
  const match = /^(\d+(?:\.\d+)?) ?%$/.exec(text.trim())
  return match === null ? undefined : Number(match[1]) / 100
}

const readOrEnd = (path: string) =>
  Effect.mapError(readResult(path), ({ message }) => new Ended({ code: NOT_COMPARABLE, lines: [`${message}; nothing was compared`] }))

export const diff = Command.make(
  "diff",
  {
    old: Argument.String("old.json").pipe(Argument.withDescription("A result of lab run --json: what is measured against")),
    next: Argument.String("new.json").pipe(Argument.withDescription("Another: what is judged")),
    failOn: Flag.String("fail-on").pipe(
      Flag.withMetavar("5%"),
      Flag.withDescription("A cost is worse if it grew by more than this; a time, if its ratio's interval excludes 1 as well"),
      Flag.withDefault("5%")
    ),
    json: Flag.Boolean("json").pipe(Flag.withDescription("Write the difference as JSON"), Flag.withDefault(false))
  },
  Effect.fnUntraced(function* ({ failOn, json, next, old }) {
    const share = parseShare(failOn)
    if (share === undefined) return yield* badInput(`--fail-on ${failOn}: a percentage such as 5% is expected`)
    const found = difference(yield* readOrEnd(old), yield* readOrEnd(next), { failOn: share })
    yield* print(json ? `${JSON.stringify(found, null, 1)}\n` : differenceText(found, { names: [old, next], colour: process.stdout.isTTY }))
    if (found.verdict === "worse") return yield* new Ended({ code: WORSE, lines: [] })
    if (found.verdict === "incomparable") return yield* new Ended({ code: NOT_COMPARABLE, lines: [] })
  })
).pipe(
  Command.withDescription(
    "Compares two results cell by cell: the same composition on the same workload under the same policy, seed by seed. Exact costs: any change is " +
      "listed with its sign. Lost members, failures, missed texts, disagreement, and what an adversary gets: any increase is worse. Times: only where the interval of the " +
      "ratio excludes 1 and the shift exceeds the threshold; that takes 6 seeds. Exit code: 0 when nothing is worse; 2 when something is; 3 when cells of " +
      "the old result have no counterpart, or are there without the adversary that looked on before, with the reason field by field, or a file is no result. Arguments that are wrong end with 2 too, and " +
      "nothing on standard output."
  ),
  Command.withShortDescription("Compare two results, for continuous integration"),
  Command.withExamples([{ command: "lab diff main.json mine.json --fail-on 2%", description: "Does my variant help?" }])
)
