import { describe, test } from "vitest"
import type { VectorFiles, VectorName } from "./files.ts"
import { loadVectors, locateVectors, officialVector, vectorFolder } from "./load.ts"

/** Where the tests are registered; vitest's own functions unless the registration itself is under test. */
export interface Registry {
  readonly describe: (title: string, body: () => void) => void
  readonly skip: (title: string) => void
}

const vitest: Registry = { describe: (title, body) => describe(title, body), skip: (title) => test.skip(title) }

/**
 * Registers the tests that `body` makes from an official file's content, in a block that bears the file's name. When the file is absent the
 * block holds one skipped test which says so, and a warning is printed: a run without vectors must not look like a run with them.
 */
export const describeVectors = <Name extends VectorName>(
  name: Name,
  body: (content: VectorFiles[Name]) => void,
  registry: Registry = vitest
): void => {
  const { cases, folder } = officialVector(name)
  if (locateVectors(name) === undefined) {
    const message = `OFFICIAL VECTORS MISSING: ${folder}/${name} is not in ${vectorFolder()}; ${cases} cases were NOT run (set COPATH_VECTORS)`
    console.warn(message)
    registry.describe(name, () => registry.skip(message))
    return
  }
  registry.describe(`${name} (${cases} official cases)`, () => body(loadVectors(name)))
}
