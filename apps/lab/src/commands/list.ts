import { type ClaimedAlgorithm, suiteIds, suiteNames } from "@copath/contracts"
import { defaultSuite, namedPolicies, namedWorkloads, type Parameter, policySettings, policyValues, type Sweep } from "@copath/lab-core"
import { axes, catalog, type Catalog, type Part, profiles, threatModels } from "@copath/profile-lab"
import { Effect } from "effect"
import { Command, Flag } from "effect/cli"
import { configFlag, Configuration } from "../config.ts"
import { print, terminalWidth } from "../files.ts"
import { loadNamed } from "../plugins.ts"
import { importKinds } from "./import.ts"

/** A name and what it is, the text indented under itself. */
const entry = (name: string, text: string, width: number, column: number): string => {
  const lines: Array<string> = []
  for (const word of text.split(" ")) {
    const line = lines.at(-1)
    if (line !== undefined && column + line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  const indent = " ".repeat(column)
  const head = `  ${name}`
  const [first = "", ...rest] = lines
  return [head.length < column ? head.padEnd(column) + first : `${head}\n${indent}${first}`, ...rest.map((line) => indent + line)].join(
    "\n"
  )
}

const block = (title: string, rows: ReadonlyArray<readonly [name: string, text: string]>, width: number): string => {
  const column = Math.min(30, 4 + Math.max(...rows.map(([name]) => name.length)))
  return [title, ...rows.map(([name, text]) => entry(name, text, width, column))].join("\n")
}

/** Where a part from outside came from: the plug-in, and the configuration that names it. */
type Origins = ReadonlyMap<Part, string>

/** What an algorithm's author says of it; nobody has measured it. */
const claimsOf = (part: Part): ReadonlyArray<string> => {
  const algorithm = part.axis === "algorithm" ? part.algorithm : undefined
  if (algorithm === undefined || !("claims" in algorithm)) return []
  const { deterministic, postQuantum, unforgeability } = (algorithm as ClaimedAlgorithm).claims
  const said = [`${unforgeability} unforgeability`, ...(deterministic ? ["deterministic"] : []), ...(postQuantum ? ["post-quantum"] : [])]
  return [`claims ${said.join(", ")}`]
}

const partRow = (part: Part, plugins: Origins, first: boolean): readonly [string, string] => {
  const aliases = part.aliases === undefined ? "" : ` (${part.aliases.join(", ")})`
  const from = plugins.get(part)
  const plugged = from === undefined ? [] : [...claimsOf(part), `plug-in ${from}`]
  const marks = [part.source, ...(part.strict ? ["strict"] : []), ...(first ? ["default"] : []), ...plugged]
  return [part.id + aliases, `${part.title} [${marks.join("; ")}]`]
}

const values = (record: Readonly<Record<string, unknown>>): string =>
  Object.entries(record)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(", ")

/** A parameter's default, and what it stands for where a 0 is not none. */
const meaning = ({ value, zero }: Parameter): string => (value === 0 && zero !== undefined ? `0 (${zero})` : String(value))

/** The values for which the literature has figures. */
const sweepOf = (sweep: Sweep | undefined): string => (sweep === undefined ? "" : `; --sweep ${sweep.key}=${sweep.values.join(",")}`)

const text = (parts: Catalog, plugins: Origins, width: number): string => {
  const blocks = [
    ...axes.map((axis) =>
      block(
        axis,
        parts.of(axis).map((part, i) => partRow(part, plugins, i === 0)),
        width
      )
    ),
    block(
      "profiles (--profile)",
      profiles.map(({ name, spec, title }) => [name, `${title}: ${Object.keys(spec).length === 0 ? "every default" : values(spec)}`]),
      width
    ),
    block(
      "threat models (--assume)",
      threatModels.map(({ name, title }) => [name, title]),
      width
    ),
    block(
      "cipher suites (--suite)",
      suiteIds.map((id) => [String(id), `${suiteNames[id]}${id === defaultSuite ? " [default]" : ""}`]),
      width
    ),
    block(
      "workloads (lab run NAME --set key=value)",
      namedWorkloads.map(({ about, name, parameters, sweep }) => [
        name,
        `${about}: ${values(Object.fromEntries(Object.entries(parameters).map(([key, p]) => [key, meaning(p)])))}${sweepOf(sweep)}`
      ]),
      width
    ),
    block(
      "policies (--policy NAME, or settings)",
      Object.entries(namedPolicies).map(([name, policy]) => [name, values(policyValues(policy))]),
      width
    ),
    block(
      "policy settings",
      policySettings.map(([key, takes]) => [key, takes]),
      width
    ),
    block(
      "imports (lab import FILE --as KIND)",
      importKinds.map(({ about, kind }) => [kind, about]),
      width
    )
  ]
  return `Parts by axis (--vary axis=a,b). Strict ones keep a group RFC 9420 on the wire.\n\n${blocks.join("\n\n")}\n`
}

const json = (parts: Catalog, plugins: Origins): string => {
  const listed = {
    parts: axes.flatMap((axis) =>
      parts.of(axis).map((part) => ({
        axis,
        id: part.id,
        aliases: part.aliases ?? [],
        title: part.title,
        source: part.source,
        strict: part.strict,
        plugin: plugins.has(part),
        ...(plugins.has(part) ? { from: plugins.get(part) } : {})
      }))
    ),
    profiles,
    suites: suiteIds.map((id) => ({ id, name: suiteNames[id], default: id === defaultSuite })),
    workloads: namedWorkloads.map(({ about, name, parameters, sweep }) => ({
      name,
      about,
      parameters,
      ...(sweep === undefined ? {} : { sweep })
    })),
    policies: Object.entries(namedPolicies).map(([name, policy]) => ({ name, values: policyValues(policy) })),
    policySettings: Object.fromEntries(policySettings),
    imports: importKinds
  }
  return `${JSON.stringify(listed, null, 1)}\n`
}

export const list = Command.make(
  "list",
  {
    json: Flag.Boolean("json").pipe(Flag.withDescription("As JSON"), Flag.withDefault(false)),
    config: configFlag,
    plugin: Flag.String("plugin").pipe(
      Flag.withMetavar("file|package"),
      Flag.withDescription("Also list these parts from outside (repeatable)"),
      Flag.atLeast(0)
    )
  },
  Effect.fnUntraced(function* ({ json: asJson, plugin }) {
    const { file, plugins: ambient } = yield* Configuration
    const added = yield* loadNamed([...ambient, ...plugin])
    const parts = catalog(added.map(({ part }) => part))
    const plugins = new Map(added.map(({ from, part }) => [part, ambient.includes(from) ? `${from} of ${file}` : from]))
    yield* print(asJson ? json(parts, plugins) : text(parts, plugins, Math.min(terminalWidth(), 120)))
  })
).pipe(
  Command.withDescription("Lists parts by axis, profiles, cipher suites, workloads, policies and imports."),
  Command.withShortDescription("What there is to choose from")
)
