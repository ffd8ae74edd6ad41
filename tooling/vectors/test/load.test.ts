import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { loadVectors, locateVectors, officialVectors, vectorFolder } from "../src/index.ts"

describe("the manifest", () => {
  test("names each file once, with a full SHA-256 and at least one case", () => {
    expect(new Set(officialVectors.map((vector) => vector.name)).size).toBe(officialVectors.length)
    for (const vector of officialVectors) {
      expect(vector.sha256).toMatch(/^[0-9a-f]{64}$/)
      expect(vector.cases).toBeGreaterThan(0)
    }
  })
  test("holds the 15 files of the working group with 784 cases", () => {
    const own = officialVectors.filter((vector) => vector.folder === "test-vectors")
    expect(own.length).toBe(15)
    expect(own.reduce((sum, vector) => sum + vector.cases, 0)).toBe(784)
  })
})

describe("loading from a folder", () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "vectors-"))
    mkdirSync(join(folder, "test-vectors"))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
    vi.unstubAllEnvs()
  })

  test("a file whose hash is wrong is an error that names it", () => {
    writeFileSync(join(folder, "test-vectors", "welcome.json"), "[]")
    expect(() => loadVectors("welcome.json", folder)).toThrow(expect.objectContaining({ reason: "WrongHash", file: "welcome.json" }))
  })
  test("a file that is absent is an error that names it", () => {
    expect(() => loadVectors("welcome.json", folder)).toThrow(expect.objectContaining({ reason: "Missing", file: "welcome.json" }))
  })
  test("a folder that holds the files directly will do", () => {
    writeFileSync(join(folder, "treekem.json"), "[]")
    expect(locateVectors("treekem.json", folder)).toBe(join(folder, "treekem.json"))
  })
  test("COPATH_VECTORS names the folder", () => {
    vi.stubEnv("COPATH_VECTORS", folder)
    expect(vectorFolder()).toBe(folder)
  })
})

describe("the official files", () => {
  for (const { name, cases } of officialVectors) {
    test.skipIf(locateVectors(name) === undefined)(`${name} has its official hash and ${cases} cases`, () => {
      const content: unknown = loadVectors(name)
      const count = Array.isArray(content) ? content.length : (content as { readonly numberOfTests: number }).numberOfTests
      expect(count).toBe(cases)
    })
  }
})
