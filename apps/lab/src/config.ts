import { perhaps } from "@copath/lab-core"
import type { LabConfig } from "@copath/profile-lab"
import { Context, Effect } from "effect"
import { Flag } from "effect/cli"
import { join, resolve } from "node:path"
import { pathToFileURL } from "node:url"
import { type BadInput, badInput } from "./badInput.ts"
import { kindOf, readText } from "./files.ts"
import { unloadable } from "./plugins.ts"
import { progressKinds } from "./run/progress.ts"

/** What the configuration of the working directory brings to every command that asks. */
export interface Brought {
  /** The configuration's file, as it is named in messages; `undefined` if there is none, or none is wanted. */
  readonly file: string | undefined
  /** Its plug-ins, as for `--plugin`. */
  readonly plugins: ReadonlyArray<string>
  /** The arguments that say the same where there is no configuration; `undefined` if they are what they were. */
  readonly said: ReadonlyArray<string> | undefined
}

const nothing: Brought = { file: undefined, plugins: [], said: undefined }

/** What the configuration brings; nothing, unless the program has read one. */
export const Configuration = Context.Reference<Brought>("@copath/app-lab/Configuration", { defaultValue: () => nothing })

/** Whether the configuration is looked at; `--no-config` leaves it alone. */
export const configFlag = Flag.Boolean("config").pipe(
  Flag.withDescription("Take plug-ins and defaults from lab.config.ts (.mjs, .js, .json) in the working directory"),
  Flag.withDefault(true)
)

/** Its file's names; there may be one of them. */
const files = ["lab.config.ts", "lab.config.mjs", "lab.config.js", "lab.config.json"]

type Takes = "text" | "texts" | "whole number" | "kind of progress"

const fields: { readonly [F in keyof Required<LabConfig>]: Takes } = {
  plugins: "texts",
  vary: "texts",
  profile: "texts",
  spec: "texts",
  provider: "text",
  suite: "whole number",
  policy: "texts",
  set: "texts",
  sweep: "texts",
  seed: "text",
  seeds: "whole number",
  jobs: "whole number",
  assume: "texts",
  resume: "text",
  json: "text",
  html: "text",
  csv: "text",
  markdown: "text",
  progress: "kind of progress"
}

/** Other names of flags. */
const aliases: Readonly<Record<string, ReadonlyArray<string>>> = { json: ["out"], markdown: ["md"] }

/** Flags that say together what is compared: who names one names all. */
const compositions: ReadonlyArray<string> = ["vary", "profile", "spec"]

/** Flags that give parameters of a workload: which of them names a parameter says all of it. */
const parameters: ReadonlySet<string> = new Set(["set", "sweep"])

/** The parameters that these arguments name, by either flag. */
const namedIn = (args: ReadonlyArray<string>): ReadonlySet<string> =>
  new Set(
    args.flatMap((arg, i) => {
      const [, flag = "", value] = /^--([a-z]+)(?:=(.*))?$/s.exec(arg) ?? []
      if (!parameters.has(flag)) return []
      return [(value ?? args[i + 1] ?? "").split("=")[0]?.trim() ?? ""]
    })
  )

/** The values of a field as flags take them; `undefined` if they are of another kind than it takes. */
const valuesOf = (takes: Takes, value: unknown): ReadonlyArray<string> | undefined => {
  if (takes === "whole number") return Number.isInteger(value) ? [String(value)] : undefined
  if (takes === "kind of progress") return progressKinds.some((kind) => kind === value) ? [String(value)] : undefined
  if (typeof value === "string") return value === "" ? undefined : [value]
  const texts = takes === "texts" && Array.isArray(value) ? (value as ReadonlyArray<unknown>) : undefined
  return texts?.every((one) => typeof one === "string" && one !== "") === true ? (texts as ReadonlyArray<string>) : undefined
}

const expected: { readonly [T in Takes]: string } = {
  text: "a text",
  texts: "a text or a list of texts",
  "whole number": "a whole number",
  "kind of progress": `one of ${progressKinds.join(", ")}`
}

type Values = ReadonlyMap<string, ReadonlyArray<string>>

