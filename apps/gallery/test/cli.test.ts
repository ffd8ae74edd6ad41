import { NodeServices } from "@effect/platform-node"
import { Effect } from "effect"
import { describe, expect, test, vi } from "vitest"
import { cli } from "../src/cli.ts"

/** The exit code, and what was said on standard error and by the console. */
const ran = async (...args: ReadonlyArray<string>): Promise<readonly [code: number, said: string]> => {
  const said: Array<string> = []
  const write = vi.spyOn(process.stderr, "write").mockImplementation((text) => said.push(String(text)) > 0)
  const error = vi.spyOn(console, "error").mockImplementation((text) => void said.push(String(text)))
  const code = await Effect.runPromise(cli(args).pipe(Effect.provide(NodeServices.layer)))
  write.mockRestore()
  error.mockRestore()
  return [code, said.join("")]
}

describe("the command line", () => {
  test("answers a figure that there is not with the names of those that there are, in one line", async () => {
    const [code, said] = await ran("heat")
    expect(code).toBe(2)
    expect(said).toMatch(/^gallery: .*"heat" is no figure; there is: plane, kat-8, [^\n]*$/)
  })

  test("--check says nothing where all is as the tables say", async () => {
    expect(await ran("kat-8", "synergy", "--check")).toEqual([0, ""])
  })
})
