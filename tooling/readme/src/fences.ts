import { globSync, readFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"

/** A block of code marked `ts` in a README. `readme` is relative to the repository, `line` that of the opening fence, from 1. */
export interface Fence {
  readonly readme: string
  readonly line: number
  readonly code: string
}

/** The `ts` fences of a markdown text, indented ones included. A fence that is never closed is an error. */
export const fencesIn = (readme: string, text: string): ReadonlyArray<Fence> => {
  const fences: Array<Fence> = []
  const lines = text.split("\n")
  for (let at = 0; at < lines.length; at++) {
    const open = /^(\s*)(`{3,})(\S*)\s*$/.exec(lines[at] ?? "")
    if (open === null) continue
    const [, indent = "", ticks = "", language = ""] = open
    const start = at
    const code: Array<string> = []
    for (at++; (lines[at] ?? "").trim() !== ticks; at++) {
      if (at >= lines.length) throw new Error(`${readme}:${start + 1}: the fence is never closed`)
      code.push((lines[at] ?? "").slice(indent.length))
    }
    if (language === "ts") fences.push({ readme, line: start + 1, code: code.join("\n") })
  }
  return fences
}

/** Every fence of the repository's own README and of those of packages, apps and examples. */
export const readFences = (root: string): ReadonlyArray<Fence> =>
  globSync(["README.md", "packages/*/README.md", "apps/*/README.md", "examples/*/README.md"], { cwd: root })
    .toSorted()
    .flatMap((readme) => fencesIn(readme, readFileSync(join(root, readme), "utf8")))

/**
 * The program of a fence that is written into `folder`: relative imports still mean files beside the README, and it is a module even when it
 * imports nothing. The first line stays the first line, so an error's line number leads to the README.
 */
export const programOf = (root: string, folder: string, { code, readme }: Fence): string => {
  const beside = relative(folder, join(root, dirname(readme)))
  return `${code.replaceAll(/(\bfrom\s+"|\bimport\s*\(?\s*")(\.\.?\/)/g, `$1${beside}/$2`)}\nexport {}\n`
}
