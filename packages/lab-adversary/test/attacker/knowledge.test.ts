import { describe, expect, it } from "vitest"
import { initial, taken } from "../../src/index.ts"
import { ToyRun } from "../toys/toyRun.ts"

/** Member 0 draws a leaf key and a signing key, drops the leaf key at state 2, uses a passing value at state 1, and is removed at state 4. */
const story = () => {
  const run = new ToyRun(2)
  const wire = run.value("given", "on the wire")
  const [leaf, signing] = [run.random("leaf key", 0), run.random("signing key", 0)]
  run.signingKeys.add(signing)
  run.hold(0, leaf, signing)
  run.step("create", 0)
  const passing = run.random("passing", 0)
  run.use(0, passing)
  run.step("rekey", 0, 0)
  run.drop(0, leaf)
  const odd = run.value("unexplained", "from nowhere")
  run.hold(1, odd)
  run.step("rekey", 1, 1)
  run.step("wait", -1)
  run.leave(0)
  run.step("remove", 1, 1)
  return { trace: run.trace(), wire, leaf, signing, passing, odd }
}

describe("what attackers begin with", () => {
  const { trace, wire, leaf, signing, passing, odd } = story()
  const seize = (at: number, takes: "all" | "withoutSigningKeys" | "signingKeysOnly" = "all", who = 0) =>
    ({ as: "seize", who, at, takes }) as const

  it("is the state at that time for a seizure, with or without signing keys", () => {
    expect(initial(trace, seize(1))).toEqual([wire, leaf, signing])
    expect(initial(trace, seize(2))).toEqual([wire, signing])
    expect(initial(trace, seize(1, "withoutSigningKeys"))).toEqual([wire, leaf])
    expect(initial(trace, seize(1, "signingKeysOnly"))).toEqual([wire, signing])
    expect(initial(trace, seize(4))).toEqual([wire])
  })

  it("is more where members delete late or never", () => {
    expect(taken(trace, seize(2), { delayed: 1 })).toContain(leaf)
    expect(taken(trace, seize(3), { delayed: 1 })).not.toContain(leaf)
    expect(taken(trace, seize(3), "none")).toContain(leaf)
    expect(taken(trace, seize(0), "none")).not.toContain(passing)
  })

  it("is all that is held and used for a resident, from the first state to before the second", () => {
    expect(new Set(taken(trace, { as: "resident", who: 0, from: 1, to: 2 }))).toEqual(new Set([leaf, signing, passing]))
    expect(taken(trace, { as: "resident", who: 0, from: 2, to: 4 })).toEqual([signing])
  })

  it("is everything until its removal for an ex-member, everything since joining for a newcomer", () => {
    expect(new Set(taken(trace, { as: "exMember", who: 0 }))).toEqual(new Set([leaf, signing, passing]))
    expect(taken(trace, { as: "newcomer", who: 1 })).toEqual([odd])
  })

  it("is what was drawn in between for bad randomness, and the wire for the server", () => {
    expect(taken(trace, { as: "badRandomness", who: 0, from: 1, to: 2 })).toEqual([passing])
    expect(initial(trace, { as: "server" })).toEqual([wire])
  })

  it("is everybody's together for a coalition", () => {
    expect(initial(trace, { as: "coalition", of: [seize(2), { as: "badRandomness", who: 0, from: 1, to: 2 }] })).toEqual([
      wire,
      signing,
      passing
    ])
  })

  it("counts what is unexplained as known under the upper bound, and under the lower one where it was taken", () => {
    expect(initial(trace, { as: "server" }, "upper")).toEqual([wire, odd])
    expect(initial(trace, seize(2, "all", 1))).toEqual([wire, odd])
  })
})
