import { nearest } from "@copath/lab-core"
import { axes, type Axis, builtIn, isAxis, type Part } from "@copath/profile-lab"
import { Effect, Layer, Option } from "effect"
import { createRequire } from "node:module"
import { join, resolve } from "node:path"
import { pathToFileURL } from "node:url"
import { type BadInput, badInput, oneLine } from "./badInput.ts"
import { kindOf } from "./files.ts"

type Kind = "text" | "layer" | "function" | "object" | "boolean" | "public or private"
type Fields = Readonly<Record<string, Kind>>

const everyPart: Fields = { id: "text", title: "text", source: "text", strict: "boolean" }

/** What a definition must hold beside `everyPart`, by axis. */
const fieldsOf: { readonly [A in Axis]: Fields } = {
  cgka: { layer: "layer" },
  "double-join": { layer: "layer" },
  init: { layer: "layer" },
  shape: { layer: "layer" },
  schedule: { layer: "layer" },
  protection: { layer: "layer" },
  nonce: { layer: "layer" },
  "sender-data": { layer: "layer" },
  channel: { layer: "layer" },
  signature: { layer: "layer" },
  position: { layer: "layer" },
  signed: { layer: "layer" },
  lengths: { layer: "layer" },
  algorithm: { algorithm: "object" },
  aead: { aead: "object" },
  integrity: { layer: "layer" },
  insider: { layer: "layer", checks: "layer" },
  handshake: { choice: "public or private" },
  state: { layer: "layer" },
  recovery: { layer: "layer" },
  devices: { layer: "layer" },
  provider: { suite: "function", entropy: "layer", algorithms: "object", aeads: "object" },
  delivery: { layer: "layer" }
}

const has: { readonly [K in Kind]: (value: unknown) => boolean } = {
  text: (value) => typeof value === "string" && value !== "",
  layer: (value) => Layer.isLayer(value),
  function: (value) => typeof value === "function",
  object: (value) => typeof value === "object" && value !== null,
  boolean: (value) => typeof value === "boolean",
  "public or private": (value) => value === "public" || value === "private"
}

/** What a part may be called: names stand in `axis=part,axis=part` texts, and on the wire. */
const fitting = /^[a-z0-9][a-z0-9.+/-]*$/

/** A signature algorithm's claims are its author's word, and one of them no suite can keep. */
const wrongClaim = (algorithm: unknown): string | undefined => {
  const claims = typeof algorithm === "object" && algorithm !== null && "claims" in algorithm ? algorithm.claims : undefined
  const stateful = typeof claims === "object" && claims !== null && "stateful" in claims ? claims.stateful : false
  return stateful === false
    ? undefined
    : "claims to be stateful: a suite's algorithm has no place for a key that changes; make it a signatureScheme(…), whose sign gives the next state"
}

/** Fields that a part may have or not. */
const optional: Readonly<Record<string, (value: unknown) => boolean>> = {
  aliases: (value) => Array.isArray(value) && value.every((one) => typeof one === "string"),
  implies: (value) => isByAxis(value),
  fixes: (value) => isByAxis(value),
  sealing: (value) => Layer.isLayer(value),
  around: (value) => Layer.isLayer(value),
  base: (value) => value === "symbolic" || value === "counting"
}
const expectedOf: Readonly<Record<string, string>> = {
  aliases: "a list of texts",
  implies: `parts by axis, such as { integrity: "none" }`,
  fixes: "reasons by axis, as half sentences",
  sealing: "a layer",
  around: "a layer",
  base: "symbolic or counting"
}

const isByAxis = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.entries(value).every(([axis, text]) => isAxis(axis) && has.text(text))

const noAxis = (part: Readonly<Record<string, unknown>>): string => {
  const all = `the axes are ${axes.join(", ")}`
  const { axis } = part
  if (axis !== undefined) {
    const near = typeof axis === "string" ? nearest(axes, axis) : undefined
    return `names ${JSON.stringify(axis) ?? typeof axis} as its axis${near === undefined ? "" : `; ${near} is one`}; ${all}`
  }
  const near = nearest(Object.keys(part), "axis")
  return `lacks "axis"${near === undefined ? "" : `; it has "${near}"`}; ${all}`
}

/** What is wrong with the fields that a part need not have: a value of another kind, or a name that is nearly one of theirs. */
const oddity = (part: Readonly<Record<string, unknown>>, wanted: Fields): string | undefined => {
  for (const [name, value] of Object.entries(part)) {
    const fits = Object.hasOwn(optional, name) ? optional[name] : undefined
    if (fits !== undefined && value !== undefined && !fits(value)) return `has an odd "${name}"; expected: ${expectedOf[name]}`
    if (fits !== undefined || wanted[name] !== undefined || name === "axis") continue
    // Short names are near to all sorts of words.
    const near = nearest(
      Object.keys(optional).filter((one) => one.length > 5),
      name
    )
    if (near !== undefined && part[near] === undefined) return `has "${name}", which no part has; "${near}" is a field`
  }
  return undefined
}

/** What is wrong with a plug-in's definition, in one sentence; `undefined` for a part. */
const objection = (definition: unknown): string | undefined => {
  if (typeof definition !== "object" || definition === null || Array.isArray(definition)) {
    return "is not a part: export what signatureScheme(…), cgka(…) or another definer of @copath/profile-lab gives"
  }
  const part = definition as Readonly<Record<string, unknown>>
  if (Layer.isLayer(part)) return "is a layer alone: signatureScheme({ id, title, source, layer }), cgka(…) and so on make a part of it"
  const axis = axes.find((known) => known === part["axis"])
  if (axis === undefined) return noAxis(part)
  const wanted = { ...everyPart, ...fieldsOf[axis] }
  for (const [name, kind] of Object.entries(wanted)) {
    if (part[name] === undefined) {
      const others = Object.keys(part).filter((key) => wanted[key] === undefined)
      const near = nearest(others, name)
      return `lacks "${name}" (${kind})${near === undefined ? "" : `; it has "${near}"`}`
    }
    if (!has[kind](part[name])) return `has a "${name}" that is no ${kind}`
  }
  const odd = oddity(part, wanted)
  if (odd !== undefined) return odd
  const named = [part["id"], ...(Array.isArray(part["aliases"]) ? (part["aliases"] as ReadonlyArray<unknown>) : [])]
  const unfit = named.find((name) => typeof name !== "string" || !fitting.test(name))
  if (unfit !== undefined)
    return `goes by ${JSON.stringify(unfit)}; ids and aliases are small letters, digits and any of . + / -: ${fitting.source}`
  const stateful = wrongClaim(part["algorithm"])
  if (stateful !== undefined) return stateful
  if (part["strict"] === true) return "says that it is strict; parts from outside are experimental"
  const names = new Set(named)
  const taken = builtIn.find((known) => known.axis === axis && [known.id, ...(known.aliases ?? [])].some((name) => names.has(name)))
  return taken === undefined ? undefined : `takes the name of the built-in ${axis} ${taken.id}`
}

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
  if (module.default === undefined)
    return yield* badInput(`--plugin ${name}: it has no default export; one part or an array of parts is expected`)
  const definitions: ReadonlyArray<unknown> = Array.isArray(module.default) ? module.default : [module.default]
  if (definitions.length === 0) return yield* badInput(`--plugin ${name}: its default export is a list without parts`)
  for (const [i, definition] of definitions.entries()) {
    const wrong = objection(definition)
    if (wrong !== undefined) return yield* badInput(`--plugin ${name}: ${definitions.length === 1 ? "its part" : `part ${i + 1}`} ${wrong}`)
  }
  return definitions as ReadonlyArray<Part>
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
