import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "../../src/bundle.ts"

/** What an application in a browser is built of. Their tests, and those of every package of ours below them, are the core. */
const applicationParts: ReadonlyArray<string> = ["profile-rfc9420", "crypto-noble", "credential-basic", "storage-memory", "delivery-memory"]

/** Tests of a file that stay in Node although a page could run them. */
export interface LeftOut {
  readonly file: string
  /** Their own titles. */
  readonly title: RegExp
  readonly why: string
}

/** Paths are relative to the repository. What asks for something that only Node has need not be listed. */
export const leftOut: ReadonlyArray<LeftOut> = [
  {
    file: "packages/delivery-memory/test/conformance.test.ts",
    title: /a slow reader loses nothing/,
    why: "yields 3,000 times, each time 4 ms by a page's timer, and allows ten seconds"
  },
  {
    file: "packages/cgka-treekem/test/vectors/treekem.test.ts",
    title: /suite [4-7],/,
    why: "takes as long as everything else together, in the larger curves; the passive clients run in all suites"
  }
]

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
}

const dependenciesOf = (name: string): ReadonlyArray<string> => {
  const manifest = JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8")) as Manifest
  return Object.keys(manifest.dependencies ?? {}).flatMap((each) => (each.startsWith("@copath/") ? [each.slice("@copath/".length)] : []))
}

/** {@link applicationParts} and what they depend on, by name and in order. */
const corePackages = (): ReadonlyArray<string> => {
  const found = new Set(applicationParts)
  for (const name of found) for (const each of dependenciesOf(name)) found.add(each)
  return [...found].toSorted()
}

/** The test files that run in a page, relative to the repository. */
export const coreTests = (): ReadonlyArray<string> => {
  const files = corePackages().flatMap((name) => globSync(`packages/${name}/test/**/*.test.ts`, { cwd: root }).toSorted())
  const missing = leftOut.filter(({ file }) => !files.includes(file))
  if (missing.length > 0) throw new Error(`left out, but not there: ${missing.map(({ file }) => file).join(", ")}`)
  return files
}
