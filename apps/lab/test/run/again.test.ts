import { expect, test } from "vitest"
import { again, commandLine } from "../../src/run/again.ts"

test("one cell is run again by its number, and the result of all is left alone", () => {
  const outputs = ["--json", "--out", "r.json", "--html=r.html", "--csv", "c.csv", "--md", "m.md", "--resume", "j.jsonl", "--jobs", "2"]
  expect(again(["run", "team-50", ...outputs, "--seeds", "8"], 3)).toBe("pnpm lab run team-50 --seeds 8 --only 3")
  expect(again(["run", "team-50", "--json", "-"], 1)).toBe("pnpm lab run team-50 --only 1")
})

test("who asked for one cell is given the same one", () => {
  expect(again(["run", "team-50", "--only", "7"], 1)).toBe("pnpm lab run team-50 --only 7")
  expect(again(["run", "team-50", "--only=7"], 1)).toBe("pnpm lab run team-50 --only=7")
})

test("the command is one that a shell reads back", () => {
  expect(commandLine(["run", "my file.jsonl", "--policy", "it's"])).toBe(String.raw`pnpm lab run 'my file.jsonl' --policy 'it'\''s'`)
})
