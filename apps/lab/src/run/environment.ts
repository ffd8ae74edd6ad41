import type { Environment } from "@copath/lab-core"
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { arch, cpus, platform, release, totalmem } from "node:os"
import manifest from "../../package.json" with { type: "json" }

/** This program's version. */
export const version: string = manifest.version

const require = createRequire(import.meta.url)

/** Versions of the packages that took part, by name. */
const versions = (): Readonly<Record<string, string>> => {
  const found: Record<string, string> = {}
  for (const name of Object.keys(manifest.dependencies).filter((one) => one.startsWith("@copath/") || one === "effect")) {
    try {
      const { version } = JSON.parse(readFileSync(require.resolve(`${name}/package.json`), "utf8")) as { readonly version?: string }
      if (version !== undefined) found[name] = version
    } catch {
      // A package that does not show its manifest has no version to tell.
    }
  }
  return found
}

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

/** On what and with what a run is made. */
export const environment = (): Environment => {
  const processors = cpus()
  return {
    lab: version,
    runtime: `Node.js ${process.versions.node}, OpenSSL ${process.versions.openssl}`,
    os: `${platform()} ${release()} ${arch()}`,
    cpu: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    memory: totalmem(),
    parts: versions(),
    ...source()
  }
}
