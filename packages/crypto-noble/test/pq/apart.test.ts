import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { expect, test } from "vitest"

const src = resolve(import.meta.dirname, "../../src")

/** The files that a module of `src` loads, itself included. */
const reached = (file: string, found = new Set<string>()): ReadonlySet<string> => {
  if (found.has(file)) return found
  found.add(file)
  for (const [, path] of readFileSync(file, "utf8").matchAll(/from "(\.[^"]+)"/g)) reached(resolve(file, "..", path as string), found)
  return found
}

test("the registered suites reach nothing of the post-quantum code, so that a program without it does not carry it", () => {
  const files = [...reached(resolve(src, "layer.ts"))]
  expect(files).toContain(resolve(src, "suites.ts"))
  expect(files.filter((file) => file.includes("/pq/"))).toEqual([])
  const { sideEffects } = JSON.parse(readFileSync(resolve(src, "../package.json"), "utf8")) as { readonly sideEffects: unknown }
  expect(sideEffects).toBe(false)
})
