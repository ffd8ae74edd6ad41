import { existsSync, globSync, readFileSync } from "node:fs"
import { basename, dirname, join, resolve } from "node:path"

/**
 * Whatever a built file imports, code or types, is declared in its package.json: inferred types can name packages that no source file names, and whoever
 * installs the package would not have them. Needs a build.
 */
const root = resolve(import.meta.dirname, "../../..")

interface Manifest {
  readonly name: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

/** `from "x"` and `import("x")`; relative paths and Node's own modules aside. */
const imports = /(?:\bfrom |\bimport\()"(?!\.|node:)((?:@[\w.-]+\/)?[\w.-]+)[^"\n]*"/g

let problems = 0
for (const path of globSync("packages/*/package.json", { cwd: root }).toSorted()) {
  const folder = join(root, dirname(path))
  const { name, dependencies = {}, peerDependencies = {} }: Manifest = JSON.parse(readFileSync(join(root, path), "utf8"))
  if (existsSync(join(folder, "tsconfig.build.json")) && !existsSync(join(folder, "dist"))) {
    problems++
    console.error(`${basename(folder)}: there is no dist to look at; build first`)
  }
  for (const file of globSync("dist/**/*.{js,d.ts}", { cwd: folder }).toSorted()) {
    const named = new Set([...readFileSync(join(folder, file), "utf8").matchAll(imports)].map(([, found]) => found ?? ""))
    for (const each of named) {
      if (each === name || each in dependencies || each in peerDependencies) continue
      problems++
      console.error(`${basename(folder)}: ${file} imports ${each}, which package.json does not declare`)
    }
  }
}
console.log(problems === 0 ? "imports: all declared" : `imports: ${problems} not declared`)
if (problems > 0) process.exitCode = 1
