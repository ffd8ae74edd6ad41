import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { idsIn } from "../ids.ts"
import type { Page } from "./evidence.ts"

const pattern = "{README.md,docs/**/*.md,{packages,apps,examples,tooling}/*/README.md}"

/** The lines of the documentation that name a requirement. */
export const pagesIn = (root: string): ReadonlyArray<Page> =>
  globSync(pattern, { cwd: root })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => !file.includes("node_modules/"))
    .toSorted()
    .flatMap((file) =>
      readFileSync(join(root, file), "utf8")
        .split("\n")
        .map((text, i) => ({ file, line: i + 1, ids: idsIn(text).filter((id) => id.startsWith("R")) }))
        .filter(({ ids }) => ids.length > 0)
    )
