import { join } from "node:path"
import { checkFloors, type Violation } from "./check.ts"
import { checkOptionIds } from "./optionIds.ts"
import { checkReferences } from "./references.ts"
import { readWorkspace, sourcesIn } from "./workspace.ts"

/** All checks over the repository at `root`. `fix` rewrites the references of the build configurations; the rest is for people to mend. */
export const checkWorkspace = (root: string, fix = false): { readonly packages: number; readonly violations: ReadonlyArray<Violation> } => {
  const packages = readWorkspace(root)
  const published = packages
    .filter(({ folder }) => !folder.startsWith("tooling/"))
    .map(({ folder, name }) => ({ name: name.replace("@copath/", ""), files: sourcesIn(root, join(folder, "src")) }))
  return {
    packages: packages.length,
    violations: [...checkFloors(packages), ...checkOptionIds(published), ...checkReferences(root, packages, fix)]
  }
}
