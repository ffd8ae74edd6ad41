import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { lawsIn, type Title, titlesIn } from "./titles.ts"

const tests = "{packages,apps,examples,tooling}/*/test/**/*.ts"
const laws = "packages/conformance/src/**/*.ts"
// Our own tests speak of rules as examples.
const ours = "tooling/rules/"

const files = (root: string, pattern: string): ReadonlyArray<string> =>
  globSync(pattern, { cwd: root })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => !file.startsWith(ours) && !file.includes("/node_modules/"))
    .toSorted()

/** Every test of the repository at `root` that its sources show, and every law. */
export const scan = (root: string): ReadonlyArray<Title> => [
  ...files(root, tests).flatMap((file) => titlesIn(file, readFileSync(join(root, file), "utf8"))),
  ...files(root, laws).flatMap((file) => lawsIn(file, readFileSync(join(root, file), "utf8")))
]
