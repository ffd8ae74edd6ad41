import { resolve } from "node:path"
import { scan } from "../scan.ts"
import { evidence, requirementReport } from "./evidence.ts"
import { requirements } from "./list.ts"
import { pagesIn } from "./pages.ts"

/**
 * `pnpm requirements`: each of the working group's 141 requirements with the tests and the pages that answer it. `--json` for programs, `--missing` for those
 * that have neither. The exit code is 1 if there are any.
 */
const root = resolve(import.meta.dirname, "../../../..")
const found = evidence(requirements, scan(root), pagesIn(root))
const has = (option: string): boolean => process.argv.includes(option)
console.log(has("--json") ? JSON.stringify(found, null, 2) : requirementReport(found, has("--missing")))
process.exitCode = found.missing.length + found.strays.length === 0 ? 0 : 1
