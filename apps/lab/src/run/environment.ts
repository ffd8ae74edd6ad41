import type { Environment } from "@copath/lab-core"
import { execFileSync } from "node:child_process"
import { existsSync, readFileSync, realpathSync } from "node:fs"
import { createRequire } from "node:module"
import { arch, cpus, platform, release, totalmem } from "node:os"
import { dirname, join, relative, resolve } from "node:path"
import manifest from "../../package.json" with { type: "json" }
import { kindOf } from "../files.ts"
import { pluginState } from "./journal.ts"

/** This program's version. */
export const version: string = manifest.version

interface Manifest {
  readonly version?: string
  readonly dependencies?: Readonly<Record<string, string>>
}

const counts = (name: string): boolean => name.startsWith("@copath/") || name === "effect"

/** The manifest of a package as a module in `folder` would find it, and the folder it is in. Packages need not export their manifest. */
const manifestOf = (name: string, folder: string): readonly [manifest: Manifest, folder: string] | undefined => {
  for (const modules of createRequire(join(folder, "package.json")).resolve.paths(name) ?? []) {
    const path = join(modules, name, "package.json")
    // The real path: a package's own dependencies are beside that.
    if (existsSync(path)) return [JSON.parse(readFileSync(path, "utf8")) as Manifest, dirname(realpathSync(path))]
  }
  return undefined
}

/** Versions of the project's packages that take part, near and far, and of Effect, by name. */
const versions = (): Readonly<Record<string, string>> => {
  const found = new Map<string, string>()
  const visit = ({ dependencies = {} }: Manifest, folder: string): void => {
    for (const name of Object.keys(dependencies).filter((one) => counts(one) && !found.has(one))) {
      const there = manifestOf(name, folder)
      if (there === undefined) continue
      found.set(name, there[0].version ?? "unknown")
      visit(...there)
    }
  }
  visit(manifest, join(import.meta.dirname, "../.."))
  return Object.fromEntries([...found].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** Plug-ins: packages with their versions, and files, which have none, with a hash of what they hold. What a file imports is not looked at. */
const pluginVersions = (plugins: ReadonlyArray<string>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    plugins.map((plugin) =>
      kindOf(plugin) === "file"
        ? [`plug-in ${relative(process.cwd(), resolve(plugin))}`, pluginState(plugin).slice(0, 16)]
        : [`plug-in ${plugin}`, manifestOf(plugin, process.cwd())?.[0].version ?? "unknown"]
    )
  )

const git = (...args: ReadonlyArray<string>): string | undefined => {
  try {
    return execFileSync("git", ["-C", import.meta.dirname, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim()
  } catch {
    return undefined
  }
}

/** The source's commit, where this is a clone. */
const source = (): Pick<Environment, "commit" | "dirty"> => {
  const commit = git("rev-parse", "HEAD")
  return commit === undefined ? {} : { commit, dirty: git("status", "--porcelain", "--untracked-files=no") !== "" }
}

/** On what and with what a run is made, plug-ins included. */
export const environment = (plugins: ReadonlyArray<string> = []): Environment => {
  const processors = cpus()
  return {
    lab: version,
    runtime: `Node.js ${process.versions.node}, OpenSSL ${process.versions.openssl}`,
    os: `${platform()} ${release()} ${arch()}`,
    cpu: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    memory: totalmem(),
    parts: { ...versions(), ...pluginVersions(plugins) },
    ...source()
  }
}
