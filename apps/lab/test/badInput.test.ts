import { Effect } from "effect"
import { chmodSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test, vi } from "vitest"
import { cli } from "../src/cli.ts"
import { checkWritable } from "../src/files.ts"
import { folder, lab, smallTrace, smallWorkload } from "./kit.ts"

const cwd = folder()
const put = (name: string, text: string): string => {
  const path = join(cwd, name)
  writeFileSync(path, text)
  return path
}
const outside = join(import.meta.dirname, "fixtures/plugin.ts")
const small = put("small.jsonl", smallWorkload)
const shout = put("shout.jsonl", smallWorkload.replace('"do":"rekey"', '"do":"shout"'))
const trace = put("trace.jsonl", smallTrace.replace('"bytes":400', '"bytes":"many"'))
const ran = put("ran.json", JSON.stringify({ lab: "result/1" }))
const scaled = put("scaled.json", JSON.stringify({ lab: "scale/1" }))
const cut = put("cut.jsonl", smallWorkload.slice(0, -10))
const spec = put("spec.json", '{"cgka": 7}')
const nameless = put("nameless.mjs", 'export default { axis: "signature", id: "x", titel: "a scheme", source: "a test", strict: false }\n')
const noDefault = put("empty.mjs", "export const part = 1\n")
const strict = put("strict.mjs", 'export default { axis: "handshake", id: "x", title: "x", source: "x", strict: true, choice: "public" }\n')
const taken = put(
  "taken.mjs",
  'export default { axis: "handshake", id: "plain", title: "x", source: "x", strict: false, choice: "public" }\n'
)
const axisless = put("axisless.mjs", 'export default [{ axis: "sig", id: "x" }]\n')

const misnamed = put(
  "misnamed.mjs",
  'export default { axis: "handshake", id: "a,cgka=b", title: "x", source: "x", strict: false, choice: "public" }\n'
)
const misaliased = put(
  "misaliased.mjs",
  'export default { axis: "handshake", id: "b", aliases: ["B"], title: "x", source: "x", strict: false, choice: "public" }\n'
)
const homeless = put("homeless.mjs", 'import { handshake } from "@copath/profile-lab"\nexport default handshake\n')

