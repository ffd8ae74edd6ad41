import { nodeSuite, osRandom } from "@copath/crypto-node"
import { loadVectors, locateVectors, officialVector, vectorFolder } from "@copath/vectors"
import { Data } from "effect"
import { cpSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { type Comparison, verdict } from "../src/vectors/check.ts"
import { runnableFiles } from "../src/vectors/files.ts"
import { folder, lab } from "./kit.ts"

const timeout = 600_000
const there = runnableFiles.every(({ name }) => locateVectors(name) !== undefined)
const cases = runnableFiles.reduce((sum, { name }) => sum + officialVector(name).cases, 0)
if (!there) console.warn(`OFFICIAL VECTORS MISSING: lab vectors was NOT run on its ${cases} cases (set COPATH_VECTORS)`)

describe.skipIf(!there)("lab vectors", () => {
  test("runs every case of every file: none fails", { timeout }, async () => {
    const { code, stderr, stdout } = await lab(["vectors", vectorFolder()])
    expect(stderr).toBe("")
    expect(stdout.trimEnd().split("\n").at(-1)).toBe(`${cases} passed, 0 failed`)
    for (const { name } of runnableFiles) expect(stdout).toMatch(new RegExp(`^${name} +(node|-) +${officialVector(name).cases} +0 +`, "m"))
    expect(code).toBe(0)
  })

  test("a missing file and one with another hash are a failure each, named", { timeout }, async () => {
    const path = folder()
    for (const name of ["tree-math.json", "welcome.json"] as const) cpSync(locateVectors(name) ?? "", join(path, name))
    mkdirSync(join(path, "test-vectors"))
    writeFileSync(join(path, "psk_secret.json"), "[]")
    const { code, stderr, stdout } = await lab(["vectors", path])
    expect(stderr).toBe("")
    expect(stdout).toContain("  psk_secret.json: ")
    expect(stdout).toMatch(/is not the official psk_secret\.json/)
    expect(stdout).toMatch(/ {2}treekem\.json: treekem\.json is not in /)
    expect(stdout.trimEnd().split("\n").at(-1)).toBe("17 passed, 13 failed")
    expect(code).toBe(1)
  })

  test("no check passes whatever it is given: a changed value is noticed in every file", () => {
    for (const { check, name } of runnableFiles) {
      const [one] = loadVectors(name) as unknown as ReadonlyArray<Readonly<Record<string, unknown>>>
      const tools = { suite: nodeSuite(Number(one?.["cipher_suite"] ?? 1)), random: osRandom }
      expect(verdict(check(one, tools)), name).toBeUndefined()
      // One hex digit or number further, wherever the case has one, must be noticed at least somewhere.
      const noticed = Object.keys(one ?? {}).filter(
        (key) => key !== "cipher_suite" && verdict(check({ ...one, [key]: nudged(one?.[key]) }, tools)) !== undefined
      )
      expect(noticed.length, name).toBeGreaterThan(0)
    }
  })
})

/** The value with its first hex digit or number changed. */
const nudged = (value: unknown): unknown => {
  if (typeof value === "number") return value + 1
  if (typeof value === "string") return (value.startsWith("0") ? "1" : "0") + value.slice(1)
  if (Array.isArray(value)) return value.map((one: unknown, i) => (i === 0 ? nudged(one) : one))
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one], i) => [key, i === 0 ? nudged(one) : (one as unknown)]))
}

describe("a verdict", () => {
  test("names the first difference and computes nothing after it", () => {
    const comparisons = function* (): Iterable<Comparison> {
      yield ["one", 1, 1]
      yield ["two", "ab", "cd"]
      throw new Error("not reached")
    }
    expect(verdict(comparisons())).toBe('two: got "ab", expected "cd"')
  })

  test("an error without words is known by its name", () => {
    class BadTag extends Data.TaggedError("BadTag") {}
    const comparisons = function* (): Iterable<Comparison> {
      yield ["one", 1, 1]
      throw new BadTag()
    }
    expect(verdict(comparisons())).toBe("stopped: BadTag")
  })

  test("a throw fails the case", () => {
    const comparisons = function* (): Iterable<Comparison> {
      yield ["one", 1, 1]
      throw new Error("no such node")
    }
    expect(verdict(comparisons())).toBe("stopped: no such node")
  })
})
