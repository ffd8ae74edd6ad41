import { join } from "node:path"
import type { Plugin } from "rolldown"
import { describe, expect, test } from "vitest"
import { bundle, NotForBrowsers, root } from "../src/bundle.ts"
import { budget, measure } from "../src/sizes.ts"
import { sizeTables, withTables } from "../src/sizeTables.ts"
import { isTestCode, standingIn } from "./core/standIns.ts"

describe("the strict stack with noble, bundled for a browser", () => {
  test("weighs less than the budget without noble and Effect, and no part is missing from the count", async () => {
    const sizes = await measure()
    console.log(sizeTables(sizes))
    expect(sizes.own.gzip).toBeLessThanOrEqual(budget)
    const parts = sizes.own.minified + sizes.noble.minified + sizes.effect.minified
    // Three files import from one another; one does not.
    expect(parts / sizes.total.minified).toBeGreaterThan(0.99)
    expect(parts / sizes.total.minified).toBeLessThan(1.05)
    expect(sizes.nobleByParts.gzip).toBeLessThanOrEqual(sizes.noble.gzip)
    const byPackage = sizes.packages.reduce((sum, [, { minified }]) => sum + minified, 0)
    expect(byPackage / sizes.own.minified).toBeGreaterThan(0.99)
    expect(byPackage / sizes.own.minified).toBeLessThan(1.15)
    expect(sizes.packages.map(([name]) => name)).toEqual(expect.arrayContaining(["application", "codec", "group", "membership", "wire"]))
  })
})

describe("a bundle for browsers", () => {
  const needsNode = join(root, "packages/crypto-node/src/index.ts")

  test("is refused when a module of ours imports one of Node's, and no stand-in helps it", async () => {
    const refusal = /NotForBrowsers: \S*packages\/crypto-node\/src\/\S* imports node:crypto, which no browser has/
    await expect(bundle(needsNode, {})).rejects.toThrow(refusal)
    await expect(bundle(needsNode, {}, [standingIn])).rejects.toThrow(refusal)
  })

  test("is refused when a module of others' is left that imports one of Node's", async () => {
    const uses = (specifier: string): Plugin => ({
      name: "made up",
      resolveId: (id) => (id === "/node_modules/other/index.js" ? id : null),
      load: (id) => (id === "/node_modules/other/index.js" ? `import * as it from "${specifier}"; console.log(it)` : null)
    })
    await expect(bundle("/node_modules/other/index.js", {}, [uses("fs")])).rejects.toThrow(
      new NotForBrowsers("the bundle imports fs, which no browser has")
    )
  })

  test("knows test code, which alone gets stand-ins for Node, from what ships", () => {
    const paths = [
      "packages/wire/test/samples.ts",
      "packages/conformance/src/law.ts",
      "tooling/vectors/src/load.ts",
      "tooling/browser/test/fixtures/mixed.ts"
    ]
    expect(paths.filter((path) => !isTestCode(join(root, path)))).toEqual([])
    const shipped = [
      "packages/wire/src/wire.ts",
      "packages/crypto-noble/src/suites.ts",
      "node_modules/effect/dist/Effect.js",
      "tooling/browser/test/app/byParts.ts"
    ]
    expect(shipped.filter((path) => isTestCode(join(root, path)))).toEqual([])
  })
})

describe("the tables", () => {
  const weight = { minified: 1234, gzip: 567 }
  const tables = sizeTables({
    own: weight,
    noble: weight,
    nobleByParts: weight,
    effect: weight,
    total: weight,
    code: { byNumber: "", byParts: "" },
    packages: [["wire", weight]]
  })

  test("show kB of 1,000 bytes, and the budget", () => {
    expect(tables).toMatch(/\| our own code +\| +1\.2 \| +0\.6 \| budget 60\.0 +\|/)
    expect(tables).toContain("| wire       |         1.2 |     0.6 |")
  })

  test("replace those in a document and leave the rest", () => {
    const before =
      "# Size\n\n<!-- sizes: written by `pnpm browser:size --markdown docs/browser.md` -->\nold\n<!-- end of sizes -->\n\nmore\n"
    const after = withTables(before, tables)
    expect(after).toContain(tables)
    expect(after).not.toContain("old")
    expect(after.startsWith("# Size\n")).toBe(true)
    expect(after.endsWith("<!-- end of sizes -->\n\nmore\n")).toBe(true)
    expect(withTables(after, tables)).toBe(after)
    expect(() => withTables("# nothing", tables)).toThrow("lacks the lines")
  })
})
