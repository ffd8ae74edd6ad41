import { expect, test } from "vitest"
import { fencesIn, programOf } from "../src/fences.ts"
import { pool, runNode } from "../src/run.ts"

const markdown = (...lines: ReadonlyArray<string>) => lines.join("\n").replaceAll("'''", "```")

test("only fences marked ts are taken, with the line they begin at", () => {
  const text = markdown("# A", "'''ts", "const a = 1", "'''", "'''text", "'''", "'''sh", "x", "'''", "'''ts", "b()", "c()", "'''")
  expect(fencesIn("README.md", text)).toEqual([
    { readme: "README.md", line: 2, code: "const a = 1" },
    { readme: "README.md", line: 10, code: "b()\nc()" }
  ])
})
test("a fence inside a longer fence is text", () => {
  expect(fencesIn("README.md", markdown("'''`md", "'''ts", "a()", "'''", "'''`"))).toEqual([])
})
test("the indentation of a fence in a list is taken off", () => {
  expect(fencesIn("README.md", markdown("- x", "  '''ts", "  f({", "    a", "  })", "  '''"))[0]?.code).toBe("f({\n  a\n})")
})
test("a fence that is never closed is an error with its line", () => {
  expect(() => fencesIn("packages/a/README.md", markdown("", "'''ts", "a()"))).toThrow("packages/a/README.md:2")
})
test("a relative import still means the file beside the README", () => {
  const program = programOf("/r", "/r/tooling/x", { readme: "examples/e/README.md", line: 1, code: 'import { a } from "./src/a.ts"' })
  expect(program).toContain('from "../../examples/e/./src/a.ts"')
})
test("a program that throws has not ended well, and its error is in the output", async () => {
  expect(await runNode(".", ["-e", 'console.log("before"); throw new Error("no")'], 20_000)).toEqual({
    ok: false,
    output: expect.stringMatching(/before[^]*Error: no/)
  })
  expect(await runNode(".", ["-e", "console.log(1 + 1)"], 20_000)).toEqual({ ok: true, output: "2\n" })
})
test("at most two tasks of a pool of two run at once, and a failure stops none of the others", async () => {
  let running = 0
  let most = 0
  const task = (index: number) => async () => {
    most = Math.max(most, ++running)
    await new Promise((resolve) => setTimeout(resolve, 2))
    running--
    if (index === 1) throw new Error("one")
    return index
  }
  const settled = await Promise.allSettled(pool(2, [0, 1, 2, 3, 4].map(task)))
  expect(most).toBe(2)
  expect(settled.map((each) => each.status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled", "fulfilled"])
})
