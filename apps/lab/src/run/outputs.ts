import type { LabResult } from "@copath/lab-core"
import { csv, html, markdown, table } from "@copath/lab-report"
import { Effect, Option } from "effect"
import { resolve } from "node:path"
import { type BadInput, badInput } from "../badInput.ts"
import { checkWritable, print, terminalWidth, writeText } from "../files.ts"

/** The forms in which a result can be written, by the name of their flag, in the order of writing. */
const forms = {
  json: (result: LabResult): string => `${JSON.stringify(result, null, 1)}\n`,
  html,
  csv,
  markdown
}

type Form = keyof typeof forms

/** Where each form goes: a path, or `-` for standard output. */
export type Outputs = { readonly [F in Form]: Option.Option<string> }

const targets = (outputs: Outputs): ReadonlyArray<readonly [form: Form, to: string]> =>
  (Object.keys(forms) as ReadonlyArray<Form>).flatMap((form) => Option.toArray(outputs[form]).map((to) => [form, to] as const))

/** Something that will be written: the flag that asks for it, its value, and the file, where that is not the value itself. */
export interface Target {
  readonly form: string
  readonly to: string
  readonly file?: string
}

/** Refuses what could not be written when the work is over: it would have been for nothing. */
export const checkTargets = Effect.fnUntraced(function* (wanted: ReadonlyArray<Target>): Effect.fn.Return<void, BadInput> {
  const taken = new Map<string, string>()
  for (const { file, form, to } of wanted) {
    const flag = `--${form} ${to}`
    const place = to === "-" ? to : resolve(file ?? to)
    const other = taken.get(place)
    if (other !== undefined) {
      return yield* badInput(`${other} and ${flag}: only one of them can go to ${to === "-" ? "standard output" : "one file"}`)
    }
    taken.set(place, flag)
    yield* Effect.mapError(checkWritable(file ?? to), (error) => badInput(`${flag}: ${error.message}`))
  }
})

/** The same for the forms of a run, and whatever else it writes. */
export const checkOutputs = (outputs: Outputs, more: ReadonlyArray<Target>): Effect.Effect<void, BadInput> =>
  checkTargets([...targets(outputs).map(([form, to]) => ({ form, to })), ...more])

/** Writes every form that was asked for; the table too, with `lines` after it, unless another has standard output. */
export const writeOutputs = Effect.fnUntraced(function* (
  outputs: Outputs,
  result: LabResult,
  lines: ReadonlyArray<string>
): Effect.fn.Return<void, BadInput> {
  const wanted = targets(outputs)
  if (wanted.every(([, to]) => to !== "-")) {
    yield* print(table(result, { width: terminalWidth(), colour: process.stdout.isTTY }))
    if (lines.length > 0) yield* print(`\n${lines.join("\n")}\n`)
  }
  for (const [form, to] of wanted) yield* writeText(to, forms[form](result))
})
