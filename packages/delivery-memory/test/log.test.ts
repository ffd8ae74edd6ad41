import * as Result from "effect/Result"
import { assert, it } from "vitest"
import { groupLog } from "../src/index.ts"

const rules = { oneCommitPerEpoch: true, maxMessageBytes: 4 }
const message = Uint8Array.of(1)

it("wakes who waits once, and forgets who has taken back", () => {
  const log = groupLog("g", rules)
  const woken: Array<string> = []
  log.onNext(() => woken.push("a"))
  log.onNext(() => woken.push("b"))()
  log.publish({ message })
  log.publish({ message })
  assert.deepStrictEqual(woken, ["a"])
})

it("reads no more than is asked for", () => {
  const log = groupLog("g", rules)
  for (let i = 0; i < 5; i++) log.publish({ message })
  assert.deepStrictEqual(
    log.read(1, 2).map(({ position }) => position),
    [1n, 2n]
  )
  assert.deepStrictEqual(log.read(7, 2), [])
})

it("refuses a slot of a past epoch, whose slots it has forgotten", () => {
  const log = groupLog("g", rules)
  assert.deepStrictEqual(log.reserve(3n), Result.succeed(0n))
  log.publish({ message, expected: 3n })
  const refused = log.reserve(3n)
  assert.isTrue(Result.isFailure(refused) && refused.failure.reason === "StaleEpoch" && refused.failure.epoch === 4n)
  assert.deepStrictEqual(log.reserve(4n), Result.succeed(0n))
})
