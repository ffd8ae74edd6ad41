import { existsSync, readFileSync, realpathSync } from "node:fs"
import { join, resolve } from "node:path"
import { expect, test } from "vitest"
import { copyRepository, write } from "../src/workingCopy.ts"

const root = resolve(import.meta.dirname, "../../..")

test("packages of a copy know each other's copies, and a change of one stays in it", { timeout: 120_000 }, () => {
  const copy = copyRepository(root)
  const inside = (path: string): string => realpathSync(join(copy.root, path)).slice(realpathSync(copy.root).length + 1)
  expect(inside("packages/wire/node_modules/@copath/codec")).toBe("packages/codec")
  expect(inside("packages/group/node_modules/@copath/wire/node_modules/@copath/codec/src/index.ts")).toBe("packages/codec/src/index.ts")
  // What is not of the workspace is the original's.
  expect(realpathSync(join(copy.root, "packages/wire/node_modules/effect"))).toBe(
    realpathSync(join(root, "packages/wire/node_modules/effect"))
  )
  const before = readFileSync(join(root, "packages/codec/src/index.ts"), "utf8")
  write(copy.root, new Map([["packages/codec/src/index.ts", "export {}\n"]]))
  expect(readFileSync(join(copy.root, "packages/codec/src/index.ts"), "utf8")).toBe("export {}\n")
  expect(readFileSync(join(root, "packages/codec/src/index.ts"), "utf8")).toBe(before)
  copy.remove()
  expect(existsSync(copy.root)).toBe(false)
})
