import { globSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { publint } from "publint"
import { formatMessage } from "publint/utils"

/** Looks at each package as npm would publish it: every path of its exports exists and is of the kind it claims. Needs a build. */
const root = resolve(import.meta.dirname, "../../..")

let problems = 0
for (const path of globSync("packages/*/package.json", { cwd: root }).toSorted()) {
  const { messages, pkg } = await publint({ pkgDir: join(root, dirname(path)), pack: false, strict: true })
  for (const message of messages) {
    problems++
    console.error(`${dirname(path)}: ${message.type}: ${formatMessage(message, pkg) ?? message.code}`)
  }
}
console.log(problems === 0 ? "publint: nothing to report" : `publint: ${problems} problem(s)`)
if (problems > 0) process.exitCode = 1
