import { globSync, readFileSync } from "node:fs"
import { join, relative } from "node:path"
import { importsOf, type Import } from "./imports.ts"

/** What the check reads of a workspace package. `folder` is relative to the repository; `src` and `test` list every import there. */
export interface Package {
  readonly name: string
  readonly folder: string
  readonly dependencies: ReadonlyArray<string>
  readonly peerDependencies: ReadonlyArray<string>
  readonly devDependencies: ReadonlyArray<string>
  readonly src: ReadonlyArray<Import>
  readonly test: ReadonlyArray<Import>
}

export interface Source {
  readonly file: string
  readonly text: string
}

type Manifest = { readonly name: string } & Partial<
  Record<"dependencies" | "peerDependencies" | "devDependencies", Readonly<Record<string, string>>>
>

/** The TypeScript files of a folder, with paths relative to the repository; none when the folder is absent. */
export const sourcesIn = (root: string, folder: string): ReadonlyArray<Source> =>
  globSync("**/*.{ts,tsx}", { cwd: join(root, folder), exclude: (name) => name === "node_modules" || name === "dist" }).map((path) => ({
    file: relative(root, join(root, folder, path)),
    text: readFileSync(join(root, folder, path), "utf8")
  }))

const importsIn = (root: string, folder: string): ReadonlyArray<Import> =>
  sourcesIn(root, folder).flatMap(({ file, text }) => importsOf(file, text))

/** Every package below `packages`, `apps` and `tooling`. */
export const readWorkspace = (root: string): ReadonlyArray<Package> =>
  globSync("{packages,apps,tooling}/*/package.json", { cwd: root })
    .toSorted()
    .map((path) => {
      const folder = path.slice(0, -"/package.json".length)
      const manifest = JSON.parse(readFileSync(join(root, path), "utf8")) as Manifest
      return {
        name: manifest.name,
        folder,
        dependencies: Object.keys(manifest.dependencies ?? {}),
        peerDependencies: Object.keys(manifest.peerDependencies ?? {}),
        devDependencies: Object.keys(manifest.devDependencies ?? {}),
        src: importsIn(root, join(folder, "src")),
        test: [...importsIn(root, join(folder, "test")), ...importsIn(root, join(folder, "bench"))]
      }
    })
