import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Violation } from "./check.ts"
import type { Package } from "./workspace.ts"

interface BuildConfig {
  readonly references?: ReadonlyArray<{ readonly path: string }>
}

/** The references that `tsconfig.build.json` must have: one for each workspace package among the dependencies. */
const expectedReferences = (pkg: Package, all: ReadonlyArray<Package>): ReadonlyArray<string> =>
  pkg.dependencies.flatMap((name) => {
    const target = all.find((other) => other.name === name)
    return target === undefined ? [] : [`../../${target.folder}/tsconfig.build.json`]
  })

/**
 * A reference beyond the dependencies would have `tsc -b` build a package that the task runner may be building at the same moment; one too few
 * lets it read declarations that are not there yet. With `fix` the files are rewritten.
 */
export const checkReferences = (root: string, packages: ReadonlyArray<Package>, fix: boolean): ReadonlyArray<Violation> =>
  packages.flatMap((pkg) => {
    const where = `${pkg.folder}/tsconfig.build.json`
    const file = join(root, where)
    if (!existsSync(file)) return []
    const config = JSON.parse(readFileSync(file, "utf8")) as BuildConfig
    const expected = expectedReferences(pkg, packages)
    const actual = (config.references ?? []).map(({ path }) => path)
    if (actual.toSorted().join() === expected.toSorted().join()) return []
    if (fix) {
      writeFileSync(file, `${JSON.stringify({ ...config, references: expected.map((path) => ({ path })) }, undefined, 2)}\n`)
      return []
    }
    return [{ where, message: `its references must be the workspace dependencies of package.json; pnpm floors --fix writes them` }]
  })
