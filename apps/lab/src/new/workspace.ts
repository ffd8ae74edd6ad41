import { existsSync, readFileSync } from "node:fs"
import { dirname, join, relative, resolve, sep } from "node:path"

/** The clone that this program runs from. */
export const clone: string = resolve(import.meta.dirname, "../../../..")

/** A path in the clone as it is seen from a folder. */
export const inClone = (path: string, from: string): string => relative(from, join(clone, path))

/** Whether a folder is the clone or lies in it. */
export const isInside = (folder: string): boolean => folder === clone || folder.startsWith(clone + sep)

/** Folders whose children are packages of the workspace, such as `examples`. */
const nurseries = (): ReadonlyArray<string> =>
  [...readFileSync(join(clone, "pnpm-workspace.yaml"), "utf8").matchAll(/^ {2}- (\S+)\/\*/gm)].map(([, folder = ""]) => folder)

/** The package or app of the workspace that goes by a folder's name: tests are called by it. */
export const namesake = (name: string): string | undefined =>
  nurseries()
    .map((kind) => join(kind, name))
    .find((path) => existsSync(join(clone, path)))

/** Whether `pnpm install` would take a folder for a package of the workspace. */
export const isMember = (folder: string): boolean => nurseries().includes(relative(clone, dirname(folder)))

/** Where packages of strangers stand in the clone. */
export const nursery: string = join(clone, "examples")

const find = (name: string): string | undefined => {
  const scope = "@copath/"
  const own = ["packages", "tooling"].map((kind) => join(clone, kind, name.slice(scope.length)))
  const others = ["packages/conformance", "packages/crypto-noble", "."].map((folder) => join(clone, folder, "node_modules", name))
  return (name.startsWith(scope) ? own : others).find((path) => existsSync(join(path, "package.json")))
}

/** Whether the clone has a package: Node.js is optional there. */
export const isInstalled = (name: string): boolean => find(name) !== undefined

/** Where in the clone an installed package is found, relative to `from`: one of its own by name, one of others beside a package that uses it. */
export const installed = (name: string, from: string): string => {
  const found = find(name)
  if (found === undefined) throw new Error(`${name} is not in ${clone}; has pnpm install been run there?`)
  return relative(from, found)
}
