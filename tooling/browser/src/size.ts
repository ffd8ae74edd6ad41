import { readFileSync, writeFileSync } from "node:fs"
import { parseArgs } from "node:util"
import { budget, measure } from "./sizes.ts"
import { sizeTables, withTables } from "./sizeTables.ts"

/*
 * `pnpm browser:size [--markdown docs/browser.md]`: prints what the strict stack weighs in a browser, and writes the tables into a document
 * when asked. Exit code 1 when our own code is over its budget.
 */
const { values } = parseArgs({ options: { markdown: { type: "string" } } })
const sizes = await measure()
const tables = sizeTables(sizes)
console.log(tables)
if (values.markdown !== undefined) writeFileSync(values.markdown, withTables(readFileSync(values.markdown, "utf8"), tables))
if (sizes.own.gzip > budget) {
  console.error(`Over budget: our own code weighs ${sizes.own.gzip} bytes gzip, and may weigh ${budget}.`)
  process.exitCode = 1
}
