import { Cgka } from "@copath/contracts"
import { receive, type Received } from "@copath/group"
import { it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { describe, expect, test } from "vitest"
import { readFileSync } from "node:fs"
import {
  acknowledge,
  complain,
  eviction,
  hear,
  type InsiderLevel,
  insiderLevels,
  judge,
  settle,
  type Trial,
  tryCommit
} from "../src/index.ts"
import { type BookLie, bookLies, type Lie, lies, type Told } from "./lies.ts"
import { at, services, servicesWithBook } from "./world.ts"

/** What came of a lie, the liar left aside. */
interface Outcome {
  /** Who found it out: leaves, and `joiner`. */
  readonly found: ReadonlyArray<number | "joiner">
  /** How many members went on. */
  readonly advanced: number
  /** Whether those who went on and those who joined are in one epoch. */
  readonly together: boolean
  /** Whom a proof names. */
  readonly named: number | undefined
}

const LIAR = 1
type Taken = { readonly leaf: number | "joiner"; readonly epoch: string | undefined }

const outcomeOf = (taken: ReadonlyArray<Taken>, named?: number): Outcome => {
  // Whoever is removed has nothing to compare.
  const honest = taken.filter(({ epoch, leaf }) => leaf !== LIAR && epoch !== "removed")
  const advanced = honest.filter(({ epoch }) => epoch !== undefined)
  return {
    found: honest.filter(({ epoch }) => epoch === undefined).map(({ leaf }) => leaf),
    advanced: advanced.filter(({ leaf }) => leaf !== "joiner").length,
    together: new Set(advanced.map(({ epoch }) => epoch)).size <= 1,
    named
  }
}

const epochIn = (received: Received): string => (received._tag === "commit" ? received.state.confirmationTag.join() : received._tag)

const invited = Effect.fnUntraced(function* ({ joiner }: Told) {
  if (joiner === undefined) return []
  const joined = yield* Effect.result(joiner)
  const taken: Taken = { leaf: "joiner", epoch: Result.isSuccess(joined) ? joined.success.confirmationTag.join() : undefined }
  return [taken]
})

/** Everybody takes the commit at once, as RFC 9420 has it. */
const atOnce = Effect.fnUntraced(function* (told: Told) {
  const taken: Array<Taken> = []
  for (const [leaf, message] of told.given) {
    const got = yield* Effect.result(receive(leaf === LIAR ? told.liar : at(told.members, leaf), message))
    taken.push({ leaf, epoch: Result.isSuccess(got) ? epochIn(got.success) : undefined })
  }
  return outcomeOf([...taken, ...(yield* invited(told))])
})

/** Everybody waits for acknowledgements; victims complain where that can be proven. */
const onTrial = Effect.fnUntraced(function* (level: InsiderLevel, told: Told) {
  const taken: Array<Taken> = []
  const trials: Array<Trial> = []
  for (const [leaf, message] of told.given) {
    const tried = yield* Effect.result(tryCommit(leaf === LIAR ? told.liar : at(told.members, leaf), message))
    if (Result.isSuccess(tried)) trials.push(tried.success)
    else taken.push({ leaf, epoch: undefined })
  }
  const said = trials.flatMap((trial) =>
    acknowledge(
      trial,
      trial.round.needed.map(({ index }) => index)
    )
  )
  let named: number | undefined
  for (const trial of level.provable ? trials : []) {
    const made = yield* Effect.result(complain(trial))
    if (Result.isFailure(made)) continue
    named = eviction(yield* judge(at(told.members, 2), trial.message, made.success.complaint))?.remove?.[0]
  }
  for (const trial of trials) {
    const heard = said.reduce((now, statement) => Result.getOrElse(hear(now, statement), () => now), trial)
    const settled = settle(heard)
    taken.push({ leaf: trial.before.me, epoch: Result.isSuccess(settled) ? epochIn(settled.success.received) : undefined })
  }
  return outcomeOf([...taken, ...(yield* invited(told))], named)
})

const outcomes = new Map<string, Outcome>()

/** A few words for the table: who finds it out. */
const word = ({ advanced, found, named, together }: Outcome): string => {
  const others = found.filter((who) => who !== "joiner")
  if (others.length > 0 && advanced === 0) return named === undefined ? "every member" : "every member, and who did it"
  if (others.length > 0) return together ? "the victim" : "the victim, of a split group"
  if (found.length > 0) return "the joiner"
  return together ? "nobody: it shows later" : "nobody: the group is split"
}

/** What each member does at a level, and what comes of it. */
const played = Effect.fnUntraced(function* (level: InsiderLevel, name: string, told: Told) {
  outcomes.set(`${name}|${level.id}`, level.acknowledged ? yield* onTrial(level, told) : yield* atOnce(told))
})

/** Whether a group with a book can have this level: keys off the committer's path leave no parent hashes (see the catalog's facts). */
const hasBooks = ({ needs }: InsiderLevel): boolean => !needs.parentHashes

describe("R088, R102: a lie is found out at the levels that say so, and by whom", () => {
  for (const level of insiderLevels) {
    it.effect(level.id, () =>
      Effect.gen(function* () {
        for (const lie of Object.keys(lies) as ReadonlyArray<Lie>) {
          yield* played(level, lie, yield* lies[lie])
        }
      }).pipe(Effect.provide(services(level)))
    )
  }

  for (const level of insiderLevels.filter(hasBooks)) {
    it.effect(`${level.id}, with a book`, () =>
      Effect.gen(function* () {
        expect((yield* Cgka).reach).toBe("anywhere")
        for (const lie of Object.keys(bookLies) as ReadonlyArray<BookLie>) yield* played(level, lie, yield* bookLies[lie])
      }).pipe(Effect.provide(servicesWithBook(level)))
    )
  }

  const split = "nobody: the group is split"
  const all = "every member"
  const named = "every member, and who did it"
  const [victim, joiner] = ["the victim", "the joiner"]
  const none = "-"
  const table: ReadonlyArray<readonly [Lie | BookLie, ReadonlyArray<string>]> = [
    ["a: an unrelated secret to one target", [split, victim, victim, victim, all, named]],
    ["a: garbage to one target", [victim, victim, victim, victim, all, named]],
    ["b: a published key that does not match", ["nobody: it shows later", victim, victim, victim, all, named]],
    ["c: different commits to different members", [split, split, split, split, victim, victim]],
    ["d: a tree for a joiner, with a key of its own", [split, split, split, joiner, joiner, joiner]],
    ["e: unmerged leaves left out of the list", [split, split, all, all, all, all]],
    ["e: parents above a removed leaf not blanked", [all, all, all, all, all, all]],
    ["d: a book for a joiner that leaves the liar out", [split, split, split, none, none, none]],
    ["e: a book that leaves the liar out", [all, all, all, none, none, none]]
  ]

  for (const [lie, expected] of table) {
    test(`lie ${lie}`, () => {
      const seen = insiderLevels.map(({ id }) => {
        const outcome = outcomes.get(`${lie}|${id}`)
        return outcome === undefined ? none : word(outcome)
      })
      expect(seen).toEqual(expected)
    })
  }

  test("the README's table is this one", () => {
    const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8")
    for (const [lie, expected] of table) expect(readme).toContain(`| ${lie} | ${expected.join(" | ")} |`)
  })
})
