import { execFileSync } from "node:child_process"
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, dirname, join } from "node:path"

/** A copy of the repository whose sources can be changed: its packages know each other, not the originals. */
export interface WorkingCopy {
  /** The copy's root. */
  readonly root: string
  /** Deletes the copy. */
  readonly remove: () => void
}

const linkAll = (from: string, to: string, leaveOut: (name: string) => boolean): void => {
  mkdirSync(to, { recursive: true })
  for (const name of readdirSync(from)) {
    if (!leaveOut(name)) symlinkSync(join(from, name), join(to, name))
  }
}

/**
 * Copies every file that git knows or would add. What a package depends on is linked as it is in the original: workspace packages by
 * relative links, which end inside the copy, and all others in the original's store. The folders beside the repository are linked beside the
 * copy, for tests that look there for official vectors.
 */
export const copyRepository = (root: string): WorkingCopy => {
  const home = mkdtempSync(join(tmpdir(), "copath-rules-"))
  const copy = join(home, basename(root))
  const list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]
  for (const file of execFileSync("git", list, { cwd: root, encoding: "utf8", maxBuffer: 1 << 26 }).split("\0")) {
    if (file !== "" && existsSync(join(root, file))) cpSync(join(root, file), join(copy, file), { recursive: true })
  }
  // Caches, whose names begin with a dot, stay the original's own; the store does not.
  linkAll(join(root, "node_modules"), join(copy, "node_modules"), (name) => name.startsWith(".") && name !== ".pnpm" && name !== ".bin")
  for (const modules of globSync("{packages,apps,examples,tooling}/*/node_modules", { cwd: root })) {
    cpSync(join(root, modules), join(copy, modules), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !/node_modules[\\/]\.(?!bin)/.test(path.slice(root.length))
    })
  }
  linkAll(dirname(root), home, (name) => name === basename(root))
  return { root: copy, remove: () => rmSync(home, { recursive: true, force: true }) }
}

/** Writes files of the copy; `texts` by path from the root. */
export const write = (root: string, texts: ReadonlyMap<string, string>): void => {
  for (const [file, text] of texts) writeFileSync(join(root, file), text)
}
