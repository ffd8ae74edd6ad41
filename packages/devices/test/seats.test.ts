import type { CommitAdoption, Seats } from "@copath/client"
import type { GroupServices } from "@copath/group"
import { it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { describe, expect } from "vitest"
import { lazy, leafPerDevice, type OuterParts, subtree } from "../src/index.ts"
import { atOnce, enters, inAgreement, leaves, partyOf, renews, says } from "./party.ts"
import { services } from "./services.ts"

const options = { "leaf-per-device": leafPerDevice, lazy, subtree }
type Option = keyof typeof options

const under = (option: Option, seed: string): Layer.Layer<GroupServices | OuterParts | Seats | CommitAdoption> =>
  Layer.provideMerge(Layer.merge(options[option], atOnce), services(seed))

/** The same numbers for the same seed. */
const numbers = (seed: number) => {
  let x = seed
  return (below: number): number => {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0
    return Math.floor((x / 2 ** 32) * below)
  }
}

/** Users come, go, talk and renew; all agree after each step, and every text is read wherever it should be. */
const history = Effect.fnUntraced(function* (devices: number, seed: number, steps: number) {
  const next = numbers(seed)
  const pick = <A>(list: ReadonlyArray<A>): A => list[next(list.length)] as A
  const party = yield* partyOf(devices, ["alice", "bob", "carol"])
  yield* inAgreement(party)
  const kinds = new Set<string>()
  for (let step = 0; step < steps; step++) {
    const users = party.users()
    const by = pick(party.of(pick(users)))
    const out = ["alice", "bob", "carol", "dave", "erin"].filter((u) => !users.includes(u))
    const kind = pick(["text", "text", "renew", ...(out.length > 0 ? ["enter"] : []), ...(users.length > 2 ? ["leave"] : [])])
    kinds.add(kind)
    if (kind === "text") {
      const text = `text ${step}`
      yield* says(party, by, text)
      for (const sitter of party.sitters) expect(sitter.read.at(-1) === text).toBe(sitter !== by)
    }
    if (kind === "renew") yield* renews(party, by.user)
    if (kind === "enter") yield* enters(party, by, pick(out))
    if (kind === "leave") {
      const user = pick(users.filter((u) => u !== by.user))
      const [before, seats] = [party.gone.length, party.of(user).length]
      yield* leaves(party, by, user)
      expect(party.gone.length - before).toBe(seats)
      expect(party.of(user)).toEqual([])
    }
    yield* inAgreement(party)
  }
  // Whoever was removed is out: nothing that is said now opens.
  const last = party.first(party.users()[0] ?? "")
  const said = yield* says(party, last, "the last word")
  expect(party.gone.length).toBeGreaterThan(0)
  for (const { seat } of party.gone) expect((yield* seat.take(said.message)).verdict._tag).toBe("refused")
  return { kinds, party }
})

describe("the same history under each option", () => {
  for (const option of Object.keys(options) as ReadonlyArray<Option>) {
    for (const devices of [2, 3]) {
      it.effect(`${option}: users with ${devices} devices each come, go, talk and renew, and agree at every step`, () =>
        Effect.gen(function* () {
          const { kinds, party } = yield* history(devices, 9 + devices, 12)
          expect([...kinds].toSorted()).toEqual(["enter", "leave", "renew", "text"])
          expect(party.bill.innerMessages > 0).toBe(option === "subtree")
        }).pipe(Effect.provide(under(option, `${option} ${devices}`)))
      )
    }
  }
})
