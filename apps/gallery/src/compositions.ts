import { pluggedParts } from "@copath/lab-core"
import { catalog, type Composed, isAxis, type Part, profiles, type Spec } from "@copath/profile-lab"
import { Effect, Result, Schema } from "effect"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { BadConfiguration } from "./configuration.ts"

/** A composition in a configuration: a profile's name, or `axis=part,axis=part` for what differs from RFC 9420, as `lab list` names them. */
export const Composition = Schema.NonEmptyString

/** The folder that plug-ins are looked for from. */
const root = join(import.meta.dirname, "../../..")

/** A composition that was asked for, as plain data. */
export interface Wanted {
  /** As it was asked for. */
  readonly name: string
  /** Its parts that differ. */
  readonly spec: Spec
}

const specOf = (text: string): Spec | undefined => {
  const profile = profiles.find(({ name }) => name === text)
  if (profile !== undefined) return profile.spec
  const pairs = text.split(",").map((pair) => pair.split("="))
  return pairs.every(([axis = "", part = "", ...more]) => isAxis(axis) && part !== "" && more.length === 0)
    ? Object.fromEntries(pairs)
    : undefined
}

const loaded = (name: string): Effect.Effect<ReadonlyArray<Part>, string> =>
  Effect.tryPromise({
    try: () => import(pathToFileURL(join(root, name)).href) as Promise<{ readonly default?: unknown }>,
    catch: (cause) => `it cannot be loaded from the repository's folder: ${cause instanceof Error ? cause.message : String(cause)}`
  }).pipe(Effect.flatMap((module) => Effect.fromResult(pluggedParts(module.default))))

/** The parts of plug-ins, by the names of their modules. What cannot be loaded, or is no part, is a mistake in the field `plugins`. */
export const partsOf = (file: string, plugins: ReadonlyArray<string>): Effect.Effect<ReadonlyArray<Part>, BadConfiguration> =>
  Effect.map(
    Effect.forEach(plugins, (name, i) =>
      Effect.mapError(loaded(name), (why) => new BadConfiguration({ file, field: `plugins[${i}]`, detail: `${name}: ${why}` }))
    ),
    (all) => all.flat()
  )

/** Reads a configuration's compositions, each of which its catalog must have the parts of. */
export const wantedOf = (
  file: string,
  field: string,
  texts: ReadonlyArray<string>,
  parts: ReadonlyArray<Part> = []
): Effect.Effect<ReadonlyArray<Wanted>, BadConfiguration> =>
  Effect.forEach(texts, (name, i) => {
    const wrong = (detail: string) => new BadConfiguration({ file, field: `${field}[${i}]`, detail })
    const spec = specOf(name)
    if (spec === undefined) {
      const names = profiles.map((profile) => profile.name).join(", ")
      return Effect.fail(wrong(`"${name}" is no composition: a profile (${names}) or axis=part,axis=part is expected`))
    }
    const composed = catalog(parts).compose(spec)
    return Result.isSuccess(composed) ? Effect.succeed({ name, spec }) : Effect.fail(wrong(composed.failure.message))
  })

/** A composition that was read by {@link wantedOf}, with the provider that is wanted of it. */
export const composedOf = ({ spec }: Wanted, provider: string, parts: ReadonlyArray<Part> = []): Composed =>
  Result.getOrThrow(catalog(parts).compose({ ...spec, provider }))
