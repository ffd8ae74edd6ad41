import { primitives } from "@copath/lab-core"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, test } from "vitest"
import { file, folder, lab, smallWorkload } from "./kit.ts"

const calibration = {
  lab: "calibration/1",
  device: "a phone",
  runtime: "none",
  cpu: "none",
  suite: "MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519",
  provider: "none",
  ops: Object.fromEntries(primitives.map((one) => [one, { ns: [one === "verify" ? 1_000_000 : 0, 0], ci: [1, 1], calls: 200 }])),
  overhead: { perText: 0, perHandshake: 0, perByteWritten: 0, perByteRead: 0, perNode: 0 },
  pace: 1,
  errors: { send: 0.5 }
}

describe.concurrent("lab scale", { timeout: 240_000 }, () => {
  test("counts several compositions at several sizes, with slopes", async ({ expect }) => {
    const json = join(folder(), "scale.json")
    const args = ["scale", "churn", "--members", "16,64", "--commits", "20", "--vary", "cgka=treekem,mkem", "--json", json]
    const { code, stderr, stdout } = await lab(args)
    expect(code).toBe(0)
    expect(stderr.trim().split("\n")).toEqual(
      ["rfc9420, n = 16", "rfc9420, n = 64", "cgka=mkem, n = 16", "cgka=mkem, n = 64"].map((cell, i) =>
        expect.stringMatching(new RegExp(`^\\[${i + 1}/4\\] ${cell}: 21 steps in`))
      )
    )
    expect(stdout).toMatch(/^rfc9420 +n = 16 +n = 64 +slope$/m)
    expect(stdout).toMatch(/^cgka=mkem +n = 16 +n = 64 +slope$/m)
    expect(stdout).toMatch(/^ {2}commit, bytes +[\d,.]+ +[\d,.]+ +0\.\d\d$/m)
    expect(stdout).toMatch(/20 commits and 0 texts counted in/)
    const written = JSON.parse(readFileSync(json, "utf8"))
    expect(written).toMatchObject({ lab: "scale/1", refused: [] })
    expect(written.cells).toHaveLength(4)
    expect(written.cells[0].costs["sent.commit"].committer).toMatchObject({ exact: true })
  })

  test("takes a file, and tells times from a calibration, but not those that were foretold badly", async ({ expect }) => {
    const args = ["scale", file("small.jsonl", smallWorkload), "--calibration", file("phone.json", JSON.stringify(calibration))]
    const { code, stdout } = await lab(args)
    expect(code).toBe(0)
    // Each text is one signature to verify, of a millisecond.
    expect(stdout).toMatch(/^ {2}receiver: ms, foretold +~?1$/m)
    expect(stdout).not.toContain("sender: ms")
    expect(stdout).toContain("warning: times of a sender are left out: what a sender does was foretold with a mean error of 50 %.")
    expect(stdout).toContain("foretold for a phone")
  })

  test("says how far off predictions were, and leaves out what the calibration does not tell", async ({ expect }) => {
    const { verify, ...others } = calibration.ops
    const phone = { ...calibration, ops: others, errors: { commit: 0.1, receive: 0.2 } }
    const args = ["scale", file("small.jsonl", smallWorkload), "--calibration", file("phone.json", JSON.stringify(phone))]
    const { code, stdout } = await lab(args)
    expect(verify).toBeDefined()
    expect(code).toBe(0)
    expect(stdout).toContain("Mean error of such predictions: committer 10 %, receiver 20 %.")
    expect(stdout).toContain("warning: times of a receiver are left out: the calibration has no verify.")
    expect(stdout).not.toContain("receiver: ms")
  })

  test("takes in a part from outside, and tells how each cost grows, with interval and law", async ({ expect }) => {
    const plugin = fileURLToPath(new URL("../../../examples/updatable-treekem/src/index.ts", import.meta.url))
    const vary = ["--plugin", plugin, "--vary", "cgka=updatable-treekem", "--progress", "none"]
    const { code, stderr, stdout } = await lab(["scale", "churn", "--members", "4,8,16,32,32,64", "--commits", "6", ...vary])
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    expect(stdout).toMatch(/^cgka=updatable-treekem +n = 4 +n = 8 +n = 16 +n = 32 +n = 64 +slope$/m)
    expect(stdout).toMatch(/^ {2}Welcome, bytes .* 0\.\d\d \[0\.\d\d, [01]\.\d\d\]/m)
    expect(stdout).toMatch(/^ {2}removed: public-key operations .* 0\.00 \[0\.00, 0\.00\], constant$|^ {2}key package, bytes .* constant$/m)
  })

  test("counts a group that nobody could make", async ({ expect }) => {
    const args = ["scale", "mixed", "--members", "20000", "--founded", "filled", "--commits", "5", "--joiners", "0", "--json", "-"]
    const { code, stdout } = await lab(args)
    expect(code).toBe(0)
    const [cell] = JSON.parse(stdout).cells
    expect(cell.counts.commits).toBe(5)
    expect(cell.costs["received.commit"].member.n).toBeGreaterThan(5 * 19_000)
  })

  test.for([
    [["channel-50k", "--members", "1"], "--members 1"],
    [["no-such", "--members", "10"], "only named workloads"],
    [["mixed", "--set", "k=1"], "no parameters"],
    [["churn", "--suite", "99"], "no such cipher suite"],
    [["churn", "--commits", "0"], "a whole number from 1 to 1000000"],
    [["mixed", "--commits", "1000000000000"], "a whole number from 1 to 1000000"],
    [["mixed", "--members", "0"], "--members 0: whole numbers from 2 to 1000000"],
    [["mixed", "--members", "1000000000"], "whole numbers from 2 to 1000000"],
    [["mixed", "--members", "ten"], "whole numbers from 2 to 1000000"],
    [["churn", "--observers", "0"], "--observers 0: at least one"],
    [["churn", "--policy", "rekey.every=1d,7d"], "2 policies; one is expected"],
    [["mixed", "--policy", "rekey.every=1d"], "has no effect with mixed"],
    [["churn", "--plugin", "./no-such.ts"], "there is no such file"],
    [["churn", "--vary", "cgka=nothing"], "no cgka"],
    [["churn", "--calibration", "missing.json"], "there is no such file"]
  ] as const)("refuses %j", async ([args, said], { expect }) => {
    const { code, stderr } = await lab(["scale", ...args])
    expect({ code, said: stderr.includes(said), lines: stderr.trim().split("\n").length }).toEqual({ code: 2, said: true, lines: 1 })
  })

  test("says what cannot be counted, and why", async ({ expect }) => {
    const { code, stderr, stdout } = await lab([
      "scale",
      "churn",
      "--members",
      "8",
      "--commits",
      "3",
      "--vary",
      "devices=leaf-per-device,lazy"
    ])
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/devices=lazy: devices announce new keys/) })
    expect(stdout).toContain("rfc9420")
  })

  test.for([
    ["another suite", { suite: "MLS_256_DHKEMP521_AES256GCM_SHA512_P521" }, [], "take --suite 5, or another calibration"],
    [
      "another algorithm",
      {},
      ["--vary", "algorithm=ml-dsa-65"],
      "computes with MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519 with ml-dsa-65"
    ],
    ["less than nothing", { pace: -1 }, [], "greater than 0"]
  ] as const)("a calibration of %s is refused", async ([, change, more, said], { expect }) => {
    const other = file("other.json", JSON.stringify({ ...calibration, ...change }))
    const { code, stderr } = await lab(["scale", "churn", "--members", "4", "--calibration", other, ...more])
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(said) })
  })

  test("a calibration of another version is refused by name", async ({ expect }) => {
    const { code, stderr } = await lab([
      "scale",
      "churn",
      "--calibration",
      file("old.json", JSON.stringify({ ...calibration, lab: "calibration/0" }))
    ])
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('"lab" is "calibration/0"') })
  })
})

describe("lab calibrate", { timeout: 240_000 }, () => {
  test.for([
    [["--provider", "counting"], "only stands in"],
    [["--provider", "abacus"], "no provider"],
    [["--suite", "0"], "no such cipher suite"]
  ] as const)("refuses %j", async ([args, said], { expect }) => {
    const { code, stderr } = await lab(["calibrate", ...args])
    expect({ code, said: stderr.includes(said) }).toEqual({ code: 2, said: true })
  })
})
