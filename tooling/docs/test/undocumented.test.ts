import { expect, test } from "vitest"
import { undocumented } from "../src/undocumented.ts"

const report = (...lines: ReadonlyArray<string>): string => ["```ts", "", ...lines, "", "```", ""].join("\n")

test("a member without a doc comment is named with its line", () => {
  const group = report(
    "// @public",
    "export interface Group {",
    "    readonly id: string;",
    "    // (undocumented)",
    "    readonly members: number;",
    "}"
  )
  expect(undocumented(group)).toEqual(["7: readonly members: number;"])
})
test("an export without a doc comment is named", () => {
  expect(undocumented(report("// @public (undocumented)", "export const roles: Roles;"))).toEqual(["4: export const roles: Roles;"])
})
test("a report in which everything has its doc comment names nothing", () => {
  expect(undocumented(report("// @public", "export const undocumented: string;"))).toEqual([])
})
test("the mark in a declaration is no mark", () => {
  expect(undocumented(report("// @public", 'export type Mark = "// (undocumented)";'))).toEqual([])
})
