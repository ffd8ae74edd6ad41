import { execFileSync } from "node:child_process"
import { readFileSync, realpathSync } from "node:fs"
import { join, resolve } from "node:path"
import type { Built } from "../core/environment.ts"

/** The command line: a result names its version and those of all packages that it is made of, and the page's results are to be the same. */
const lab = resolve(import.meta.dirname, "../../../lab")

interface Manifest {
  readonly version: string
  readonly dependencies?: Readonly<Record<string, string>>
}

const manifestIn = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest

/** Versions of the project's packages that a package depends on, near and far, and of Effect, by name. */
const versionsBelow = (folder: string, found = new Map<string, string>()): ReadonlyMap<string, string> => {
  for (const name of Object.keys(manifestIn(folder).dependencies ?? {})) {
    if (!(name.startsWith("@copath/") || name === "effect") || found.has(name)) continue
    const there = realpathSync(join(folder, "node_modules", name))
    found.set(name, manifestIn(there).version)
    versionsBelow(there, found)
  }
  return found
}

const git = (...args: ReadonlyArray<string>): string | undefined => {
  try {
    return execFileSync("git", ["-C", lab, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim()
  } catch {
    return undefined
  }
}

/** What the page is built from. */
export const built = (): Built => {
  const commit = git("rev-parse", "HEAD")
  return {
    lab: manifestIn(lab).version,
    parts: Object.fromEntries([...versionsBelow(lab)].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    ...(commit === undefined ? {} : { commit, dirty: git("status", "--porcelain", "--untracked-files=no") !== "" })
  }
}
