import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, test } from "vitest"
import { file, folder, lab, smallWorkload } from "./kit.ts"

const calibration = {
  lab: "calibration/1",
  device: "a phone",
  runtime: "none",
  cpu: "none",
  suite: "MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519",
  provider: "none",
  ops: { verify: { ns: [1_000_000, 0], ci: [1, 1], calls: 200 } },
  overhead: { perText: 0, perHandshake: 0, perByteWritten: 0, perByteRead: 0, perNode: 0 },
  pace: 1,
  errors: { send: 0.5 }
}

describe.concurrent("lab scale", { timeout: 240_000 }, () => {
  test("counts several compositions at several sizes, with slopes", async ({ expect }) => {
    const json = join(folder(), "scale.json")
    const args = ["scale", "churn", "--members", "16,64", "--commits", "20", "--vary", "cgka=treekem,mkem", "--json", json]
    const { code, stderr, stdout } = await lab(args)
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
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
    [["churn", "--commits", "0"], "at least one"],
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
