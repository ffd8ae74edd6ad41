import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { CostSheet, summarize } from "../../src/costs/costSheet.ts"
import { canonicalJson, type ByRole, type Cost, decodeResult, type LabResult, withoutTimes } from "../../src/result/result.ts"

const few = summarize([3, 1, 2])
const result: LabResult = {
  lab: "result/1",
  id: "5f",
  made: { at: "2026-01-05T08:00:00Z", seconds: 3.5, seed: "7f3a", argv: ["run", "team-50"] },
  environment: { lab: "0.0.0", runtime: "node 24", os: "linux", cpu: "x", cores: 2, memory: 8e9, parts: { "@copath/group": "0.0.0" } },
  cells: [
    {
      composition: { id: "rfc9420", name: "RFC 9420", parts: { cgka: "treekem" }, strict: true },
      workload: { name: "team-50", hash: "aa", members: 50, peak: 50, events: 9, messages: 5, spanMs: 1000 },
      policy: { name: "daily", values: { "rekey.everyMs": 86_400_000 } },
      repeat: 0,
      base: "real",
      counts: {
        messages: 5,
        deliveries: 245,
        proposals: 0,
        commits: 2,
        adds: 1,
        removes: 1,
        rekeys: 1,
        epochs: 2,
        missed: 0,
        resent: 0,
        rejoins: 0,
        woken: 0
      },
      cost: { "sent.commit": { committer: few }, "operations.hpke.seal": { committer: few } },
      perMember: { sent: few, received: few, state: few, statePeak: few, secrets: few },
      times: { seconds: 1.25, cpu: { committer: few } },
      timeline: {
        step: [0],
        timeMs: [0],
        epoch: [0],
        members: [50],
        sentBytes: [9],
        fanoutBytes: [9],
        handshakeBytes: [9],
        stateBytes: [9]
      },
      commits: [{ step: 1, members: 50, bytes: 900, welcomeBytes: 0, adds: 0, removes: 1 }],
      health: { lostMembers: 0, failures: [], rejectedCommits: 0 },
      agreement: { agreed: true, epoch: 2, members: 50, secretFingerprint: "0011223344556677" }
    }
  ],
  refused: [{ name: "x", parts: { cgka: "art" }, rule: "welcome-order", reason: "ART needs a total order." }]
}
const refusal = (json: string) =>
  Result.match(decodeResult(json), { onSuccess: () => "accepted", onFailure: (e) => `${e.reason}: ${e.found}` })

describe("result/1", () => {
  it("survives JSON", () => {
    expect(Result.getOrThrow(decodeResult(JSON.stringify(result)))).toEqual(result)
  })

  it("may say with which cipher suite a cell was computed", () => {
    const suited = (suite: number) =>
      JSON.stringify({ ...result, cells: result.cells.map((cell) => ({ ...cell, composition: { ...cell.composition, suite } })) })
    expect(refusal(suited(3))).toBe("accepted")
    expect(Result.getOrThrow(decodeResult(suited(3))).cells[0]?.composition.suite).toBe(3)
    expect(refusal(suited(-1))).toMatch(/^Malformed: [\s\S]*suite/)
  })

  it("ignores unknown fields", () => {
    expect(refusal(JSON.stringify({ ...result, later: 1 }))).toBe("accepted")
  })

  it("refuses any other version by the name it found", () => {
    expect(refusal(JSON.stringify({ ...result, lab: "result/2" }))).toBe('OtherVersion: "lab" is "result/2"')
    expect(refusal(JSON.stringify({ ...result, lab: undefined }))).toBe('OtherVersion: a JSON object without "lab"')
    expect(refusal("[]")).toBe('OtherVersion: an array without "lab"')
    expect(refusal("null")).toBe('OtherVersion: null without "lab"')
  })

  it("refuses text that is not JSON", () => {
    expect(refusal("{")).toBe("NotJson: text that is not JSON")
  })

  it("names the place of a malformed field", () => {
    const [cell] = result.cells
    const bad = { ...result, cells: [{ ...cell, health: { ...cell?.health, lostMembers: -1 } }] }
    expect(refusal(JSON.stringify(bad))).toMatch(/^Malformed: [\s\S]*lostMembers/)
  })

  it("refuses a cost that is no summary", () => {
    const [cell] = result.cells
    const withCost = (cost: unknown) => refusal(JSON.stringify({ ...result, cells: [{ ...cell, cost }] }))
    expect(withCost({ "sent.commit": { server: few } })).toBe("accepted")
    expect(withCost({ "sent.commit": { server: 3 } })).toMatch(/^Malformed/)
  })

  it("is the same for two runs that differ in time fields only", () => {
    const [cell] = result.cells
    const slower: LabResult = {
      ...result,
      made: { ...result.made, at: "2027-01-01T00:00:00Z", seconds: 9 },
      cells: cell === undefined ? [] : [{ ...cell, times: { seconds: 8, cpu: {} } }]
    }
    expect(canonicalJson(withoutTimes(slower))).toBe(canonicalJson(withoutTimes(result)))
    expect(Result.isSuccess(decodeResult(canonicalJson(withoutTimes(result))))).toBe(true)
    const otherSeed: LabResult = { ...result, made: { ...result.made, seed: "0" } }
    expect(canonicalJson(withoutTimes(otherSeed))).not.toBe(canonicalJson(withoutTimes(result)))
  })
})

describe("summaries", () => {
  it("give sum, mean, median, spread and extremes", () => {
    expect(summarize([4, 1, 3, 10])).toEqual({ n: 4, total: 18, mean: 4.5, median: 3.5, mad: 1.5, lo: 1, hi: 10 })
    expect(summarize([7])).toEqual({ n: 1, total: 7, mean: 7, median: 7, mad: 0, lo: 7, hi: 7 })
    expect(summarize([])).toEqual({ n: 0, total: 0, mean: 0, median: 0, mad: 0, lo: 0, hi: 0 })
  })

  it("are kept by metric and role, whatever the order of arrival", () => {
    const sheet = new CostSheet()
    sheet.add("sent.commit", "committer", 5)
    sheet.add("operations.sign", "sender", 1)
    sheet.add("sent.commit", "committer", 7)
    const cost: Cost = sheet.summaries()
    expect(JSON.stringify(cost)).toBe(
      JSON.stringify({ "operations.sign": { sender: summarize([1]) }, "sent.commit": { committer: summarize([5, 7]) } })
    )
  })

  it("serve for processor time under a name of the caller's", () => {
    const sheet = new CostSheet<"cpu">()
    sheet.add("cpu", "joiner", 1.5)
    const cpu: ByRole = sheet.summaries().cpu ?? {}
    expect(cpu.joiner?.total).toBe(1.5)
  })
})

describe("canonical JSON", () => {
  it("does not depend on the order of keys", () => {
    expect(canonicalJson({ b: [{ y: 1, x: 2 }], a: undefined })).toBe('{"b":[{"x":2,"y":1}]}')
    expect(canonicalJson({ b: 1, a: 2 })).toBe(canonicalJson({ a: 2, b: 1 }))
  })
})
