import { axes, type Axis, builtIn, type Part } from "@copath/profile-lab"
import { Effect, Layer } from "effect"
import { createRequire } from "node:module"
import { join, resolve } from "node:path"
import { pathToFileURL } from "node:url"
import { type BadInput, badInput, oneLine } from "./badInput.ts"
import { kindOf } from "./files.ts"
import { distance } from "./nearest.ts"

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

/** What is wrong with a plug-in's definition, in one sentence; `undefined` for a part. */
const objection = (definition: unknown): string | undefined => {
  if (typeof definition !== "object" || definition === null || Array.isArray(definition)) {
    return "is not a part: export what signatureScheme(…), cgka(…) or another definer of @copath/profile-lab gives"
  }
  const part = definition as Readonly<Record<string, unknown>>
  const axis = axes.find((known) => known === part["axis"])
  if (axis === undefined) return `names ${JSON.stringify(part["axis"]) ?? "nothing"} as its axis; the axes are ${axes.join(", ")}`
  const wanted = { ...everyPart, ...fieldsOf[axis] }
  for (const [name, kind] of Object.entries(wanted)) {
    if (part[name] === undefined) {
      const near = Object.keys(part).find((key) => wanted[key] === undefined && distance(key, name) <= 2)
      return `lacks "${name}" (${kind})${near === undefined ? "" : `; it has "${near}"`}`
    }
    if (!has[kind](part[name])) return `has a "${name}" that is no ${kind}`
  }
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

/** Why a plug-in's or a configuration's module could not be loaded. Packages are looked for from where the file stands, not from here. */
export const unloadable = (cause: unknown): string => {
  const message = oneLine(cause instanceof Error ? cause.message : String(cause))
  const missing = /cannot find package '([^']+)'/i.exec(message)?.[1]
  if (missing === undefined) return message
  return `it imports ${missing}, which cannot be found from where it stands; it must stand in a package whose dependencies name ${missing}, as lab new makes one`
}

const loadOne = Effect.fnUntraced(function* (name: string) {
  const address = yield* addressOf(name)
  const module = yield* Effect.tryPromise({
    try: () => import(address) as Promise<{ readonly default?: unknown }>,
    catch: (cause) => badInput(`--plugin ${name}: ${unloadable(cause)}`)
  })
  if (module.default === undefined)
    return yield* badInput(`--plugin ${name}: it has no default export; one part or an array of parts is expected`)
  const definitions: ReadonlyArray<unknown> = Array.isArray(module.default) ? module.default : [module.default]
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

/** The parts of all plug-ins with their origins, in order. One that is named twice is taken in once; two may not go by one name. */
export const loadNamed = Effect.fnUntraced(function* (names: ReadonlyArray<string>): Effect.fn.Return<ReadonlyArray<Plugged>, BadInput> {
  const loaded: Array<Plugged> = []
  for (const from of names) {
    for (const part of yield* loadOne(from)) {
      const other = loaded.find((known) => known.part.axis === part.axis && known.part.id === part.id)
      if (other === undefined) loaded.push({ part, from })
      else if (other.part !== part) {
        return yield* badInput(`--plugin ${from}: its part takes the name of the ${part.axis} ${part.id} of --plugin ${other.from}`)
      }
    }
  }
  return loaded
})

/** The parts of all plug-ins, in order. */
export const loadPlugins = (names: ReadonlyArray<string>): Effect.Effect<ReadonlyArray<Part>, BadInput> =>
  Effect.map(loadNamed(names), (loaded) => loaded.map(({ part }) => part))