const judged = (file: string, config: unknown): Effect.Effect<Values, BadInput> =>
  Effect.suspend(() => {
    if (typeof config !== "object" || config === null || Array.isArray(config)) {
      return badInput(`${file}: an object is expected, such as { "plugins": ["./my-scheme.ts"] }`)
    }
    const values = new Map<string, ReadonlyArray<string>>()
    for (const [field, value] of Object.entries(config)) {
      const takes = Object.hasOwn(fields, field) ? fields[field as keyof LabConfig] : undefined
      if (takes === undefined) {
        const known = Object.keys(fields)
        return badInput(`${file}, ${field}: no such field${perhaps(known, field)}; the fields are ${known.join(", ")}`)
      }
      const read = value === undefined ? [] : valuesOf(takes, value)
      if (read === undefined)
        return badInput(`${file}, ${field}: ${expected[takes]} is expected, not ${JSON.stringify(value) ?? typeof value}`)
      values.set(field, read)
    }
    return Effect.succeed(values)
  })

const read = Effect.fnUntraced(function* (file: string, folder: string): Effect.fn.Return<Values, BadInput> {
  if (file.endsWith(".json")) {
    const text = yield* readText(join(folder, file))
    const config = yield* Effect.try({
      try: (): unknown => JSON.parse(text),
      catch: (cause) => badInput(`${file}: not JSON: ${cause instanceof Error ? cause.message : String(cause)}`)
    })
    return yield* judged(file, config)
  }
  const module = yield* Effect.tryPromise({
    try: () => import(pathToFileURL(resolve(folder, file)).href) as Promise<{ readonly default?: unknown }>,
    catch: (cause) => badInput(`${file}: ${unloadable(cause)}`)
  })
  if (module.default === undefined) return yield* badInput(`${file}: it has no default export; defineConfig({ … }) is expected`)
  return yield* judged(file, module.default)
})

/** Arguments with what the configuration of the working directory says for flags that they leave out. */
export interface Completed {
  /** The arguments, completed. */
  readonly args: ReadonlyArray<string>
  /** For {@link Configuration}. */
  readonly brought: Brought
  /** An error of a value that came from the configuration, with the file and the field. */
  readonly blamed: (error: BadInput) => BadInput
}

const asIs = (args: ReadonlyArray<string>): Completed => ({ args, brought: nothing, blamed: (error) => error })

/** Completes the arguments of `run` and `list` from the configuration of a folder. Flags win; `--no-config` leaves the configuration alone, and so does a call for help. */
export const completed = Effect.fnUntraced(function* (
  args: ReadonlyArray<string>,
  folder: string = process.cwd()
): Effect.fn.Return<Completed, BadInput> {
  const [command] = args
  const aside = new Set(["--no-config", "--help", "-h", "--version", "--completions"])
  if ((command !== "run" && command !== "list") || args.some((arg) => aside.has(arg))) return asIs(args)
  const [file, another] = files.filter((name) => kindOf(join(folder, name)) === "file")
  if (file === undefined) return asIs(args)
  if (another !== undefined) return yield* badInput(`${file} and ${another}: only one of them can be the configuration`)
  const values = yield* read(file, folder)
  const given = (flag: string): boolean =>
    [flag, ...(aliases[flag] ?? [])].some((name) => args.some((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`)))
  const wins = (flag: string): boolean => (compositions.includes(flag) ? compositions.some(given) : given(flag))
  const named = namedIn(args)
  // A parameter that the command line sets is not swept, and one that it sweeps is not set.
  const left = (field: string, texts: ReadonlyArray<string>): ReadonlyArray<string> =>
    parameters.has(field) ? texts.filter((text) => !named.has(text.split("=")[0]?.trim() ?? "")) : texts
  const flags =
    command === "list"
      ? []
      : [...values].flatMap(([field, texts]) => (field === "plugins" || wins(field) ? [] : [[field, left(field, texts)] as const]))
  const plugins = values.get("plugins") ?? []
  const blamed = (error: BadInput): BadInput => {
    const [, flag = "", value = ""] = /^--([a-z]+) "?(\S*)/.exec(error.message) ?? []
    if (flag === "plugin" && plugins.some((plugin) => value === `${plugin}:`)) return badInput(`${file}, plugins: ${error.message}`)
    return flags.some(([field]) => field === flag) ? badInput(`${file}, ${flag}: ${error.message}`) : error
  }
  const whole = [...args, ...flags.flatMap(([field, texts]) => texts.map((text) => `--${field}=${text}`))]
  const said = [...whole, ...plugins.map((plugin) => `--plugin=${plugin}`), "--no-config"]
  return { args: whole, brought: { file, plugins, said }, blamed }
})
