import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { checkReferences } from "../src/references.ts"
import type { Package } from "../src/workspace.ts"

const pkg = (name: string, ...dependencies: ReadonlyArray<string>): Package => ({
  name: `@copath/${name}`,
  folder: `packages/${name}`,
  dependencies,
  peerDependencies: [],
  devDependencies: [],
  src: [],
  test: []
})
const packages = [pkg("codec"), pkg("wire", "@copath/codec", "cli-table3")]

let root: string
const file = () => join(root, "packages/wire/tsconfig.build.json")
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "references-"))
  mkdirSync(join(root, "packages/wire"), { recursive: true })
  writeFileSync(file(), JSON.stringify({ include: ["src"], references: [] }))
})
afterEach(() => rmSync(root, { recursive: true }))

test("a dependency without a reference is reported, and nothing is written", () => {
  expect(checkReferences(root, packages, false).map(({ where }) => where)).toEqual(["packages/wire/tsconfig.build.json"])
  expect(readFileSync(file(), "utf8")).toContain('"references":[]')
})
test("fixing writes a reference for each workspace dependency and keeps the rest", () => {
  expect(checkReferences(root, packages, true)).toEqual([])
  expect(JSON.parse(readFileSync(file(), "utf8"))).toEqual({
    include: ["src"],
    references: [{ path: "../../packages/codec/tsconfig.build.json" }]
  })
  expect(checkReferences(root, packages, false)).toEqual([])
})
