import { resolve } from "node:path"
import { coverage } from "./coverage.ts"
import { report } from "./report.ts"
import { groups, rules, waiting } from "./rules.ts"
import { scan } from "./scan.ts"

/**
 * `pnpm rules`: each validation rule, the tests whose titles bear its id, and at the end the rules that have none. `--json` for programs,
 * `--untested` for those rules alone. The exit code is 1 if there are any.
 */
const found = coverage(rules, scan(resolve(import.meta.dirname, "../../..")), waiting)
const has = (option: string): boolean => process.argv.includes(option)
console.log(has("--json") ? JSON.stringify(found, null, 2) : report(groups, found, has("--untested")))
process.exitCode = found.untested.length + found.strays.length === 0 ? 0 : 1
