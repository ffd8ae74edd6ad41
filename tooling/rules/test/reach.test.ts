import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { filesFor, LawReach } from "../src/reach.ts"
import type { Title } from "../src/titles.ts"

let root = ""

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "copath-reach-"))
  const files = {
    "packages/conformance/src/index.ts": 'export { hashLaws } from "./hash.ts"\nexport { suiteLaws, type O } from "./suite.ts"\n',
    "packages/conformance/src/hash.ts": 'import { x } from "./sample.ts"\n',
    "packages/conformance/src/suite.ts": 'import { hashLaws } from "./hash.ts"\n',
    "packages/conformance/src/sample.ts": "export const x = 1\n",
    "packages/a/test/a.test.ts": 'import { suiteLaws } from "@copath/conformance"\n',
    "packages/b/test/b.test.ts": 'import { helper } from "./help.ts"\n',
    "packages/b/test/help.ts": 'import { hashLaws } from "@copath/conformance"\nexport const helper = hashLaws\n',
    "packages/c/test/c.test.ts": 'import { other } from "@copath/conformance"\n'
  }
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(root, dirname(file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
})
afterAll(() => rmSync(root, { recursive: true }))

test("a rule's tests are in the files that name it, and in those that keep a law which does", () => {
  const title = (file: string): Title => ({ file, line: 1, title: "V036", ids: ["V036"] })
  const all = ["packages/a/test/a.test.ts", "packages/b/test/b.test.ts", "packages/c/test/c.test.ts"]
  const reach = new LawReach(root)
  expect(filesFor([title("packages/c/test/c.test.ts")], all, reach)).toEqual(["packages/c/test/c.test.ts"])
  expect(filesFor([title("packages/conformance/src/hash.ts")], all, reach)).toEqual(all.slice(0, 2))
  expect(filesFor([title("packages/conformance/src/suite.ts")], all, reach)).toEqual(all.slice(0, 1))
})
