import { join } from "node:path"
import { checkFloors, type Violation } from "./check.ts"
import { checkOptionIds } from "./optionIds.ts"
import { readWorkspace, sourcesIn } from "./workspace.ts"

/** Both checks over the repository at `root`. */
export const checkWorkspace = (root: string): { readonly packages: number; readonly violations: ReadonlyArray<Violation> } => {
  const packages = readWorkspace(root)
  const published = packages
    .filter(({ folder }) => !folder.startsWith("tooling/"))
    .map(({ folder, name }) => ({ name: name.replace("@copath/", ""), files: sourcesIn(root, join(folder, "src")) }))
  return { packages: packages.length, violations: [...checkFloors(packages), ...checkOptionIds(published)] }
}
