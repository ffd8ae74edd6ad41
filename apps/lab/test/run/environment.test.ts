import { globSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, relative } from "node:path"
import { expect, test } from "vitest"
import { environment } from "../../src/run/environment.ts"

test("names every package that takes part, near and far, with its version", () => {
  const { parts } = environment()
  const names = Object.keys(parts)
  expect(names).toEqual(names.toSorted())
  for (const name of ["cgka-art", "cgka-flat", "signature-static", "signature-ephemeral", "protection-group-chain", "tree-integrity"]) {
    expect(names).toContain(`@copath/${name}`)
  }
  expect(names).toContain("effect")
  // Whatever is for tests only takes no part.
  expect(names).not.toContain("@copath/conformance")
  const known = new Map(
    globSync("{packages,tooling}/*/package.json", { cwd: join(import.meta.dirname, "../../../..") }).map((path) => {
      const { name, version } = JSON.parse(readFileSync(join(import.meta.dirname, "../../../..", path), "utf8")) as Record<string, string>
      return [name, version]
    })
  )
  for (const name of names.filter((one) => one !== "effect")) expect([name, parts[name]]).toEqual([name, known.get(name)])
})

test("tells one edit of a plug-in's file from the next, so that results of both have different ids", () => {
  const file = join(mkdtempSync(join(tmpdir(), "lab-")), "part.ts")
  const name = `plug-in ${relative(process.cwd(), file)}`
  writeFileSync(file, "export default 1")
  const before = environment([file, "@copath/wire"]).parts
  writeFileSync(file, "export default 2")
  const after = environment([file]).parts
  expect(before[name]).toMatch(/^[0-9a-f]{16}$/)
  expect(after[name]).not.toBe(before[name])
  expect(before["plug-in @copath/wire"]).toBeDefined()
})
