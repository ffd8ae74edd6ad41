import { axes, type Axis, builtIn, isAxis, type Part } from "@copath/profile-lab"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { nearest } from "./nearest.ts"

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
const objectionTo = (definition: unknown): string | undefined => {
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

/**
 * The parts that a plug-in's module exports by default, one or an array; or why they are none, as half a sentence that begins with "it" or "its". Types do not reach
 * a module that is loaded by its name, so each field is looked at.
 */
export const pluggedParts = (exported: unknown): Result.Result<ReadonlyArray<Part>, string> => {
  if (exported === undefined) return Result.fail("it has no default export; one part or an array of parts is expected")
  const definitions: ReadonlyArray<unknown> = Array.isArray(exported) ? exported : [exported]
  if (definitions.length === 0) return Result.fail("its default export is a list without parts")
  for (const [i, definition] of definitions.entries()) {
    const wrong = objectionTo(definition)
    if (wrong !== undefined) return Result.fail(`${definitions.length === 1 ? "its part" : `part ${i + 1}`} ${wrong}`)
  }
  return Result.succeed(definitions as ReadonlyArray<Part>)
}
