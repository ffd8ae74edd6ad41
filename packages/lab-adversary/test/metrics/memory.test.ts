import { describe, expect, it } from "vitest"
import { exMembers, fieldOf, newcomers } from "../../src/index.ts"
import { ToyRun } from "../toys/toyRun.ts"

/** Two talk, the second is removed, and the first talks on, under a key that is new or is not. */
const removal = (renewed: boolean) => {
  const run = new ToyRun(2)
  const first = run.random("group key")
  run.hold(0, first)
  run.hold(1, first)
  run.step("create", 0)
  const say = (key: number) => {
    const text = run.random("text", 0)
    run.seal(key, text)
    run.say(0, text)
  }
  say(first)
  run.leave(1)
  const second = renewed ? run.random("group key", 0) : first
  run.hold(0, second)
  run.step("remove", 0, 0)
  say(second)
  say(second)
  return { run, second }
}

describe("an ex-member", () => {
  it("reads nothing after its removal where the key is renewed", () => {
    expect(exMembers(fieldOf(removal(true).run.trace(), "lower"))).toEqual({ checked: 1, leaking: 0, messages: 0, leaks: [] })
  })

  it("reads everything where it is not, for a reason that is told", () => {
    const { leaks, ...counts } = exMembers(fieldOf(removal(false).run.trace(), "lower"))
    expect(counts).toEqual({ checked: 1, leaking: 1, messages: 2 })
    expect(leaks[0]).toMatchObject({ member: 1, state: 2, messages: 2, first: 1 })
    expect(leaks[0]?.why).toEqual([
      "1  group key, held or used by m1 from state 0 to before 2",
      "2  → m0's text: opened",
      "→ message 1, said by m0 at state 3 in epoch 1"
    ])
  })

  it("may read again once it is back, and what was still on its way when it was removed", () => {
    const { run, second } = removal(true)
    run.join(1)
    run.hold(1, second)
    run.step("add", 0, 0)
    const text = run.random("text", 0)
    run.seal(second, text)
    run.say(0, text)
    expect(exMembers(fieldOf(run.trace(), "lower")).messages).toBe(0)

    const late = removal(false).run
    const trace = late.trace()
    const messages = trace.messages.map((one) => ({ ...one, epoch: 0 }))
    expect(exMembers(fieldOf({ ...trace, messages }, "lower")).messages).toBe(0)
  })
})

describe("a newcomer", () => {
  const story = (given: boolean) => {
    const run = new ToyRun(2, (member) => member === 0)
    const [before, after] = [run.random("group key", 0), run.random("group key", 0)]
    run.hold(0, before)
    run.step("create", 0)
    const text = run.random("text", 0)
    run.seal(before, text)
    run.say(0, text)
    run.join(1)
    run.use(1, given ? before : after)
    run.hold(1, after)
    run.step("add", 0, 0)
    return newcomers(fieldOf(run.trace(), "lower"))
  }

  it("reads nothing from before it joined; founders are not asked", () => {
    expect(story(false)).toEqual({ checked: 1, leaking: 0, messages: 0, leaks: [] })
  })

  it("reads what it was given the key of, if only in passing", () => {
    expect(story(true)).toMatchObject({ checked: 1, leaking: 1, messages: 1, leaks: [{ member: 1, state: 2, first: 0 }] })
  })
})
