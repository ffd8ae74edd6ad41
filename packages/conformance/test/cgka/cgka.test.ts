import { CipherSuite } from "@copath/contracts"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { describe, expect, it } from "vitest"
import {
  cgkaLaws,
  checkCounting,
  checkDamagedStates,
  checkGarbage,
  checkLostRace,
  checkRepeatable,
  checkStories,
  checkTransparent,
  playCgka,
  type ScriptStep
} from "../../src/index.ts"
import { toyCrypto } from "../schedule/toySuite.ts"
import { type CgkaFault, toyCgka } from "./toyCgka.ts"

const suite = Effect.runSync(Effect.provide(CipherSuite, toyCrypto.suite))
const commit: ScriptStep = { by: 0, external: false, adds: 0, removes: [], updates: [], path: true }

/** What is said of a key agreement with this fault, after random stories. */
const saidOf = (fault: CgkaFault, members: number): Promise<string> =>
  Effect.runPromise(Effect.flip(checkStories(toyCgka(fault), { suite, members, runs: 20, steps: 8, seed: 9420 }))).then(
    ({ message }) => message
  )

cgkaLaws("a sound toy", toyCgka("none"), { suite, sizes: [2, 3, 5], runs: 3 })

describe("the laws of Cgka notice a key agreement", () => {
  it("whose joiners come to the secret of before they were there", async () => {
    const story = [commit, { ...commit, adds: 1 }]
    const broken = playCgka(toyCgka("commits of old for everybody"), story, { suite, seed: 1, members: 2 })
    expect(await Effect.runPromise(Effect.flip(broken))).toMatchObject({ law: "joiners do not learn the past" })
  })

  it("whose keys come of randomness of its own, and name its source; to draw for nothing is no fault", async () => {
    const repeated = (fault: CgkaFault) => checkRepeatable(toyCgka(fault), [commit], { suite, seed: 1, members: 2 })
    const broken = await Effect.runPromise(Effect.flip(repeated("randomness of its own")))
    expect(broken.message).toBe(
      "equal seeds give equal bytes, and others give others: the same Entropy, and other bytes; beside Entropy it drew from Math.random"
    )
    await Effect.runPromise(repeated("none"))
  })

  it("that throws at an update that does not open, or at a written state that was damaged", async () => {
    const options = { suite, seed: 3, members: 6 }
    const defect = (check: Effect.Effect<unknown, unknown>) =>
      Effect.runPromise(Effect.exit(check)).then((exit) => (Exit.isFailure(exit) ? String(Cause.squash(exit.cause)) : "no defect"))
    expect(await defect(checkGarbage(toyCgka("throwing at what does not open"), options))).toBe("RangeError: what is this?")
    expect(await defect(checkDamagedStates(toyCgka("throwing at written states"), options))).toBe("TypeError: nobody sits there")
    expect(await defect(checkDamagedStates(toyCgka("none"), options))).toBe("no defect")
  })

  it("that goes on with a commit of its own after another has won", async () => {
    const broken = checkLostRace(toyCgka("a pending commit that is remembered"), { suite, seed: 4, members: 6 })
    expect(await Effect.runPromise(Effect.flip(broken))).toMatchObject({ law: "agreement" })
  })

  it("whose written state lacks a key, and not its commit: the same state in memory takes it", async () => {
    const broken = playCgka(toyCgka("a key that is not written down"), [commit], { suite, seed: 1, members: 2 })
    expect(await Effect.runPromise(Effect.flip(broken))).toMatchObject({
      law: "codecs round trip",
      detail: "leaf 1: its state, written down and read back, refuses a commit (NotForUs) that the one in memory takes"
    })
  })

  it("that counts its commits, and does not write the count down", async () => {
    const twice = [commit, commit, commit]
    const options = { suite, seed: 1, members: 3 }
    const broken = await Effect.runPromise(Effect.flip(checkTransparent(toyCgka("a count that is not written down"), twice, options)))
    expect(broken).toMatchObject({ law: "who is written down and read back goes on as if nothing had been" })
    await Effect.runPromise(checkTransparent(toyCgka("none"), twice, options))
  })
})

describe("the law of what is counted", () => {
  const said = (fault: CgkaFault, steps = 12): Promise<string> =>
    Effect.runPromise(Effect.flip(checkCounting(toyCgka(fault), { suite, members: 9, steps }))).then(({ message }) => message)
  const faults: ReadonlyArray<readonly [fault: CgkaFault, said: RegExp]> = [
    ["a stand-in with a neighbour's key", /a state put together for leaf 1 has other keys/],
    ["a stand-in that has committed less", /the committer at leaf \d does .* digest .*, and is counted as /],
    ["one route for more operations", /equal routes are equal work: leaf \d+, route one/],
    ["one route for longer inputs", /^equal routes are equal work: leaf \d, route one/],
    ["a favourite that is not apart", /leaf 5 has another route than the others below node \d+, and is not said to be apart/]
  ]
  for (const [fault, message] of faults) it(`notices ${fault}`, async () => expect(await said(fault)).toMatch(message))

  it("asks nothing of routes where none are told: members are then told from samples", async () => {
    expect(await Effect.runPromise(checkCounting(toyCgka("counting without a route"), { suite, members: 9, steps: 4 }))).toBeUndefined()
  })

  it("finds nothing in a sound one, of 128 members as of two", async () => {
    for (const members of [2, 128])
      expect(await Effect.runPromise(checkCounting(toyCgka("none"), { suite, members, steps: 2 }))).toBeUndefined()
  })
})

describe("who breaks a law is shown the shortest story in the smallest group", () => {
  it("with the law in a sentence, the steps by number, and how to come there again", async () => {
    const said = await saidOf("a removal confuses the last leaf", 8)
    expect(said).toMatch(
      /^smallest counterexample: a group of 3, all added by its creator at once; then\n {2}1\. the member at leaf \d commits: removes leaf \d\nwhat happened: /
    )
    expect(said).toMatch(
      /what happened: all members of an epoch come to the same commit secret \(agreement\): leaf \d has another commit secret\n/
    )
    expect(said).toMatch(/again: this test with COPATH_LAW=-?\d+\/[\d:]+$/)
  })

  it("also where it throws in place of a refusal", async () => {
    const said = await saidOf("throwing at strangers", 5)
    expect(said).toContain("a group of 2, ")
    expect(said).toContain("what happened: who are you?")
  })

  it("and the same one again under the seed and path that it was told", async () => {
    const first = await saidOf("a removal confuses the last leaf", 4)
    const [, again = ""] = /COPATH_LAW=(\S+)/.exec(first) ?? []
    process.env["COPATH_LAW"] = again
    const second = await saidOf("a removal confuses the last leaf", 4).finally(() => delete process.env["COPATH_LAW"])
    const story = (said: string): string => said.split("\nagain:")[0] ?? ""
    expect(story(second)).toBe(story(first))
  })
})
