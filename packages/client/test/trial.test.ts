import { type LeafIndex, leafIndex } from "@copath/tree-math"
import { Effect } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { decided, mapTrial, type Trial, type Verdict } from "../src/index.ts"

/** Somebody who has not spoken yet is waited for, then it is adopted; who says no ends it. A statement is one leaf, or 255 for no. */
const waitingFor = (leaves: ReadonlyArray<LeafIndex>, said: ReadonlyArray<number> = []): Trial<string> => ({
  statements: said.map((n) => Uint8Array.of(n)),
  verdict: leaves.length === 0 ? { _tag: "adopted", value: "in force" } : { _tag: "waiting", missing: leaves.map((leaf) => [leaf]) },
  hear: (statement) =>
    Effect.sync(() => {
      const [who = NO] = statement
      return who === NO ? decided({ _tag: "refused", error: { _tag: "Objection" } }) : waitingFor(leaves.filter((leaf) => leaf !== who))
    }),
  stepIn: Effect.sync(() => waitingFor(leaves.slice(1), leaves.slice(0, 1)))
})
const NO = 255

const statement = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constant(NO)).map((n) => Uint8Array.of(n))
const script = fc.array(fc.oneof(statement, fc.constant("step in" as const)), { maxLength: 8 })
const trials = fc.uniqueArray(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }).map((leaves) => waitingFor(leaves.map(leafIndex)))

/** Everything that a trial shows while this happens to it. */
const shown = <A>(trial: Trial<A>, events: ReadonlyArray<Uint8Array | "step in">) =>
  Effect.runSync(
    Effect.gen(function* () {
      let now = trial
      const seen: Array<Pick<Trial<A>, "statements" | "verdict">> = [now]
      for (const event of events) {
        now = event === "step in" ? yield* now.stepIn : yield* now.hear(event)
        seen.push(now)
      }
      return seen.map(({ statements, verdict }) => ({ statements, verdict }))
    })
  )
const mapped = <A, B>(verdict: Verdict<A>, f: (value: A) => B): Verdict<B> =>
  verdict._tag === "adopted" ? { _tag: "adopted", value: f(verdict.value) } : verdict

const length = (s: string): number => s.length
const twice = (n: number): number => 2 * n

describe("a trial that is mapped", () => {
  it("is the same trial, whatever is said, but for what it comes to", () => {
    fc.assert(
      fc.property(trials, script, (trial, events) => {
        const plain = shown(trial, events)
        expect(shown(mapTrial(trial, length), events)).toEqual(
          plain.map(({ statements, verdict }) => ({ statements, verdict: mapped(verdict, length) }))
        )
        expect(
          shown(
            mapTrial(trial, (value) => value),
            events
          )
        ).toEqual(plain)
      })
    )
  })

  it("may be mapped in one step or in two", () => {
    fc.assert(
      fc.property(trials, script, (trial, events) => {
        const inTwo = mapTrial(mapTrial(trial, length), twice)
        const inOne = mapTrial(trial, (value) => twice(length(value)))
        expect(shown(inTwo, events)).toEqual(shown(inOne, events))
      })
    )
  })

  it("stays as it was when the one that was made of it goes on", () => {
    const trial = mapTrial(waitingFor([leafIndex(1)]), length)
    expect(shown(trial, [Uint8Array.of(1)]).map(({ verdict }) => verdict._tag)).toEqual(["waiting", "adopted"])
    expect(shown(trial, [Uint8Array.of(NO)]).map(({ verdict }) => verdict._tag)).toEqual(["waiting", "refused"])
  })
})

it("what is decided has nothing to say, and nothing that is said changes it", () => {
  const verdicts = fc.constantFrom(
    { _tag: "adopted", value: "in force" } as const,
    { _tag: "refused", error: { _tag: "FrameRejected" } } as const
  )
  fc.assert(
    fc.property(verdicts, script, (verdict, events) => {
      for (const seen of shown(decided(verdict), events)) expect(seen).toEqual({ statements: [], verdict })
    })
  )
})
