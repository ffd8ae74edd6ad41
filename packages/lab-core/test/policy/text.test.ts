import * as Result from "effect/Result"
import { assert, describe, it } from "vitest"
import {
  defaultPolicy,
  formatDuration,
  formatPolicy,
  namedPolicies,
  neverPolicy,
  parseDuration,
  parsePolicies,
  parsePolicy,
  policyValues
} from "../../src/index.ts"

const policy = (text: string) => Result.getOrThrow(parsePolicy(text))
const wrong = (text: string) => Result.getOrThrow(Result.flip(parsePolicy(text)))
const DAY = 86_400_000

it("reads the default policy by name and by its text", () => {
  assert.deepStrictEqual(policy("default"), defaultPolicy)
  assert.deepStrictEqual(policy("rekey.everyMessages=25,rekey.onReturn=30d,commit.who=actor"), defaultPolicy)
  assert.deepStrictEqual(policy("never"), neverPolicy)
})

it("begins from never, or from a name that comes first", () => {
  assert.deepStrictEqual(policy("rekey.every=1h").rekey, { everyMs: 3_600_000 })
  assert.deepStrictEqual(policy("default, rekey.everyMessages=10").rekey, { everyMessages: 10, onReturnAfterMs: 30 * DAY })
  assert.deepStrictEqual(policy("default,rekey.onReturn=never").rekey, { everyMessages: 25 })
})

it("reads every setting, and writes what it reads", () => {
  const text =
    "rekey.everyMessages=7,rekey.every=12h,rekey.onReturn=10d,rekey.firstInEpoch=true,commit.who=next-speaker,commit.batch=5m,evict.idle=90d,retry.onReject=drop,retry.maxTries=3"
  assert.deepStrictEqual(policy(text), {
    rekey: { everyMessages: 7, everyMs: DAY / 2, onReturnAfterMs: 10 * DAY, beforeFirstSendInEpoch: true },
    commit: { who: "next-speaker", batchMs: 300_000 },
    evict: { idleMs: 90 * DAY },
    retry: { onReject: "drop", maxTries: 3 }
  })
  assert.strictEqual(formatPolicy(policy(text)), text)
  assert.deepStrictEqual(policyValues(policy("rekey.everyMs=1w")), { "rekey.every": "7d", "commit.who": "actor" })
})

it("finds the name of a policy that has one", () => {
  for (const [name, named] of Object.entries(namedPolicies)) {
    assert.strictEqual(formatPolicy(named), name)
    assert.deepStrictEqual(policy(name), named)
  }
})

it("takes a value without a key as one more value of the key before it", () => {
  const sweep = Result.getOrThrow(parsePolicies("rekey.everyMs=1h,1d,never,commit.who=actor,admin"))
  assert.deepStrictEqual(
    sweep.map(({ name }) => name),
    [
      "rekey.every=1h,commit.who=actor",
      "rekey.every=1h,commit.who=admin",
      "daily",
      "rekey.every=1d,commit.who=admin",
      "never",
      "commit.who=admin"
    ]
  )
  assert.strictEqual(wrong("rekey.every=1h,1d").reason, "Sweep")
})

describe("refuses, saying what it would take,", () => {
  const cases: ReadonlyArray<readonly [title: string, text: string, reason: string, says: ReadonlyArray<string>]> = [
    ["an unknown name", "sometimes", "Name", ["default", "never", "rekey.everyMessages"]],
    ["nothing", "", "Name", ["default"]],
    ["an unknown setting", "rekey.often=1", "Key", ["rekey.often", "rekey.everyMessages"]],
    ["a setting that is nearly one", "rekey.everyMesages=1", "Key", ["; rekey.everyMessages is one; "]],
    ["the beginning of a setting", "evict=30d", "Key", ["; evict.idle is one; "]],
    ["a name that is nearly one", "dayly", "Name", ["; daily is one; "]],
    ["a committer that is nearly one", "commit.who=admn", "Value", ["; did you mean admin?"]],
    ["a setting that every object knows", "toString=1", "Key", ["toString"]],
    ["a count of 0", "rekey.everyMessages=0", "Value", ["whole number from 1", "never"]],
    ["a duration without sense", "rekey.onReturn=soon", "Value", ["30d"]],
    ["a duration of nothing", "rekey.every=0s", "Value", ["30d"]],
    ["an unknown committer", "commit.who=boss", "Value", ["actor, next-speaker, admin, random"]],
    ["a setting without a value", "default,fast", "Key", ["key=value"]],
    [
      "a setting that stands twice",
      "rekey.every=1h,commit.who=admin,rekey.everyMs=1d",
      "Key",
      ["rekey.every is set twice", "rekey.every=a,b"]
    ],
    ["an answer to a rejection that there is not", "retry.onReject=wait", "Value", ["rebase or drop"]],
    ["no try at all", "retry.maxTries=0", "Value", ["whole number from 1"]],
    ["a bad value in a sweep", "rekey.every=1h,x", "Value", ["rekey.every=x"]]
  ]
  it.each(cases)("%s", (_title, text, reason, says) => {
    const error = wrong(text)
    assert.strictEqual(error.reason, reason)
    for (const part of says) assert.include(error.message, part)
  })
})

it("reads and writes durations", () => {
  const cases: ReadonlyArray<readonly [string, number]> = [
    ["30d", 30 * DAY],
    ["36h", 1.5 * DAY],
    ["90m", 5_400_000],
    ["90s", 90_000],
    ["250ms", 250]
  ]
  for (const [text, ms] of cases) {
    assert.strictEqual(parseDuration(text), ms)
    assert.strictEqual(formatDuration(ms), text)
  }
  assert.strictEqual(parseDuration("1.5h"), 5_400_000)
  assert.strictEqual(parseDuration("1w"), 7 * DAY)
  for (const text of ["", "d", "1y", "-1d", "1 d"]) assert.strictEqual(parseDuration(text), undefined)
})