const cases: ReadonlyArray<readonly [title: string, args: ReadonlyArray<string>, says: RegExp]> = [
  ["an unknown command", ["runn"], /unknown subcommand "runn".*run/i],
  ["an unknown flag", ["run", small, "--verry"], /--verry/],
  ["a flag without its value", ["run", small, "--html"], /--html/],
  ["an unknown workload", ["run", "large"], /large: neither a file nor a named workload; the named ones are pair-to-eight, team-50,/],
  ["a workload that is nearly one", ["run", "team50"], /team50: neither a file nor a named workload; team-50 is one; the named ones are/],
  ["a result in place of a workload", ["run", ran], /ran\.json: a result\/1 file, where a workload belongs; lab report shows it/],
  ["counted cells in place of a workload", ["attack", scaled, "--as", "server"], /scaled\.json: a scale\/1 file, where a workload belongs/],
  ["a number that is none", ["run", small, "--seeds", "two"], /--seeds: "two". Expected a whole number/],
  ["a comma too many", ["run", small, "--vary", "cgka=art,"], /--vary cgka=art,: a part is missing beside a comma/],
  ["a lie that is nearly one", ["probe", "forc"], /forc: no such probe; fork is one\. There is: drop-commit, replay, /],
  [
    "parts of a lie that cannot go together",
    ["probe", "fork", "--vary", "cgka=art", "--vary", "integrity=parent-hash"],
    /integrity=parent-hash/
  ],
  ["a target of scale", ["scale", "churn", "--json", cwd], /--json .*: cannot be written: this is a folder/],
  [
    "columns of what has none",
    ["import", small, "--as", "trace", "--map", "user=from"],
    /--map user=from: only csv and json have columns, not trace/
  ],
  ["nobody to make a workload of", ["fit", "team-50", "--members", "0"], /--members 0, team-50: 0 members/],
  ["a plug-in to prove that is not there", ["prove", "none.ts"], /^lab: none\.ts: neither a file nor a package installed here/],
  ["a missing file", ["run", small, "--spec", "none.json"], /none\.json: there is no such file/],
  ["a folder in place of a file", ["run", cwd], /a folder, where a workload file belongs.*--as git/],
  ["an unknown kind of event", ["run", shout], /shout\.jsonl, line 5: unknown kind of event "shout"; the kinds are create, say/],
  ["a malformed trace line", ["run", trace], /trace\.jsonl, line 6: message: .*bytes/],
  ["a file that breaks off", ["run", cut], /cut\.jsonl, line 9: not JSON/],
  ["an unknown part", ["run", small, "--vary", "cgka=artt"], /"artt" is no cgka; there is: treekem9420, treekem, treekem18, /],
  ["an unknown axis", ["run", small, "--vary", "kem=art"], /"kem" is no axis; there is: cgka, double-join/],
  ["--vary without parts", ["run", small, "--vary", "cgka"], /--vary cgka: an axis and its parts are expected, such as cgka=treekem,art/],
  ["an axis varied twice", ["run", small, "--vary", "cgka=art", "--vary", "cgka=flat"], /cgka is varied already/],
  ["an unknown profile", ["run", small, "--profile", "mls"], /--profile mls: no such profile; there is: rfc9420/],
  ["a spec that is none", ["run", small, "--spec", spec], /--spec .*spec\.json: Expected string at .*expected is \{"axis":"part"/],
  ["an unknown provider", ["run", small, "--provider", "wasm"], /"wasm" is no provider; there is: node, noble/],
  ["a bad policy", ["run", small, "--policy", "rekey.every=soon"], /--policy "rekey\.every=soon": rekey\.every takes a duration/],
  ["an unknown policy", ["run", small, "--policy", "often"], /the names are default, never/],
  ["a setting that there is not", ["run", small, "--policy", "retry.often=3"], /unknown setting retry\.often; the settings are rekey/],
  [
    "a setting that has no effect",
    ["run", small, "--policy", "retry.onReject=drop,retry.maxTries=3"],
    /retry\.maxTries has no effect with retry\.onReject=drop/
  ],
  [
    "two settings of which one has no effect",
    ["run", small, "--policy", "commit.who=actor,next-speaker,commit.batch=5m"],
    /commit\.batch has no effect with commit\.who=next-speaker/
  ],
  [
    "a setting that stands twice",
    ["run", small, "--policy", "rekey.every=1d,rekey.every=2d"],
    /rekey\.every is set twice.*rekey\.every=a,b/
  ],
  ["a suite that is none", ["run", small, "--suite", "8"], /--suite 8: no such cipher suite; there is: 1, 2, 3, 4, 5, 6, 7/],
  ["a parameter for a file", ["run", small, "--set", "days=1"], /--set days=1: only named workloads/],
  ["an unknown parameter", ["run", "team-50", "--set", "weeks=1"], /--set weeks=1: team-50 has no parameter weeks; it has members, days/],
  ["a parameter that stands twice", ["run", "churn", "--set", "s=0", "--set", "s=1"], /--set s=1: s is set twice/],
  [
    "a plug-in that no composition has",
    ["run", small, "--plugin", outside],
    /no composition has any of its parts; .* --vary signature=outside/
  ],
  ["an output that is a folder", ["run", small, "--html", cwd], /--html .*: cannot be written: this is a folder/],
  ["an output below a file", ["run", small, "--json", `${small}/r.json`], /--json .*: cannot be written: part of the path is no folder/],
  [
    "two outputs in one file",
    ["run", small, "--csv", join(cwd, "r"), "--markdown", join(cwd, "r")],
    /--csv .* and --markdown .*: only one/
  ],
  ["two outputs on one stream", ["run", small, "--json", "-", "--csv", "-"], /--json - and --csv -: only one/],
  ["a plug-in that lacks a field", ["run", small, "--plugin", nameless], /nameless\.mjs: its part lacks "title" \(text\); it has "titel"/],
  ["a plug-in without a default export", ["run", small, "--plugin", noDefault], /empty\.mjs: it has no default export/],
  ["a plug-in that calls itself strict", ["run", small, "--plugin", strict], /strict\.mjs: its part says that it is strict/],
  [
    "a plug-in with a built-in name",
    ["run", small, "--plugin", taken],
    /taken\.mjs: its part takes the name of the built-in handshake plain/
  ],
  [
    "a plug-in with an id that breaks names",
    ["run", small, "--plugin", misnamed],
    /its part goes by "a,cgka=b"; .*\^\[a-z0-9\]\[a-z0-9\.\+\/-\]\*\$/
  ],
  ["a plug-in with such an alias", ["list", "--plugin", misaliased], /its part goes by "B"; ids and aliases are small letters/],
  ["a plug-in of no axis", ["run", small, "--plugin", axisless], /axisless\.mjs: its part names "sig" as its axis; the axes are cgka/],
  ["a plug-in that is not there", ["list", "--plugin", "no-such-package"], /no-such-package: neither a file nor a package/],
  ["a wrong vectors folder", ["vectors", cwd], /no official vectors are here; expected is a folder with deserialization\.json/],
  ["a vectors folder that is not there", ["vectors", "none"], /none: there is no such folder; expected/],
  ["an unknown kind of import", ["import", small, "--as", "fax"], /--as: "fax".*git.*trace/],
  ["an import from no repository", ["import", cwd, "--as", "git"], /not a git repository; --as git reads a clone/],
  ["an import from a file as git", ["import", small, "--as", "git"], /there is no such folder/]
]

describe("bad input gets one line that names the place and the valid choices, and code 2", () => {
  test.for(cases)("%s", async ([, args, says]) => {
    const said = { stderr: "", stdout: "" }
    for (const name of ["stderr", "stdout"] as const) {
      vi.spyOn(process[name], "write").mockImplementation((text) => ((said[name] += String(text)), true))
    }
    const code = await Effect.runPromise(cli(args)).finally(() => vi.restoreAllMocks())
    expect(said.stderr).toMatch(says)
    expect(said.stderr).toMatch(/^lab: [^\n]+\n$/)
    expect(said.stdout).toBe("")
    expect(code).toBe(2)
  })
})

test.skipIf(process.getuid?.() === 0)("an output in a folder that may not be written to is refused before the run", async () => {
  const locked = folder()
  chmodSync(locked, 0o500)
  const failure = await Effect.runPromise(Effect.flip(checkWritable(join(locked, "new/r.html"))))
  expect(failure.message).toBe("cannot be written: permission denied")
})

describe.concurrent("the process says the same, and exits with 2", { timeout: 240_000 }, () => {
  test.for([
    ["an unknown part", ["run", small, "--vary", "cgka=artt"], /^lab: --vary cgka=artt: "artt" is no cgka; there is: [^\n]+\n$/],
    ["a malformed trace line", ["run", trace], /^lab: [^\n]+trace\.jsonl, line 6: [^\n]+\n$/],
    [
      "a plug-in that cannot find the project's packages",
      ["list", "--plugin", homeless],
      /^lab: --plugin \S+homeless\.mjs: it imports @copath\/profile-lab, .* must stand in a package whose dependencies name @copath\/profile-lab[^\n]+\n$/
    ],
    ["a missing file", ["run", "none.jsonl"], /^lab: none\.jsonl: neither a file nor a named workload[^\n]+\n$/],
    ["a wrong vectors folder", ["vectors", cwd], /^lab: [^\n]+: no official vectors are here; expected[^\n]+\n$/],
    ["git that is not there", ["import", cwd, "--as", "git"], /^lab: no git: install it[^\n]+\n$/]
  ] as const)("%s", async ([, args, says], { expect }) => {
    const { code, stderr, stdout } = await lab(args, { cwd, env: { PATH: cwd } })
    expect(stderr).toMatch(says)
    expect(stdout).toBe("")
    expect(code).toBe(2)
  })
})
