import { decodeResult, type LabResult, type Task } from "@copath/lab-core"
import { Effect, Option } from "effect"
import { Command } from "effect/cli"
import { type BadInput, badInput, orBadInput } from "../badInput.ts"
import { flags } from "../commands/run.ts"
import { kindOf, readText } from "../files.ts"
import { withBareJson } from "../run/bareJson.ts"
import { type Asked, plan } from "../run/plan.ts"

/** One cell to be run again, with the catalog of its parts. */
export interface Chosen {
  readonly catalog: Effect.Success<ReturnType<typeof plan>>["catalog"]
  readonly task: Task
}

/** Which of several cells is meant. */
export interface Wish {
  /** A composition's name, or a cell's as progress lines give it. */
  readonly composition: Option.Option<string>
  /** From 1. */
  readonly repeat: number
}

/** Whether a file is a result; workloads and traces are JSON Lines. */
export const isResult = Effect.fnUntraced(function* (path: string): Effect.fn.Return<LabResult | undefined, BadInput> {
  if (kindOf(path) !== "file") return undefined
  const text = yield* readText(path)
  const first = text.trimStart().slice(0, 200)
  if (!/^\{\s*"lab"\s*:\s*"result\//.test(first)) return undefined
  return yield* orBadInput(decodeResult(text), `${path}: `)
})

/** What a result's command asked for: its own flags, read again. */
export const askedBy = Effect.fnUntraced(function* (path: string, { made }: LabResult) {
  let asked: Asked | undefined
  const again = Command.make("run", flags, (parsed) =>
    Effect.sync(() => {
      asked = { ...parsed, adversary: true, probes: false, trees: Option.none() }
    })
  )
  const [, ...args] = withBareJson(made.argv.slice(1))
  yield* Command.runWith(again, { version: "" })(args).pipe(Effect.catch(() => Effect.void))
  return asked === undefined || made.argv[1] !== "run"
    ? yield* badInput(`${path}: it was not made by a command that can be run again: ${made.argv.join(" ")}`)
    : asked
})

/** The cell that is meant, among those that the command runs. */
export const chosen = Effect.fnUntraced(function* (asked: Asked, { composition, repeat }: Wish): Effect.fn.Return<Chosen, BadInput> {
  const { catalog, tasks } = yield* plan(asked)
  const name = Option.getOrUndefined(composition)
  const own = tasks.filter((task) => task.repeat === repeat - 1)
  if (own.length === 0)
    return yield* badInput(
      `--repeat ${repeat}: there ${tasks.length === 0 ? "is nothing" : `are ${new Set(tasks.map((one) => one.repeat)).size}`} to choose from`
    )
  const exact = own.filter((task) => task.name === name)
  const found = name === undefined ? own : exact.length > 0 ? exact : own.filter((task) => task.name.split(", ")[0] === name)
  const [task] = found
  if (task === undefined || found.length > 1) {
    const what =
      name === undefined
        ? "several cells; name one with --composition"
        : `--composition ${name}: ${found.length === 0 ? "no such cell" : "several cells"}`
    return yield* badInput(`${what}. There is: ${own.map((one) => `"${one.name}"`).join(", ")}`)
  }
  return { catalog, task }
})
