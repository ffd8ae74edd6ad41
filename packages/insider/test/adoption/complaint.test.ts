import type { Trial as Considered } from "@copath/client"
import { Entropy, noBytes, OpeningProofs, PathSealing, SignatureScheme } from "@copath/contracts"
import { dleqP256 } from "@copath/crypto-noble"
import { commit, defaultOptions, drop, GroupOptions, type GroupState, type Received } from "@copath/group"
import { leafIndex } from "@copath/tree-math"
import { it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { describe, expect } from "vitest"
import { complaintAbout } from "../../src/complain.ts"
import { adoptionOf, complain, complaint, Condemned, defaultDocketLimits, eviction, judge, type Trial, tryCommit } from "../../src/index.ts"
import { stated } from "../../src/trial.ts"
import { falseKey, forged, garbage, liesIn, noKey, unrelated } from "../liar.ts"
import { at, groupOf, services, turn } from "../world.ts"
import { conclude, considerAll, partsOf, together, type Trials, withPending } from "./driver.ts"

const all = (trials: Trials): ReadonlySet<number> => new Set(trials.keys())

const refusals = (after: { readonly verdicts: ReadonlyMap<number, Considered<Received>["verdict"]> }) =>
  [...after.verdicts.values()].map((verdict) => (verdict._tag === "refused" ? verdict.error : verdict._tag))

const hearAll = Effect.fnUntraced(function* (trial: Considered<Received>, statements: ReadonlyArray<Uint8Array>) {
  let now = trial
  for (const statement of statements) now = yield* now.hear(statement)
  return now
})

const trialAt = (trials: Trials, leaf: number): Considered<Received> => {
  const trial = trials.get(leaf)
  if (trial === undefined) throw new Error(`nobody has looked at it at leaf ${leaf}`)
  return trial
}

/** The sender's key is named with each ciphertext, as where it goes into it. */
const bound = Layer.effect(
  PathSealing,
  Effect.map(PathSealing, (base) => ({ ...base, id: "bound", authenticated: true, provable: false }))
)

/** A complaint of somebody who has nothing to complain about. */
const baseless = Effect.fnUntraced(function* (trial: Trial, index: number) {
  const { secret } = yield* Entropy
  const one = trial.sealing.sealed[index]
  if (one === undefined) throw new Error(`no ciphertext ${index}`)
  return complaintAbout(trial, yield* OpeningProofs, one, secret)
})

describe("commits that wait, with complaints", () => {
  it.effect("an honest one is adopted by all, and nobody complains", () =>
    Effect.gen(function* () {
      const members = yield* groupOf(4)
      const made = yield* commit(at(members, 1))
      const after = yield* conclude(yield* considerAll(withPending(members, 1, made), made.message), new Set([0, 1, 3]))
      expect(together(after)).toBe(true)
      expect([after.asked, after.woken]).toEqual([[3], []])
      expect(after.said).toHaveLength(2)
    }).pipe(Effect.provide(partsOf(complaint, 2)))
  )

  for (const handshake of ["public", "private"] as const) {
    it.effect(
      `R113: after a ${handshake} one of a liar everybody refuses it alike, the liar too, and the next commit removes the liar`,
      () =>
        Effect.gen(function* () {
          const members = yield* groupOf(4)
          for (const [lie, because] of [
            [forged(unrelated(0)), "keys"],
            [forged(garbage(0)), "ciphertext"],
            [forged(noKey(0)), "ciphertext"],
            [falseKey(0), "keys"]
          ] as const) {
            const made = yield* liesIn(at(members, 1), lie)
            const trials = yield* considerAll(withPending(members, 1, made), made.message)
            const after = yield* conclude(trials, all(trials))
            const errors = refusals(after)
            expect(errors).toHaveLength(4)
            for (const error of errors) {
              expect(error).toBeInstanceOf(Condemned)
              expect(error).toMatchObject({ committer: 1, complainer: 0, because, evict: [1] })
            }
          }
          const without = yield* turn(members, 2, { remove: [leafIndex(1)] })
          expect([...without.keys()]).toEqual([0, 2, 3])
        }).pipe(Effect.provideService(GroupOptions, { ...defaultOptions, handshake }), Effect.provide(partsOf(complaint, 2)))
    )
  }

  it.effect("the victim may be away: until it is woken nobody adopts the commit, and then it complains", () =>
    Effect.gen(function* () {
      const members = yield* groupOf(5)
      const made = yield* liesIn(at(members, 1), forged(unrelated(0)))
      const trials = yield* considerAll(withPending(members, 1, made), made.message)
      const waiting = yield* conclude(trials, new Set([1, 2, 3, 4]), false)
      for (const verdict of waiting.verdicts.values()) expect(verdict).toEqual({ _tag: "waiting", missing: [[0]] })
      const after = yield* conclude(trials, new Set([1, 2, 3, 4]))
      expect(after.woken).toEqual([0])
      for (const error of refusals(after)) expect(error).toMatchObject({ _tag: "Condemned", evict: [1], complainer: 0 })
    }).pipe(Effect.provide(partsOf(complaint, 2)))
  )

  it.effect("a sound commit that somebody complains about is spoiled for all; its sender makes another, and nobody is removed", () =>
    Effect.gen(function* () {
      const members = yield* groupOf(4)
      const made = yield* commit(at(members, 1))
      const trials = yield* considerAll(withPending(members, 1, made), made.message)
      const shown = yield* baseless(yield* tryCommit(at(members, 0), made.message), 0)
      for (const trial of trials.values()) {
        const { verdict } = yield* trial.hear(shown)
        expect(verdict).toMatchObject({ _tag: "refused", error: { _tag: "Spoiled", complainer: 0 } })
        expect(verdict._tag === "refused" && verdict.error.evict).toBeUndefined()
      }
      const again = yield* commit(drop(made.state).state)
      const next = yield* considerAll(withPending(members, 1, again), again.message)
      expect(together(yield* conclude(next, all(next)))).toBe(true)
    }).pipe(Effect.provide(partsOf(complaint, 2)))
  )

  it.effect(
    "R118: a flood of complaints that show nothing is judged three times, and the commit is adopted as if nothing had been said",
    () =>
      Effect.gen(function* () {
        let judged = 0
        const counting = Layer.succeed(OpeningProofs, {
          ...dleqP256,
          judge: (...input) => {
            judged++
            return dleqP256.judge(...input)
          }
        })
        const parts = Layer.provideMerge(Layer.provide(adoptionOf(complaint), counting), services(complaint, 2))
        return yield* Effect.gen(function* () {
          const members = yield* groupOf(4)
          const made = yield* commit(at(members, 1))
          const trials = yield* considerAll(members, made.message)
          const { secret } = yield* Entropy
          const mine = yield* tryCommit(at(members, 0), made.message)
          const flood = Array.from({ length: 12 }, () =>
            stated(mine, { _tag: "complaint", index: 0, evidence: secret(100).expose().slice() })
          )
          const flooded = yield* hearAll(trialAt(trials, 3), flood)
          expect(judged).toBe(defaultDocketLimits.complaints)
          expect(flooded.verdict).toEqual(trialAt(trials, 3).verdict)
          const acks = [0, 2].flatMap((leaf) => trialAt(trials, leaf).statements)
          expect((yield* hearAll(flooded, acks)).verdict._tag).toBe("adopted")
          // What is over is over: nothing of it is looked at any more.
          yield* hearAll(yield* hearAll(trialAt(trials, 3), acks), flood)
          expect(judged).toBe(defaultDocketLimits.complaints)
        }).pipe(Effect.provide(parts))
      })
  )

  it.effect("where nothing can be proven of a ciphertext, the victim reports, and the others wait", () =>
    Effect.gen(function* () {
      const members = yield* groupOf(4)
      const made = yield* liesIn(at(members, 1), forged(unrelated(0)))
      const trials = yield* considerAll(withPending(members, 1, made), made.message)
      const after = yield* conclude(trials, all(trials))
      expect(refusals(after)).toMatchObject([{ _tag: "CgkaRejected" }, "waiting", "waiting", "waiting"])
      // A complaint without evidence accuses nobody.
      const claimed = stated(yield* tryCommit(at(members, 0), made.message), { _tag: "complaint", index: 0, evidence: noBytes })
      expect((yield* trialAt(trials, 2).hear(claimed)).verdict).toMatchObject({ _tag: "waiting" })
    }).pipe(Effect.provide(partsOf(complaint, 1)))
  )

  it.effect("where a key of the sender's goes into its ciphertexts, showing what is inside would show too much: the victim reports", () =>
    Effect.gen(function* () {
      const members = yield* groupOf(4)
      const made = yield* liesIn(at(members, 1), forged(unrelated(0)))
      const victim = yield* tryCommit(at(members, 0), made.message)
      expect(yield* Effect.flip(complain(victim))).toMatchObject({ _tag: "NoEvidence", reason: "Sealing" })
      const trials = yield* considerAll(withPending(members, 1, made), made.message)
      expect(refusals(yield* conclude(trials, all(trials)))).toMatchObject([{ _tag: "CgkaRejected" }, "waiting", "waiting", "waiting"])
      const claimed = stated(victim, { _tag: "complaint", index: 0, evidence: noBytes })
      expect(yield* judge(at(members, 2), made.message, claimed)).toEqual({ _tag: "undecided", because: "Sealing" })
    }).pipe(Effect.provide(Layer.provideMerge(partsOf(complaint, 2), bound)))
  )

  it.effect("where any member could have sent it, the victim reports, and a complaint of somebody else's accuses nobody", () =>
    Effect.gen(function* () {
      const members = yield* groupOf(4)
      const scheme = yield* SignatureScheme
      const anonymous = Effect.provideService(SignatureScheme, { ...scheme, facts: { ...scheme.facts, attributable: "group" } })
      const made = yield* liesIn(at(members, 1), forged(unrelated(0)))
      const { complaint: shown } = yield* complain(yield* tryCommit(at(members, 0), made.message))
      const trials = yield* anonymous(considerAll(withPending(members, 1, made), made.message))
      expect(refusals(yield* conclude(trials, all(trials)))).toMatchObject([{ _tag: "CgkaRejected" }, "waiting", "waiting", "waiting"])
      expect((yield* trialAt(trials, 2).hear(shown)).verdict).toEqual(trialAt(trials, 2).verdict)
    }).pipe(Effect.provide(partsOf(complaint, 2)))
  )

  it.effect("an accomplice can vouch for what it reads itself: those who believed it judge the complaint in the epoch that they left", () =>
    Effect.gen(function* () {
      const members = yield* groupOf(5)
      // Leaf 4 commits; 0 to 3 read one ciphertext, and leaf 2 lies for it.
      const made = yield* liesIn(at(members, 4), forged(unrelated(0)))
      const trials = yield* considerAll(withPending(members, 4, made), made.message)
      const false_ = stated(yield* tryCommit(at(members, 2), made.message), { _tag: "ack", index: 0 })
      expect((yield* trialAt(trials, 4).hear(false_)).verdict._tag).toBe("adopted")
      const victim = trialAt(trials, 0)
      expect(victim.verdict).toMatchObject({ _tag: "refused", error: { _tag: "Condemned", evict: [4] } })
      const [shown = noBytes] = victim.statements
      expect(eviction(yield* judge(at(members, 4), made.message, shown))).toEqual({ remove: [leafIndex(4)] })
    }).pipe(Effect.provide(partsOf(complaint, 2)))
  )
})

describe("what a client has to know of a refused commit", () => {
  it.effect("its sender still has it pending, and drops it", () =>
    Effect.gen(function* () {
      const members = yield* groupOf(3)
      const made = yield* liesIn(at(members, 1), forged(unrelated(0)))
      const trials = yield* considerAll(withPending(members, 1, made), made.message)
      const { verdicts } = yield* conclude(trials, all(trials))
      expect([...verdicts.values()].every(({ _tag }) => _tag === "refused")).toBe(true)
      const kept: GroupState = drop(made.state).state
      expect(kept.context.epoch).toBe(at(members, 0).context.epoch)
      const next = yield* turn(new Map([...members, [1, kept]]), 0, { remove: [leafIndex(1)] })
      expect([...next.keys()]).toEqual([0, 2])
    }).pipe(Effect.provide(partsOf(complaint, 2)))
  )
})
