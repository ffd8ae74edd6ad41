import { expect, test } from "vitest"
import { importsOf, packageOf } from "../src/imports.ts"

const specifiers = (...lines: ReadonlyArray<string>) => importsOf("a.ts", lines.join("\n")).map(({ line, specifier }) => [line, specifier])

test("finds imports, exports, side effects and types, over one line or several", () => {
  expect(
    specifiers(
      'import * as Effect from "effect/Effect"',
      'import type { A } from "./a.ts"',
      "import {",
      "  B,",
      "  type C",
      '} from "@copath/wire"',
      'export * from "./b.ts"',
      'export { D } from "./d.ts"',
      'import "./side.ts"'
    )
  ).toEqual([
    [1, "effect/Effect"],
    [2, "./a.ts"],
    [6, "@copath/wire"],
    [7, "./b.ts"],
    [8, "./d.ts"],
    [9, "./side.ts"]
  ])
})

// Put together at run time, or the check of this repository would take these lines for imports of this file.
const dynamic = (specifier: string) => ["import", `("${specifier}")`].join("")

test("finds dynamic imports and import types", () => {
  expect(specifiers(`const m = await ${dynamic("node:fs")}`, `type T = ${dynamic("effect")}.Option`)).toEqual([
    [1, "node:fs"],
    [2, "effect"]
  ])
})

test("ignores comments and declarations that hold a string", () => {
  expect(
    specifiers('// import x from "x"', ' * import y from "y"', ` * see ${dynamic("z")}`, 'export const from = "w"', 'export type F = "v"')
  ).toEqual([])
})

test("the package of a specifier leaves out the path inside it", () => {
  expect(["./a.ts", "effect/Effect", "@noble/curves/ed25519.js", "node:fs/promises"].map(packageOf)).toEqual([
    undefined,
    "effect",
    "@noble/curves",
    "node:fs/promises"
  ])
})
