import { describe, expect, test } from "vitest"
import { NoDavey } from "../src/peers/dave/davey.ts"
import { faults } from "../src/peers/faults.ts"
import { report } from "../src/peers/report.ts"
import { tryDavey, tryPeer } from "../src/peers/run.ts"
import { callScenarios } from "../src/peers/dave/scenarios.ts"
import { scenarios } from "../src/peers/scenarios.ts"
import { isExpected, type Trial, tryOut } from "../src/peers/trial.ts"
import { tsMls } from "../src/peers/tsMls.ts"

const unexpected = (trials: ReadonlyArray<Trial>): ReadonlyArray<Trial> => trials.filter((trial) => !isExpected(trial))
const count = (trials: ReadonlyArray<Trial>, tag: Trial["outcome"]["_tag"]): number =>
  trials.filter(({ outcome }) => outcome._tag === tag).length

describe("beside ts-mls", () => {
  test.each(["public", "private"] as const)("all scenarios go as they are known to go, with %s handshakes", async (handshake) => {
    const trials = await tryPeer(tsMls, { suite: 1, handshake })
    expect(unexpected(trials)).toEqual([])
    expect(trials).toHaveLength(2 * scenarios.length)
    expect(count(trials, "ok")).toBeGreaterThan(30)
  })
})

/** The trials with davey; a platform without its native part is told of, loudly, and has none. */
const daveyTrials = async (): Promise<ReadonlyArray<Trial> | undefined> => {
  try {
    return await tryDavey()
  } catch (error) {
    if (!(error instanceof NoDavey)) throw error
    console.warn(`DAVEY MISSING: the calls were NOT tried (${error.message})`)
    return undefined
  }
}
const calls = await daveyTrials()

test.skipIf(calls === undefined)("all calls with davey, which is OpenMLS, go as they are known to go", () => {
  expect(unexpected(calls ?? [])).toEqual([])
  expect(calls).toHaveLength(2 * callScenarios.length)
  expect(count(calls ?? [], "ok")).toBe(2 * callScenarios.length - 2)
})

describe("the judgement of a trial", () => {
  const known = faults[0]
  const play = async (peer: string, id: string, outcome: () => Promise<void>) => {
    const trials = await tryOut(peer, "suite 1", [{ id, play: outcome }], "ours", "theirs")
    return trials.map((trial) => [trial.outcome._tag, isExpected(trial)])
  }
  const peer = known?.peer ?? ""
  const scenario = known?.scenarios[0] ?? ""

  test("an unknown failure is not expected", async () => {
    expect(await play("nobody", "anything", () => Promise.reject(new Error("no")))).toEqual([
      ["failed", false],
      ["failed", false]
    ])
  })

  test("a known fault is expected where it is known, and only with what it says", async () => {
    expect(await play(peer, scenario, () => Promise.reject(new Error("No overlap between provided private keys and update path")))).toEqual(
      [
        ["known", true],
        ["failed", false]
      ]
    )
    expect(await play(peer, scenario, () => Promise.reject(new Error("something else")))).toEqual([
      ["failed", false],
      ["failed", false]
    ])
  })

  test("a known fault that is gone is news", async () => {
    expect(await play(peer, scenario, () => Promise.resolve())).toEqual([
      ["mended", false],
      ["ok", true]
    ])
  })

  test("the report names what is not ok, with the reason", async () => {
    const trials = await tryOut("nobody", "suite 1", [{ id: "anything", play: () => Promise.reject(new Error("because")) }], 1, 2)
    expect(report(trials)).toContain("FAILED (nobody, anything, the peer first; suite 1): Error: because")
  })
})
