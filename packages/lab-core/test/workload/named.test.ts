import * as Result from "effect/Result"
import { assert, describe, it } from "vitest"
import {
  applyPolicy,
  countWorkload,
  defaultPolicy,
  formatWorkload,
  makeWorkload,
  namedWorkloads,
  parsePolicies,
  parseWorkload
} from "../../src/index.ts"
import { replay } from "../replay.ts"
import { make, small } from "./named/make.ts"

describe.each(namedWorkloads)("$name", ({ expected, name, parameters }) => {
  it("is the same for the same seed, and another for another", () => {
    assert.deepStrictEqual(make(name, "1", ...small(name)), make(name, "1", ...small(name)))
    assert.notDeepEqual(make(name, "1", ...small(name)).events, make(name, "2", ...small(name)).events)
  })
  it("is a lawful workload file", () => {
    const text = formatWorkload(make(name, "1", ...small(name)))
    assert.isTrue(formatWorkload(Result.getOrThrow(parseWorkload(text))) === text)
  })
  it("becomes steps that can be run, whatever the policy", () => {
    const workload = make(name, "1", ...small(name))
    const { messages } = countWorkload(workload)
    for (const { policy } of Result.getOrThrow(
      parsePolicies("rekey.every=1d,never,evict.idle=2d,never,commit.batch=0,1h,commit.who=actor,next-speaker,admin,random")
    ))
      assert.strictEqual(replay(applyPolicy(workload, policy)).messages, messages)
  })
  it("is made and planned in full, and is about as large as was foretold", () => {
    const workload = make(name, "1")
    const { events, messages } = countWorkload(workload)
    assert.isBelow(events, 2.5 * expected({}) + 100)
    assert.isAbove(events, 0.4 * expected({}))
    assert.strictEqual(applyPolicy(workload, defaultPolicy).filter((step) => step.do === "say").length, messages)
  })
  it("explains each parameter, and takes its least and its own value", () => {
    for (const [key, { about, least, value }] of Object.entries(parameters)) {
      assert.isAbove(about.length, 5, key)
      assert.isTrue(
        Result.isSuccess(makeWorkload(name, "1", [...small(name).filter((one) => !one.startsWith(`${key}=`)), `${key}=${least}`]))
      )
      assert.isAtLeast(value, least)
    }
  })
})

describe("what befalls members", () => {
  it("is by the numbers asked for, in any workload with messages", () => {
    for (const name of ["team-50", "community-1k", "sleepy-devices"]) {
      const { events, header } = make(name, "1", ...small(name), "devices=2", "losses=3", "misses=4")
      const kinds = events.map((event) => event.do)
      assert.strictEqual(kinds.filter((kind) => kind === "lose").length, 3)
      assert.strictEqual(kinds.filter((kind) => kind === "miss").length, 4)
      assert.strictEqual(header.devices, 2)
    }
  })
})

it("refuses unknown names, parameters, values and sizes, and says which there are", () => {
  const wrong = (name: string, ...settings: ReadonlyArray<string>) => Result.getOrThrow(Result.flip(makeWorkload(name, "1", settings)))
  assert.include(wrong("team-51").message, "pair-to-eight, team-50")
  assert.include(wrong("churn", "size=3").message, "members, operations")
  assert.include(wrong("churn", "toString=3").message, "members, operations")
  assert.include(wrong("churn", "members=1").message, "from 2 to")
  assert.include(wrong("churn", "members=2.5").message, "whole number")
  assert.include(wrong("churn", "members").message, "whole number")
  assert.include(wrong("churn", "members=7=8").message, "whole number")
  assert.include(wrong("churn", "members=7", "members=8").message, "members is set twice")
  const large = wrong("family-years", "perDay=10000", "days=7300")
  assert.strictEqual(large.reason, "Size")
  assert.include(large.message, "73000000 events, more than 4000000")
})
