import { pluggedParts } from "@copath/lab-core"
import type { Part } from "@copath/profile-lab"
import { Effect, Option, Result } from "effect"
import { createRequire } from "node:module"
import { join, resolve } from "node:path"
import { pathToFileURL } from "node:url"
import { type BadInput, badInput, oneLine } from "./badInput.ts"
import { kindOf } from "./files.ts"

/** The address of a plug-in: a file below the working directory, or a package that is installed there. */
const addressOf = (name: string): Effect.Effect<string, BadInput> => {
  const path = resolve(name)
  if (kindOf(path) === "file") return Effect.succeed(pathToFileURL(path).href)
  if (/^[./]/.test(name)) return Effect.fail(badInput(`--plugin ${name}: there is no such file`))
  return Effect.try({
    try: () => pathToFileURL(createRequire(join(process.cwd(), "package.json")).resolve(name)).href,
    catch: () => badInput(`--plugin ${name}: neither a file nor a package installed here`)
  })
}

/** Whether a module is no module, or what it imports is not there; else it threw by itself. */
const faulty = (cause: unknown): boolean => cause instanceof SyntaxError || (cause instanceof Error && "code" in cause)

/** Where an error came about, if a file is named. */
const placeOf = (cause: unknown): string => {
  const at = cause instanceof Error ? /file:\/\/\S+?:\d+(?::\d+)?/.exec(cause.stack ?? "")?.[0] : undefined
  return at === undefined ? "" : ` (${at.replace(/^file:\/\//, "")})`
}

/** How long a module may take until it is there. */
const patience = "60 seconds"

/** Why a plug-in's or a configuration's module could not be loaded. Packages are looked for from where the file stands, not from here. */
export const unloadable = (cause: unknown): string => {
  const message = oneLine(cause instanceof Error ? cause.message : String(cause))
  const missing = /cannot find package '([^']+)'/i.exec(message)?.[1]
  if (missing === undefined) return faulty(cause) ? message + placeOf(cause) : `it throws when it is imported: ${message}${placeOf(cause)}`
  return `it imports ${missing}, which cannot be found from where it stands; it must stand in a package whose dependencies name ${missing}, as lab new makes one`
}

const loadOne = Effect.fnUntraced(function* (name: string) {
  const address = yield* addressOf(name)
  const loading = Effect.tryPromise({
    try: () => import(address) as Promise<{ readonly default?: unknown }>,
    catch: (cause) => badInput(`--plugin ${name}: ${unloadable(cause)}`)
  })
  const module = Option.getOrUndefined(yield* Effect.timeoutOption(loading, patience))
  if (module === undefined)
    return yield* badInput(`--plugin ${name}: it is not there after ${patience}: something that it awaits as it is imported does not come`)
  const parts = pluggedParts(module.default)
  return yield* Result.isSuccess(parts) ? Effect.succeed(parts.success) : Effect.fail(badInput(`--plugin ${name}: ${parts.failure}`))
})

/** A plug-in's part, and where it came from. */
export interface Plugged {
  /** What the file or package exports. */
  readonly part: Part
  /** The file or package, as it was named. */
  readonly from: string
}

const namesOf = ({ aliases = [], id }: Part): ReadonlyArray<string> => [id, ...aliases]

/** The parts of all plug-ins with their origins, in order. One that is named twice is taken in once; two may not go by one name. */
export const loadNamed = Effect.fnUntraced(function* (names: ReadonlyArray<string>): Effect.fn.Return<ReadonlyArray<Plugged>, BadInput> {
  const loaded: Array<Plugged> = []
  for (const from of names) {
    for (const part of yield* loadOne(from)) {
      const names = namesOf(part)
      const other = loaded.find((known) => known.part.axis === part.axis && namesOf(known.part).some((one) => names.includes(one)))
      if (other === undefined) loaded.push({ part, from })
      else if (other.part !== part) {
        const both =
          other.part.id === part.id ? `the ${part.axis} ${part.id}` : `the ${part.axis} ${part.id}, or an alias of it, and ${other.part.id}`
        return yield* badInput(
          other.from === from
            ? `--plugin ${from}: two of its parts go by one name: ${both}`
            : `--plugin ${from}: its part and one of --plugin ${other.from} go by one name: ${both}`
        )
      }
    }
  }
  return loaded
})

/** The parts of all plug-ins, in order. */
export const loadPlugins = (names: ReadonlyArray<string>): Effect.Effect<ReadonlyArray<Part>, BadInput> =>
  Effect.map(loadNamed(names), (loaded) => loaded.map(({ part }) => part))
