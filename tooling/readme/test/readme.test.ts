import { mkdirSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join, resolve } from "node:path"
import { afterAll, expect, test } from "vitest"
import { programOf, readFences, type Fence } from "../src/fences.ts"
import { pool, runNode } from "../src/run.ts"

const root = resolve(import.meta.dirname, "../../..")
const here = resolve(import.meta.dirname, "..")
const folder = join(here, ".fences") // inside the package, where every workspace package resolves
const timeout = 120_000

const fileOf = ({ line, readme }: Fence) => `${readme.replace(/\/?README\.md$/, "").replaceAll("/", "-") || "root"}-${line}.ts`
const fences = readFences(root)

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
for (const fence of fences) writeFileSync(join(folder, fileOf(fence)), programOf(root, folder, fence))
// The paths are for examples, which install nothing; for the rest they name what would be found anyway.
const effect = realpathSync(join(here, "node_modules/effect"))
writeFileSync(
  join(folder, "tsconfig.json"),
  JSON.stringify({
    extends: "@copath/tsconfig/base.json",
    compilerOptions: {
      noEmit: true,
      paths: {
        "@copath/*": ["../../../packages/*/src/index.ts"],
        "effect/*": [`${effect}/dist/*.d.ts`],
        effect: [`${effect}/dist/index.d.ts`]
      }
    },
    include: ["*.ts"]
  })
)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const runs = pool(
  2,
  fences.map((fence) => () => {
    const hook = join(here, "src/resolveHook.ts")
    return runNode(folder, ["--conditions=copath:source", "--import", hook, fileOf(fence)], timeout)
  })
)

for (const [index, fence] of fences.entries()) {
  test(`the code at ${fence.readme}:${fence.line} runs`, { timeout: 2 * timeout }, async () => {
    const outcome = await runs[index]
    expect(outcome?.ok, outcome?.output).toBe(true)
  })
}

test.skipIf(fences.length === 0)("the code of every README type-checks", { timeout: 2 * timeout }, async () => {
  await Promise.allSettled(runs)
  const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc")
  const { ok, output } = await runNode(folder, [tsc, "-p", "tsconfig.json"], timeout)
  expect(ok, output).toBe(true)
})
