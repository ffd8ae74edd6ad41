import { resolve } from "node:path"
import { checkWorkspace } from "./checkWorkspace.ts"

const { packages, violations } = checkWorkspace(resolve(import.meta.dirname, "../../.."), process.argv.includes("--fix"))
for (const { message, where } of violations) console.error(`${where}: ${message}`)
if (violations.length === 0) {
  console.log(`floors: ${packages} packages, every arrow points down`)
} else {
  console.error(`floors: ${violations.length} problem(s)`)
  process.exitCode = 1
}
