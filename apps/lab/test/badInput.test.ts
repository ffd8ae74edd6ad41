import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, test } from "vitest"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { lab, smallTrace, smallWorkload } from "./kit.ts"

let cwd = ""
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), "copath-lab-"))
  const put = (name: string, text: string): void => writeFileSync(join(cwd, name), text)
  put("small.jsonl", smallWorkload)
  put("shout.jsonl", smallWorkload.replace('"do":"rekey"', '"do":"shout"'))
  put("trace.jsonl", smallTrace.replace('"bytes":400', '"bytes":"many"'))
  put("cut.jsonl", smallWorkload.slice(0, -10))
  put("spec.json", '{"cgka": 7}')
  put("nameless.mjs", 'export default { axis: "signature", id: "x", titel: "a scheme", source: "a test", strict: false }\n')
  put("empty.mjs", "export const part = 1\n")
  put("strict.mjs", 'export default { axis: "handshake", id: "x", title: "x", source: "x", strict: true, choice: "public" }\n')
})
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

const cases: ReadonlyArray<readonly [title: string, args: ReadonlyArray<string>, says: RegExp]> = [
  ["an unknown command", ["runn"], /unknown subcommand "runn".*run/i],
  ["an unknown flag", ["run", "small.jsonl", "--verry"], /--verry/],
  ["a flag without its value", ["run", "small.jsonl", "--html"], /--html/],
  ["an unknown workload", ["run", "team-51"], /team-51: neither a file nor a named workload; the named ones are team-50, churn/],
  ["a missing file", ["run", "small.jsonl", "--spec", "none.json"], /none\.json: there is no such file/],
  ["a folder in place of a file", ["run", "."], /a folder, where a workload file belongs.*--as git/],
  ["an unknown kind of event", ["run", "shout.jsonl"], /shout\.jsonl, line 5: unknown kind of event "shout"; the kinds are create, say/],
  ["a malformed trace line", ["run", "trace.jsonl"], /trace\.jsonl, line 6: message: .*bytes/],
  ["a file that breaks off", ["run", "cut.jsonl"], /cut\.jsonl, line 9: not JSON/],
  ["an unknown part", ["run", "small.jsonl", "--vary", "cgka=artt"], /"artt" is no cgka; there is: treekem9420, treekem, art, mkem, flat/],
  ["an unknown axis", ["run", "small.jsonl", "--vary", "kem=art"], /"kem" is no axis; there is: cgka, schedule/],
  [
    "--vary without parts",
    ["run", "small.jsonl", "--vary", "cgka"],
    /--vary cgka: an axis and its parts are expected, such as cgka=treekem,art/
  ],
  ["an axis varied twice", ["run", "small.jsonl", "--vary", "cgka=art", "--vary", "cgka=flat"], /cgka is varied already/],
  ["an unknown profile", ["run", "small.jsonl", "--profile", "mls"], /--profile mls: no such profile; there is: rfc9420/],
  ["a spec that is none", ["run", "small.jsonl", "--spec", "spec.json"], /--spec spec\.json: .*expected is \{"axis":"part"/],
  ["an unknown provider", ["run", "small.jsonl", "--provider", "wasm"], /"wasm" is no provider; there is: node, noble/],
  ["a bad policy", ["run", "small.jsonl", "--policy", "rekey.every=soon"], /--policy "rekey\.every=soon": rekey\.every takes a duration/],
  ["an unknown policy", ["run", "small.jsonl", "--policy", "often"], /the names are default, never/],
  ["a suite that is none", ["run", "small.jsonl", "--suite", "8"], /--suite 8: a whole number from 1 to 7/],
  ["a parameter for a file", ["run", "small.jsonl", "--set", "days=1"], /--set days=1: only named workloads/],
  ["an unknown parameter", ["run", "team-50", "--set", "weeks=1"], /--set weeks=1: team-50 has no parameter weeks; it has members, days/],
  ["two outputs on one stream", ["run", "small.jsonl", "--json", "-", "--csv", "-"], /--json - and --csv -: only one/],
  [
    "a plug-in that lacks a field",
    ["run", "small.jsonl", "--plugin", "./nameless.mjs"],
    /nameless\.mjs: its part lacks "title" \(text\); it has "titel"/
  ],
  ["a plug-in without a default export", ["run", "small.jsonl", "--plugin", "./empty.mjs"], /empty\.mjs: it has no default export/],
  [
    "a plug-in that calls itself strict",
    ["run", "small.jsonl", "--plugin", "./strict.mjs"],
    /strict\.mjs: its part says that it is strict/
  ],
  ["a plug-in that is not there", ["list", "--plugin", "no-such-package"], /no-such-package: neither a file nor a package/],
  ["a wrong vectors folder", ["vectors", "."], /no official vectors are here; expected is a folder with deserialization\.json/],
  ["a vectors folder that is not there", ["vectors", "none"], /none: there is no such folder; expected/],
  ["an unknown kind of import", ["import", "small.jsonl", "--as", "fax"], /--as: "fax".*git.*trace/],
  ["an import from no repository", ["import", ".", "--as", "git"], /not a git repository; --as git reads a clone/],
  ["an import from a file as git", ["import", "small.jsonl", "--as", "git"], /there is no such folder/]
]

describe.concurrent("bad input gets one line that names the place and the valid choices, and exit code 2", () => {
  test.for(cases)("%s", { timeout: 240_000 }, async ([, args, says], { expect }) => {
    const { code, stderr, stdout } = await lab(args, { cwd })
    expect(stderr).toMatch(says)
    expect(stderr).toMatch(/^lab: [^\n]+\n$/)
    expect(stdout).toBe("")
    expect(code).toBe(2)
  })
})

describe("git that is not there", () => {
  test("is said in one line", { timeout: 240_000 }, async ({ expect }) => {
    const { code, stderr } = await lab(["import", ".", "--as", "git"], { cwd, env: { PATH: cwd } })
    expect(stderr).toMatch(/^lab: no git: install it[^\n]+\n$/)
    expect(code).toBe(2)
  })
})
