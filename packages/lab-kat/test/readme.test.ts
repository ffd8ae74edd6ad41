import { readFileSync } from "node:fs"
import { expect, it } from "vitest"
import { mutants } from "../src/mutants.ts"
import { scenarios } from "../src/scenarios.ts"
import { mutantTable, scenarioTable } from "../src/table.ts"

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8")

it("The README's tables say what the known answers are.", () => {
  for (const line of [...scenarioTable(scenarios).split("\n"), ...mutantTable(mutants).split("\n")]) expect(readme).toContain(line)
})
