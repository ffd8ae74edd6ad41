import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { primitives } from "../../src/result/result.ts"
import { publicKeyPrimitives, scaleFigures } from "../../src/result/scaleFigures.ts"
import { decodeScaleResult, type ScaleResult, type ScaleResultCell } from "../../src/result/scaleResult.ts"

const observed = { n: 2, total: 600, mean: 300, lo: 200, hi: 400, samples: 2, exact: true }
const cell: ScaleResultCell = {
  composition: { id: "x", name: "rfc9420" },
  founded: "created",
  members: [8, 9],
  counts: { messages: 0, proposals: 0, creations: 1, commits: 2, adds: 1, removes: 0, rekeys: 1, ciphertexts: 9, classes: 4 },
  costs: { "sent.commit": { committer: observed }, "operations.hash": { member: { ...observed, exact: false } } },
  work: {
    committer: {
      events: 2,
      bytes: 600,
      operations: [
        { primitive: "hpke.seal", count: 9, bytes: 10 },
        { primitive: "hash", count: 4, bytes: 10 },
        { primitive: "sign", count: 3, bytes: 10 }
      ]
    },
    member: { events: 4, bytes: 600, operations: [{ primitive: "hash", count: 4, bytes: 10 }] }
  },
  notices: [],
  foretold: { committer: { ms: 1.5, error: 0.1 } },
  run: { seconds: 1, memory: 1 }
}
const file: ScaleResult = { lab: "scale/1", seed: "s", workload: "mixed", cells: [cell], refused: [] }

describe("scale/1", () => {
  it("survives JSON, and what is not known of it is ignored", () => {
    expect(Result.getOrThrow(decodeScaleResult(JSON.stringify(file)))).toEqual(file)
    expect(Result.getOrThrow(decodeScaleResult(JSON.stringify({ ...file, later: 1 })))).toEqual(file)
    const { workload: _, ...bare } = file
    expect(Result.getOrThrow(decodeScaleResult(JSON.stringify(bare)))).toEqual(bare)
  })

  it.each([
    ["{", "NotJson", "text that is not JSON"],
    ["{}", "OtherVersion", 'JSON without "lab"'],
    ["null", "OtherVersion", 'JSON without "lab"'],
    [JSON.stringify({ ...file, lab: "scale/2" }), "OtherVersion", '"lab" is "scale/2"'],
    [JSON.stringify({ ...file, cells: [{ ...cell, members: [-1, 2] }] }), "Malformed", "members"]
  ] as const)("is refused where it is something else: %s", (text, reason, found) => {
    const read = decodeScaleResult(text)
    if (Result.isSuccess(read)) throw new Error("it was read")
    expect(read.failure.reason).toBe(reason)
    expect(read.failure.found).toContain(found)
    expect(read.failure.message).toMatch(/^not a scale\/1 file: .*; make one with lab scale --json$/s)
  })
})

describe("the figures of a counted cell", () => {
  const value = (id: string, of: ScaleResultCell = cell) => scaleFigures(of).find((figure) => figure.id === id)
  it("are means of messages and events, by role", () => {
    expect(value("sent-commit")).toMatchObject({ what: "commit, bytes", unit: "bytes", role: "committer", value: 300, sampled: false })
    expect([value("ciphertexts")?.value, value("classes")?.value]).toEqual([4.5, 2])
    expect([value("public-key-committer")?.value, value("symmetric-committer")?.value]).toEqual([6, 2])
    expect(value("symmetric-member")).toMatchObject({ value: 1, sampled: true })
    expect(value("ms-committer")?.value).toBe(1.5)
  })

  it("say how far they may be off where samples tell: the errors of all primitives added up", () => {
    const doubtful = (interval?: readonly [number, number]) => ({
      ...observed,
      exact: false,
      ...(interval === undefined ? {} : { interval })
    })
    const of = (hash: ReturnType<typeof doubtful>): ScaleResultCell => ({
      ...cell,
      costs: { "operations.hash": { member: hash }, "operations.mac": { member: doubtful([598, 602]) } }
    })
    // 10 and 2 of 4 events.
    expect(value("symmetric-member", of(doubtful([590, 610])))?.give).toBe(3)
    expect(value("symmetric-member", of(doubtful()))).not.toHaveProperty("give")
    expect(value("symmetric-committer")).not.toHaveProperty("give")
  })

  it("are always the same ones, without a value where nothing happened", () => {
    const empty = { ...cell, counts: { ...cell.counts, commits: 0 }, costs: {}, work: {} }
    expect(scaleFigures(empty).map(({ id }) => id)).toEqual(scaleFigures(cell).map(({ id }) => id))
    expect([value("sent-commit", empty), value("ciphertexts", empty), value("public-key-sender", empty)].map((one) => one?.value)).toEqual([
      undefined,
      undefined,
      undefined
    ])
  })

  it("count as public-key operations all that have a key pair in their name", () => {
    expect(primitives.filter((one) => publicKeyPrimitives.has(one))).toEqual(
      primitives.filter((one) => /^(hpke|kem|dh|sign|verify)/.test(one))
    )
  })
})
