import { Cgka, CipherSuite } from "@copath/contracts"
import { commit, type GroupState } from "@copath/group"
import { leafIndex } from "@copath/tree-math"
import { it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { describe, expect } from "vitest"
import { acknowledge, ackQuorum, acksNeeded, duties, hear, missing, report, settle, type Trial, tryCommit } from "../src/index.ts"
import { forged, garbage, liesIn, unrelated } from "./liar.ts"
import { at, groupOf, type Members, services, withBlanks } from "./world.ts"

/** Everybody looks at a commit. */
const trials = Effect.fnUntraced(function* (members: Members, message: Uint8Array) {
  const list: Array<Trial> = []
  for (const state of members.values()) list.push(yield* tryCommit(state, message))
  return list
})

/** All statements that members make, heard by all. */
const talk = (list: ReadonlyArray<Trial>, said: ReadonlyArray<Uint8Array>): ReadonlyArray<Trial> =>
  list.map((trial) => said.reduce((now, statement) => Result.getOrThrow(hear(now, statement)), trial))

const everything = (trial: Trial): ReadonlyArray<Uint8Array> =>
  acknowledge(
    trial,
    trial.round.needed.map(({ index }) => index)
  )

const acks = (list: ReadonlyArray<Trial>): ReadonlyArray<Uint8Array> => list.flatMap(everything)
const adopted = (list: ReadonlyArray<Trial>): number => list.filter((trial) => Result.isSuccess(settle(trial))).length
const gaps = (trial: Trial | undefined): ReadonlyArray<number> =>
  trial === undefined ? [] : missing(trial.round).map(({ index }) => index)

/** The committer's state with its own commit pending. */
const withPending = (members: Members, by: number, made: { readonly state: GroupState }): Members => new Map([...members, [by, made.state]])

describe("a commit on trial", () => {
  it.effect("is adopted by all once each ciphertext was acknowledged by one of its readers", () =>
    Effect.gen(function* () {
      const members = yield* groupOf(8)
      const made = yield* commit(at(members, 3))
      const list = yield* trials(withPending(members, 3, made), made.message)
      expect(adopted(list)).toBe(0)
      // Leaf 2, the pair 0 and 1, the four on the right: one of each speaks, unasked.
      expect(list.flatMap((trial) => duties(trial.round, trial.before.me).map((index) => [trial.before.me, index]))).toEqual([
        [0, 1],
        [2, 0],
        [4, 2]
      ])
      const said = list.flatMap((trial) => acknowledge(trial, duties(trial.round, trial.before.me)))
      const after = talk(list, said)
      expect(adopted(after)).toBe(8)
      for (const trial of after) expect(Result.getOrThrow(settle(trial)).received._tag).toBe("commit")
      // Twice is once, and over is over.
      const settled = Result.getOrThrow(settle(after[0] as Trial)).trial
      expect(Result.getOrThrow(Result.flip(settle(settled))).reason).toBe("Adopted")
    }).pipe(Effect.provide(services(ackQuorum)))
  )

  it.effect("R109: one low ciphertext is corrupted: the neighbour's acknowledgement is missing, and nobody adopts the commit", () =>
    Effect.gen(function* () {
      const members = yield* groupOf(8)
      for (const lie of [unrelated(0), garbage(0)]) {
        const made = yield* liesIn(at(members, 3), forged(lie))
        const list = yield* trials(withPending(members, 3, made), made.message)
        const victims = list.filter((trial) => Result.isFailure(trial.outcome)).map((trial) => trial.before.me)
        expect(victims).toEqual([2])
        const after = talk(list, [...acks(list), ...list.flatMap((trial) => report(trial) ?? [])])
        expect(after.map(gaps)).toEqual(after.map(() => [0]))
        expect(after.map((trial) => [...trial.round.reported])).toEqual(after.map(() => [2]))
        expect(adopted(after)).toBe(0)
        expect(Result.getOrThrow(Result.flip(settle(after[7] as Trial))).missing).toEqual([{ index: 0, readers: [2] }])
      }
    }).pipe(Effect.provide(services(ackQuorum)))
  )

  it.effect("R109: the committer acknowledges nothing itself, nor does a member what it does not read, nor anybody in another's name", () =>
    Effect.gen(function* () {
      const members = yield* groupOf(8)
      const made = yield* liesIn(at(members, 3), forged(unrelated(0)))
      const list = yield* trials(withPending(members, 3, made), made.message)
      const [liar, friend] = [list[3] as Trial, list[4] as Trial]
      const own = { ...liar, sealing: { ...liar.sealing, sealed: liar.sealing.sealed.map((one) => ({ ...one, readers: [leafIndex(3)] })) } }
      const theirs = {
        ...friend,
        sealing: { ...friend.sealing, sealed: friend.sealing.sealed.map((one) => ({ ...one, readers: [leafIndex(4)] })) }
      }
      const said = [...everything(own), ...everything(theirs)]
      const after = talk(list, said)
      expect(gaps(after[0])).toEqual([0, 1])
      const [ack] = everything(list[0] as Trial)
      const stolen = (ack as Uint8Array).slice()
      stolen[3] = 2
      expect(Result.getOrThrow(Result.flip(hear(list[1] as Trial, stolen))).reason).toBe("Unsigned")
    }).pipe(Effect.provide(services(ackQuorum)))
  )

  it.effect("R102: two members are given different commits: neither finds its acknowledgements complete", () =>
    Effect.gen(function* () {
      const members = yield* groupOf(4)
      const [one, two] = [yield* commit(at(members, 0)), yield* commit(at(members, 0))]
      const left = [yield* tryCommit(at(members, 1), one.message), yield* tryCommit(at(members, 2), one.message)]
      const right = yield* tryCommit(at(members, 3), two.message)
      const said = [...left, right].flatMap(everything)
      const heard = said.map((statement) => hear(right, statement))
      expect(heard.map((h) => (Result.isFailure(h) ? h.failure.reason : "heard"))).toEqual(["AnotherCommit", "AnotherCommit", "heard"])
      expect(gaps(heard.reduce((now, h) => (Result.isSuccess(h) ? h.success : now), right))).toEqual([0])
    }).pipe(Effect.provide(services(ackQuorum)))
  )
})

describe("R111: the acknowledgements needed are enough, and none of them is too many", () => {
  for (const [n, by, gone] of [
    [2, 0, []],
    [3, 1, []],
    [4, 1, []],
    [5, 4, []],
    [8, 3, [6]],
    [8, 0, [5, 7]]
  ] as const) {
    it.effect(`${n} members, leaf ${by} commits, ${gone.length} gone`, () =>
      Effect.gen(function* () {
        const members = gone.length === 0 ? yield* groupOf(n) : yield* withBlanks(n, 1, gone)
        const { evidence } = yield* Cgka
        const honest = yield* commit(at(members, by))
        const [trial] = yield* trials(members, honest.message)
        const sealed = trial?.sealing.sealed ?? []
        const needed = acksNeeded(sealed)
        expect(evidence).toBeDefined()
        expect(needed).toHaveLength(sealed.length)
        for (const { index } of needed) {
          const made = yield* liesIn(at(members, by), forged(unrelated(index)))
          const others = (yield* trials(members, made.message)).filter(({ before }) => before.me !== by)
          const after = talk(others, acks(others))
          // Enough: the fault is seen. Not too many: whoever does without this one acknowledgement has all the others, and sees nothing.
          expect(after.map(gaps)).toEqual(after.map(() => [index]))
          expect(others.some((other) => Result.isFailure(other.outcome))).toBe(true)
        }
      }).pipe(Effect.provide(services(ackQuorum, 1)))
    )
  }

  it.effect(
    "one acknowledgement for each copath subtree would not do: a blank subtree has a ciphertext for each node of its resolution",
    () =>
      Effect.gen(function* () {
        const members = yield* withBlanks(8, 1, [6])
        const made = yield* liesIn(at(members, 0), forged(unrelated(3)))
        const list = yield* trials(members, made.message)
        // The right half's root is blank: 4 and 5 read one ciphertext, 7 another.
        const right = list.filter(({ before }) => before.me >= 4)
        expect(right.map(({ before, outcome }) => [before.me, Result.isSuccess(outcome)])).toEqual([
          [4, true],
          [5, true],
          [7, false]
        ])
      }).pipe(Effect.provide(services(ackQuorum, 1)))
  )
})

it.effect("an acknowledgement is about 80 bytes long, and a commit among 8 needs 3 of them", () =>
  Effect.gen(function* () {
    const members = yield* groupOf(8)
    const made = yield* commit(at(members, 3))
    const suite = yield* CipherSuite
    const list = yield* trials(members, made.message)
    const said = acks(list.slice(0, 3))
    expect(suite.signature.signatureSize).toBe(64)
    expect(said.map((ack) => ack.length)).toEqual([83, 83, 83])
    expect(list[0]?.round.needed).toHaveLength(3)
  }).pipe(Effect.provide(services(ackQuorum, 1)))
)
