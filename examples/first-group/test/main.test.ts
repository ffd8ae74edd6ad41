import { execFileSync } from "node:child_process"
import { expect, test } from "vitest"

test("the first program runs as it stands", () => {
  const said = execFileSync(process.execPath, ["--conditions=copath:source", "src/main.ts"], {
    cwd: `${import.meta.dirname}/..`,
    encoding: "utf8"
  })
  expect(said).toBe("bob reads: dinner is ready\n")
})
