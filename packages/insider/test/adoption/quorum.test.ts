import { CommitAdoption } from "@copath/client"
import { Cgka } from "@copath/contracts"
import {
  commit,
  defaultOptions,
  GroupOptions,
  type GroupState,
  inspectCommit,
  makeIdentity,
  makeKeyPackage,
  persist,
  proposeUpdate,
  receive,
  restore,
  send
} from "@copath/group"
import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import { ackQuorum, failures, tryCommit } from "../../src/index.ts"
import { forged, garbage, liesIn, unrelated } from "../liar.ts"
import { at, bytes, groupOf, withBlanks } from "../world.ts"
import { conclude, considerAll, partsOf, together, type Trials, withPending } from "./driver.ts"

const everybody = (trials: Trials): ReadonlySet<number> => new Set(trials.keys())
const without = (trials: Trials, ...away: ReadonlyArray<number>): ReadonlySet<number> =>
  new Set([...trials.keys()].filter((leaf) => !away.includes(leaf)))

const privately = Effect.provideService(GroupOptions, { ...defaultOptions, handshake: "private" })

/** All subsets of some leaves. */
const subsets = (leaves: ReadonlyArray<number>): ReadonlyArray<ReadonlyArray<number>> =>
  Array.from({ length: 2 ** leaves.length }, (_, bits) => leaves.filter((_leaf, i) => (bits >> i) % 2 === 1))

describe("commits that wait for acknowledgements", () => {
  for (const handshake of ["public", "private"] as const) {
    it.effect(`${handshake} ones are adopted by all who are there, the committer too, after one acknowledgement for each ciphertext`, () =>
      Effect.gen(function* () {
        const members = yield* groupOf(8)
        const made = yield* commit(at(members, 3))
        const trials = yield* considerAll(withPending(members, 3, made), made.message)
        expect([...trials.values()].map(({ verdict }) => verdict._tag)).toEqual(Array.from({ length: 8 }, () => "waiting"))
        const after = yield* conclude(trials, everybody(trials))
        expect(together(after)).toBe(true)
        expect(after.said.map(({ leaf, statement }) => [leaf, statement.length])).toEqual([
          [0, 83],
          [2, 83],
          [4, 83]
        ])
        expect([...after.asked, ...after.woken]).toEqual([])
      }).pipe(Effect.provideService(GroupOptions, { ...defaultOptions, handshake }), Effect.provide(partsOf(ackQuorum)))
    )
  }

  it.effect("whoever is away, all others adopt if one reader of each ciphertext is there, and otherwise wait for the right ones", () =>
    Effect.gen(function* () {
      for (const [n, by, gone] of [
        [4, 1, []],
        [5, 4, []],
        [7, 2, [5]],
        [9, 8, []]
      ] as const) {
        const members = gone.length === 0 ? yield* groupOf(n) : yield* withBlanks(n, 1, gone)
        const made = yield* commit(at(members, by))
        const { round } = yield* tryCommit(at(members, 0), made.message)
        const trials = yield* considerAll(withPending(members, by, made), made.message)
        const others = [...trials.keys()].filter((leaf) => leaf !== by)
        for (const away of n === 9 ? subsets([0, 3, 4, 7]) : subsets(others)) {
          const online = without(trials, ...away)
          const silent = round.needed.filter(({ readers }) => !readers.some((leaf) => online.has(leaf)))
          const after = yield* conclude(trials, online, false)
          const label = `${n} members, leaf ${by} commits, ${away.join()} away`
          if (silent.length === 0) {
            expect(together(after), label).toBe(true)
            expect(after.said, label).toHaveLength(round.needed.length)
            continue
          }
          const missing = silent.map(({ readers }) => readers)
          expect([...after.verdicts.values()], label).toEqual([...online].map(() => ({ _tag: "waiting", missing })))
        }
      }
    }).pipe(Effect.provide(partsOf(ackQuorum)))
  )

  it.effect("who is online steps in for the first reader; who must be woken hears what was said, and speaks for the rest", () =>
    Effect.gen(function* () {
      const members = yield* groupOf(8)
      const made = yield* commit(at(members, 3))
      const trials = yield* considerAll(withPending(members, 3, made), made.message)
      // 4 would have spoken for the right half, and 2 is the only one that can speak for its own leaf.
      const after = yield* conclude(trials, without(trials, 2, 4, 5))
      expect(together(after)).toBe(true)
      expect(after.asked).toEqual([6])
      expect(after.woken).toEqual([2])
      expect(after.said.map(({ leaf }) => leaf)).toEqual([0, 6, 2])
      // The others come back later, and need nobody for it: they hear what was said.
      const late = yield* conclude(new Map([...trials].filter(([leaf]) => leaf === 5)), new Set([5]), false)
      expect(late.verdicts.get(5)).toMatchObject({ _tag: "waiting" })
      let trial = trials.get(5)
      for (const { statement } of after.said) trial = yield* trial?.hear(statement) ?? Effect.die("5 has looked at it")
      expect(trial?.verdict._tag).toBe("adopted")
    }).pipe(Effect.provide(partsOf(ackQuorum)))
  )

  it.effect("a client that was stopped in between considers the commit again, its own pending one too, and hears what was said", () =>
    Effect.gen(function* () {
      const members = yield* groupOf(5)
      const made = yield* commit(at(members, 2))
      const pending = withPending(members, 2, made)
      const { said } = yield* conclude(yield* considerAll(pending, made.message), new Set([0, 2, 3, 4]))
      const revived = new Map<number, GroupState>()
      for (const [leaf, state] of pending) revived.set(leaf, yield* restore(yield* persist(state)))
      const again = yield* considerAll(revived, made.message)
      const heard = new Map(again)
      for (const { statement } of said) for (const [leaf, trial] of heard) heard.set(leaf, yield* trial.hear(statement))
      expect([...heard.values()].map(({ verdict }) => verdict._tag)).toEqual(Array.from({ length: 5 }, () => "adopted"))
      // And together they come to the same without it: what somebody says twice counts once.
      expect(together(yield* conclude(again, everybody(again)))).toBe(true)
    }).pipe(privately, Effect.provide(partsOf(ackQuorum)))
  )

  it.effect("R109: a victim refuses the commit and says so, nobody else adopts it, and nobody is left to be asked", () =>
    Effect.gen(function* () {
      const members = yield* groupOf(8)
      for (const [lie, reason] of [
        [unrelated(0), "KeyMismatch"],
        [garbage(0), "Undecryptable"]
      ] as const) {
        const made = yield* liesIn(at(members, 3), forged(lie))
        const trials = yield* considerAll(withPending(members, 3, made), made.message)
        const after = yield* conclude(trials, everybody(trials))
        expect(after.verdicts.get(2)).toMatchObject({ _tag: "refused", error: { _tag: "CgkaRejected", reason } })
        for (const [leaf, verdict] of after.verdicts) if (leaf !== 2) expect(verdict).toEqual({ _tag: "waiting", missing: [[]] })
        // A type, four bytes of its leaf, eight of the commit, one for what failed, and a signature.
        expect(after.said.find(({ leaf }) => leaf === 2)?.statement.length).toBe(80)
        expect([...after.asked, ...after.woken]).toEqual([])
      }
      expect(failures).toHaveLength(4)
    }).pipe(Effect.provide(partsOf(ackQuorum)))
  )

  it.effect("what is said by nobody, of another commit, or twice, changes nothing", () =>
    Effect.gen(function* () {
      const members = yield* groupOf(4)
      const [made, other] = [yield* commit(at(members, 1)), yield* commit(at(members, 1))]
      const trials = yield* considerAll(members, made.message)
      const trial = trials.get(3)
      if (trial === undefined) throw new Error("leaf 3 has looked at it")
      const [ack] = trials.get(0)?.statements ?? []
      const [strange] = (yield* considerAll(members, other.message)).get(0)?.statements ?? []
      if (ack === undefined || strange === undefined) throw new Error("leaf 0 speaks at once")
      const altered = ack.map((byte, i) => (i === ack.length - 1 ? byte ^ 1 : byte))
      for (const statement of [altered, strange, new Uint8Array(0)]) {
        const { statements, verdict } = yield* trial.hear(statement)
        expect([statements, verdict]).toEqual([[], trial.verdict])
      }
      const once = yield* trial.hear(ack)
      expect((yield* once.hear(ack)).verdict).toEqual(once.verdict)
    }).pipe(Effect.provide(partsOf(ackQuorum)))
  )
})

