import { join, relative, sep } from "node:path"
import { gzipSync } from "node:zlib"
import { bundle, root } from "./bundle.ts"

const application = (file: string): string => join(root, "tooling/browser/test/app", file)

/** The application that is weighed: suite 1 by its number, as most will take it. */
const byNumber = application("byNumber.ts")
/** The same, with suite 1 put together from its parts. */
const byParts = application("byParts.ts")

/** What our own code may weigh, gzip, in bytes: the strict stack without noble's primitives and without Effect. */
export const budget = 60_000

/** Bytes of minified JavaScript, as they stand and after gzip at its best level. */
export interface Weight {
  readonly minified: number
  readonly gzip: number
}

/** What the application weighs. */
export interface Sizes {
  /** Our own code, one file. */
  readonly own: Weight
  readonly noble: Weight
  /** What is left of noble when the suite is put together from its parts and not called by its number. */
  readonly nobleByParts: Weight
  readonly effect: Weight
  /** All three as the one file that an application would ship. */
  readonly total: Weight
  /** That file, and the one with the suite from its parts. */
  readonly code: { readonly byNumber: string; readonly byParts: string }
  /** Our own code, cut by package. Small files compress worse, so these sum to more than `own`. */
  readonly packages: ReadonlyArray<readonly [name: string, weight: Weight]>
}

const weigh = (code: string): Weight => ({ minified: Buffer.byteLength(code), gzip: gzipSync(code, { level: 9 }).length })

/** The owner of a module: `noble`, `effect`, or ours. A module of anybody else is a new dependency, and must be named here first. */
const ownerOf = (id: string): string => {
  const at = id.lastIndexOf(`${sep}node_modules${sep}`)
  if (at < 0) return "own"
  const name = id.slice(at + `${sep}node_modules${sep}`.length)
  if (name.startsWith(`@noble${sep}`)) return "noble"
  if (name.startsWith(`effect${sep}`)) return "effect"
  throw new Error(`a module that is neither ours, noble's nor Effect's: ${id}`)
}

/** `packages/wire/src/commit.ts` is of `wire`. The bundler's own helpers count as the application's. */
const packageOf = (id: string): string => {
  const [top, name] = relative(root, id).split(sep)
  return top === "packages" && name !== undefined ? name : "application"
}

/** Bundles the application with its modules put together as `nameOf` says, and weighs each file. The entry's file holds what nobody else took. */
const split = async (file: string, nameOf: (id: string) => string, entry: string): Promise<ReadonlyMap<string, Weight>> => {
  const chunks = await bundle(file, {
    minify: true,
    codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: nameOf, debugName: "owner" }] }
  })
  return new Map(chunks.map(({ code, isEntry, name }) => [isEntry ? entry : name, weigh(code)]))
}

const found = (weights: ReadonlyMap<string, Weight>, name: string): Weight => {
  const weight = weights.get(name)
  if (weight === undefined) throw new Error(`the bundle has no part called ${name}, only ${[...weights.keys()].join(", ")}`)
  return weight
}

const asOneFile = async (file: string): Promise<string> => {
  const [whole, ...more] = await bundle(file, { minify: true, codeSplitting: false })
  if (whole === undefined || more.length > 0) throw new Error(`one file was expected, not ${more.length + 1}`)
  return whole.code
}

/** Bundles the application in several ways and weighs it. Throws `NotForBrowsers` when any module of it imports one of Node's. */
export const measure = async (): Promise<Sizes> => {
  const owners = await split(byNumber, ownerOf, "own")
  const packages = await split(byNumber, (id) => (ownerOf(id) === "own" ? packageOf(id) : "others"), "application")
  const code = { byNumber: await asOneFile(byNumber), byParts: await asOneFile(byParts) }
  return {
    own: found(owners, "own"),
    noble: found(owners, "noble"),
    nobleByParts: found(await split(byParts, ownerOf, "own"), "noble"),
    effect: found(owners, "effect"),
    total: weigh(code.byNumber),
    code,
    packages: [...packages].filter(([name]) => name !== "others").toSorted(([, a], [, b]) => b.gzip - a.gzip)
  }
}
