import * as fc from "fast-check"
import { assert, it } from "vitest"
import { Agenda } from "../../src/simulation/agenda.ts"

it("gives things in the order of time, and at one time in the order in which they were put down", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(9)), (times) => {
      const agenda = new Agenda<{ readonly at: number; readonly nth: number }>()
      for (const [nth, at] of times.entries()) agenda.add(at, { at, nth })
      const taken = times.map(() => agenda.take(9))
      assert.isTrue(agenda.isEmpty)
      assert.deepStrictEqual(
        taken,
        times.map((at, nth) => ({ at, nth })).toSorted((a, b) => a.at - b.at || a.nth - b.nth)
      )
    }),
    { seed: 1 }
  )
})

it("keeps what is not due", () => {
  const agenda = new Agenda<string>()
  assert.strictEqual(agenda.next, Number.POSITIVE_INFINITY)
  agenda.add(5, "later")
  assert.strictEqual(agenda.take(4), undefined)
  assert.deepStrictEqual([agenda.next, agenda.take(5), agenda.isEmpty], [5, "later", true])
})