describe("what is not held back", () => {
  it.effect("application data, proposals and echoes are taken in at once; what the engine refuses is refused, and nothing is said", () =>
    Effect.gen(function* () {
      const { consider, waits } = yield* CommitAdoption
      expect(waits).toBe(true)
      const members = yield* groupOf(3)
      const text = yield* send(at(members, 1), Uint8Array.of(7))
      const proposal = yield* proposeUpdate(at(members, 1))
      const got = [
        yield* consider(at(members, 0), text.message),
        yield* consider(at(members, 0), proposal.message),
        yield* consider(text.state, text.message)
      ]
      expect(got.map(({ statements, verdict }) => [statements.length, verdict._tag === "adopted" && verdict.value._tag])).toEqual([
        [0, "application"],
        [0, "proposal"],
        [0, "duplicate"]
      ])
      // The commit refers to a proposal that leaf 2 has not seen: that may come right, and is nobody's lie.
      const knowing = yield* receive(at(members, 0), proposal.message)
      if (knowing._tag !== "proposal") throw new Error("leaf 0 takes in the proposal")
      const made = yield* commit(knowing.state)
      for (const message of [made.message, made.message.subarray(0, 40)]) {
        const early = yield* consider(at(members, 2), message)
        expect(early.verdict._tag).toBe("refused")
        expect(early.statements).toEqual([])
        expect(yield* early.stepIn).toMatchObject({ statements: [], verdict: { _tag: "refused" } })
      }
    }).pipe(Effect.provide(partsOf(ackQuorum)))
  )

  it.effect("a commit without a path has nothing to acknowledge", () =>
    Effect.gen(function* () {
      const { consider } = yield* CommitAdoption
      const members = yield* groupOf(3)
      const { keyPackage } = yield* makeKeyPackage(yield* makeIdentity({ _tag: "basic", identity: bytes("eve") }))
      const made = yield* commit(at(members, 1), { add: [keyPackage] })
      expect((yield* inspectCommit(at(members, 0), made.message)).reading).toBeUndefined()
      const { statements, verdict } = yield* consider(at(members, 0), made.message)
      expect([statements, verdict._tag]).toEqual([[], "adopted"])
    }).pipe(Effect.provide(partsOf(ackQuorum)))
  )

  it.effect("a key agreement that does not tell who reads what gets nowhere: its commits are refused", () =>
    Effect.gen(function* () {
      const { consider } = yield* CommitAdoption
      const members = yield* groupOf(3)
      const made = yield* commit(at(members, 1))
      const { evidence: _, ...silent } = yield* Cgka
      const { verdict } = yield* Effect.provideService(consider(at(members, 0), made.message), Cgka, silent)
      expect(verdict).toMatchObject({ _tag: "refused", error: { _tag: "NoEvidence", reason: "KeyAgreement" } })
    }).pipe(Effect.provide(partsOf(ackQuorum)))
  )
})
