import { resolve } from "node:path"
import { describe, expect, test } from "vitest"
import { checkFloors } from "../src/check.ts"
import { checkWorkspace } from "../src/checkWorkspace.ts"
import { checkOptionIds } from "../src/optionIds.ts"
import type { Package } from "../src/workspace.ts"

const at = (specifier: string) => ({ file: "src/a.ts", line: 1, specifier })

/** A package whose package.json declares just what its sources and tests import, so that one rule fails at a time. */
const fixture = (name: string, src: ReadonlyArray<string>, test: ReadonlyArray<string> = []): Package => {
  const declared = (specifiers: ReadonlyArray<string>) =>
    specifiers.filter((s) => !s.startsWith("node:")).map((s) => s.split("/", s.startsWith("@") ? 2 : 1).join("/"))
  return {
    name: `@copath/${name}`,
    folder: `packages/${name}`,
    dependencies: declared(src),
    peerDependencies: [],
    devDependencies: declared(test),
    src: src.map(at),
    test: test.map(at)
  }
}

const messages = (...packages: ReadonlyArray<Package>) => [...new Set(checkFloors(packages).map((violation) => violation.message))]

test("every arrow of this repository points down", () => {
  expect(checkWorkspace(resolve(import.meta.dirname, "../../..")).violations).toEqual([])
})

describe("an arrow that must fail", () => {
  test.each([
    ["points up", "wire", "@copath/contracts", "wire may import codec; not contracts"],
    ["points sideways between the pure and the contracts", "membership", "@copath/contracts", "not contracts"],
    ["points sideways between profiles", "profile-rfc9420", "@copath/profile-lab", "points up"],
    ["goes from a variant to another variant", "cgka-art", "@copath/cgka-treekem", "must not know another variant"],
    ["goes from a variant to the crypto provider", "cgka-art", "@copath/crypto-noble", "must not know another variant"],
    ["goes from a variant to the engine", "cgka-art", "@copath/group", "not group"],
    ["goes from a variant to membership", "protection-secret-tree", "@copath/membership", "not membership"],
    ["goes from the engine to a variant", "group", "@copath/cgka-treekem", "not cgka-treekem"],
    ["goes from the lab's core to a variant", "lab-core", "@copath/cgka-treekem", "not cgka-treekem"],
    ["goes to an application", "lab-core", "@copath/app-lab", "nobody imports one"],
    ["goes from a source to tooling", "codec", "@copath/vectors", "is tooling"],
    ["goes from a source to conformance", "group", "@copath/conformance", "for tests only"],
    ["goes to a package nobody placed", "group", "@copath/mystery", "in no row of the floors table"],
    ["goes from a pure package to an Effect service", "membership", "effect/Effect", "membership is pure"],
    ["goes from the codec to a layer", "codec", "effect/Layer", "codec is pure"],
    ["goes to Effect's barrel", "group", "effect", "deep path"],
    ["goes from membership to a crypto library", "membership", "@noble/hashes/sha2.js", "not @noble/hashes"],
    ["goes from a portable package to Node", "group", "node:fs", "run in a browser"]
  ])("%s: %s to %s", (_why, from, to, expected) => {
    expect(messages(fixture(from, [to]))).toEqual([expect.stringContaining(expected)])
  })

  test("is an import of something package.json does not declare", () => {
    const pkg = { ...fixture("group", ["@copath/wire"]), dependencies: [] }
    expect(messages(pkg)).toEqual(["@copath/wire is not among the dependencies of packages/group/package.json"])
  })
  test("is a declared dependency, even when nothing imports it", () => {
    expect(messages({ ...fixture("cgka-art", []), dependencies: ["@copath/group"] })).toEqual([expect.stringContaining("not group")])
  })
  test("closes a circle through development dependencies", () => {
    const circle = messages(fixture("membership", [], ["@copath/conformance"]), fixture("conformance", ["@copath/membership"]))
    expect(circle).toEqual([expect.stringContaining("@copath/membership -> @copath/conformance -> @copath/membership")])
  })
  test("starts at a package that no row names", () => {
    expect(messages(fixture("mystery", []))).toEqual(["mystery is in no row of the floors table"])
  })
})

describe("an arrow that may stand", () => {
  test.each([
    ["group", "@copath/membership"],
    ["cgka-treekem", "@copath/contracts"],
    ["crypto-node", "node:crypto"],
    ["crypto-noble", "@noble/curves/nist.js"],
    ["profile-lab", "@copath/profile-rfc9420"],
    ["profile-lab", "@copath/cgka-art"],
    ["app-lab", "@copath/vectors"],
    ["conformance", "@effect/vitest"],
    ["wire", "effect/Result"]
  ])("%s to %s", (from, to) => expect(messages(fixture(from, [to]))).toEqual([]))

  test("a variant's tests see the crypto provider, conformance, membership and the vectors", () => {
    const names = ["crypto-noble", "conformance", "membership", "vectors"].map((name) => `@copath/${name}`)
    expect(messages(fixture("cgka-art", [], names))).toEqual([])
    expect(messages(fixture("cgka-art", [], ["@copath/cgka-treekem"]))).not.toEqual([])
  })
})

describe("option ids", () => {
  const check = (name: string, text: string) =>
    checkOptionIds([
      { name: "cgka-art", files: [] },
      { name: "protection-secret-tree", files: [] },
      { name, files: [{ file: "src/a.ts", text }] }
    ]).map((violation) => violation.message)

  test("the engine must not name a variant", () => {
    expect(check("group", 'const a = id === "art"')).toEqual([`"art" is the option id of cgka-art; group must not know it`])
    expect(check("group", "switch (x) { case `secret-tree`: }")).toHaveLength(1)
    expect(check("wire", "x('cgka-art')")).toHaveLength(1)
  })
  test("a variant must not name another", () => expect(check("signature-static", 'f("secret-tree")')).toHaveLength(1))
  test("the catalog, an application and a comment may", () => {
    expect(check("profile-lab", 'f("art")')).toEqual([])
    expect(check("app-lab", 'f("art")')).toEqual([])
    expect(check("group", '// not "art"')).toEqual([])
  })
})
