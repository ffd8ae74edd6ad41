import { it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { describe, expect, test } from "vitest"
import { nonNegative } from "../../src/calibration/leastSquares.ts"
import {
  type Calibration,
  calibrate,
  check,
  decodeCalibration,
  errorsOf,
  hidden,
  predicted,
  scaleCell,
  scaleRows,
  untimed,
  Work
} from "../../src/index.ts"
import { compose, lifeOf } from "../kit.ts"
import { neverPolicy, primitives } from "@copath/lab-core"

const calibration: Calibration = {
  lab: "calibration/1",
  device: "a phone",
  runtime: "none",
  cpu: "none",
  suite: "MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519",
  provider: "none",
  ops: { "hpke.seal": { ns: [1000, 2], ci: [900, 1100], calls: 200 }, hash: { ns: [10, 1], ci: [9, 11], calls: 200 } },
  overhead: { perText: 5, perHandshake: 50, perByteWritten: 3, perByteRead: 4, perNode: 7 },
  pace: 1
}

const work = Work.none.and("hpke.seal", 2, 100).and("hash", 3, 1000)

test("an event takes its calls, their bytes, and what is done around them", () => {
  const cryptography = 2 * 1000 + 100 * 2 + 3 * 10 + 1000 * 1
  expect(predicted(calibration, { work, bytes: 10, text: false, written: true })).toBe(cryptography + 50 + 30 + 21)
  expect(predicted(calibration, { work, bytes: 10, text: true, written: false })).toBe(cryptography + 5 + 40 + 21)
})

describe("a calibration's file", () => {
  const refusal = (text: string) => Result.match(decodeCalibration(text), { onFailure: ({ reason }) => reason, onSuccess: () => "read" })

  test("is read back, unknown fields aside", () => {
    expect(decodeCalibration(JSON.stringify({ ...calibration, more: 1 }))).toEqual(Result.succeed(calibration))
  })

  test("of another version, or none, is refused by name", () => {
    expect(refusal("{")).toBe("NotJson")
    expect(refusal(JSON.stringify({ ...calibration, lab: "calibration/2" }))).toBe("OtherVersion")
    expect(refusal(JSON.stringify({ lab: "result/1" }))).toBe("OtherVersion")
    expect(refusal("[]")).toBe("OtherVersion")
    expect(refusal("null")).toBe("OtherVersion")
    expect(refusal(JSON.stringify({ ...calibration, overhead: { perText: 1 } }))).toBe("Malformed")
    expect(refusal(JSON.stringify({ ...calibration, ops: { "hpke.seal": { ns: [1], ci: [1, 1], calls: 1 } } }))).toBe("Malformed")
  })

  test("that says something takes less than nothing is refused", () => {
    expect(refusal(JSON.stringify({ ...calibration, ops: { hash: { ns: [-1, 0], ci: [1, 1], calls: 1 } } }))).toBe("Malformed")
    expect(refusal(JSON.stringify({ ...calibration, ops: { hash: { ns: [1, 0], ci: [1, 1], calls: 0 } } }))).toBe("Malformed")
    expect(refusal(JSON.stringify({ ...calibration, overhead: { ...calibration.overhead, perNode: -7 } }))).toBe("Malformed")
    expect(refusal(JSON.stringify({ ...calibration, pace: 0 }))).toBe("Malformed")
    expect(refusal(JSON.stringify({ ...calibration, errors: { send: -0.1 } }))).toBe("Malformed")
    expect(refusal(JSON.stringify(calibration).slice(0, 200))).toBe("NotJson")
  })
})

describe("least squares", () => {
  test("find what equations were made of", () => {
    const equations = [1, 2, 5, 9, 20].map((x) => ({ features: [1, x, x * x], target: 3 + 2 * x + 0.5 * x * x, weight: 1 / x }))
    const found = nonNegative(equations, 3)
    for (const [i, wanted] of [3, 2, 0.5].entries()) expect(found[i]).toBeCloseTo(wanted, 6)
  })

  test("give nothing below zero: what a negative share would explain is left over", () => {
    expect(
      nonNegative(
        [1, 2, 3].map((x) => ({ features: [1, x], target: 10 - x, weight: 1 })),
        2
      )[1]
    ).toBe(0)
    expect(nonNegative([], 2)).toEqual([0, 0])
  })
})

describe("measuring", () => {
  let now = 0
  // Two milliseconds lie between two looks at this clock, whatever was done.
  const on = { device: "a clockwork", runtime: "none", cpu: "none", clock: () => (now += 2_000_000) }
  const input = { measured: compose({ provider: "node" }), counting: compose(), suite: 1, on, samples: 2, sizes: [4, 6], repeats: 3 }

  it.live(
    "comes to a calibration that can be written and read, and to its errors",
    Effect.fnUntraced(function* () {
      const told: Array<string> = []
      const onProgress = (kind: string, done: number, total: number): void => void told.push(`${kind} ${done}/${total}`)
      const made = yield* calibrate({ ...input, onProgress })
      expect(decodeCalibration(JSON.stringify(made))).toEqual(Result.succeed(made))
      expect(Object.keys(made.ops).toSorted()).toEqual(
        [
          "aead.open",
          "aead.seal",
          "dh",
          "hash",
          "hpke.export",
          "hpke.open",
          "hpke.seal",
          "kdf.expand",
          "kdf.extract",
          "kem.derive",
          "mac",
          "sign",
          "signature.derive",
          "verify"
        ].toSorted()
      )
      const rows = yield* check({ ...input, onProgress }, made, [5])
      const parts = [
        "primitives 0/2",
        "primitives 1/2",
        "primitives 2/2",
        "groups 0/2",
        "groups 1/2",
        "groups 2/2",
        "predictions 0/1",
        "predictions 1/1"
      ]
      expect(told).toEqual(parts)
      const operations = ["join", "commit", "process", "add", "process an add", "remove", "process a removal", "send", "receive"]
      expect(rows.map(({ members, operation }) => [operation, members])).toEqual(operations.map((operation) => [operation, 5]))
      expect(Object.keys(errorsOf(rows)).toSorted()).toEqual(operations.toSorted())
    }),
    60_000
  )
})

describe("times at scale", () => {
  it.live(
    "stand in the rows of what was counted, unless they were foretold badly",
    Effect.fnUntraced(function* () {
      const history = { workload: lifeOf(6), policy: neverPolicy }
      const cell = yield* scaleCell({ composed: compose(), suite: 1, history, seed: "x" })
      const timed = { ns: [1000, 2] as const, ci: [900, 1100] as const, calls: 200 }
      const whole: Calibration = { ...calibration, ops: Object.fromEntries(primitives.map((primitive) => [primitive, timed])) }
      const named = (one: Calibration): ReadonlyArray<string> =>
        scaleRows([{ cell, seconds: 0, memory: 0 }], one).flatMap(({ what }) => (what.endsWith("foretold") ? [what] : []))
      expect(named(whole)).toEqual(
        ["committer", "member", "removed", "joiner", "sender", "receiver"].map((role) => `${role}: ms, foretold`)
      )
      const wrong = { ...whole, errors: { send: 0.26, receive: 0.24, commit: 0.5, add: 0.1, remove: 0.1 } }
      expect(named(wrong)).toEqual(["committer", "member", "removed", "joiner", "receiver"].map((role) => `${role}: ms, foretold`))
      expect(hidden(wrong, "sender")).toContain("26 %")
      // A time that lacks some of what was done would be too short.
      const { "aead.seal": _, ...lacking } = whole.ops
      expect(named({ ...whole, ops: lacking })).toEqual(["member", "removed", "joiner", "receiver"].map((role) => `${role}: ms, foretold`))
      expect(untimed({ ...whole, ops: lacking }, [{ cell }])).toContain("times of a sender are left out: the calibration has no aead.seal")
      expect(untimed(whole, [{ cell }])).toEqual([])
    })
  )
})
