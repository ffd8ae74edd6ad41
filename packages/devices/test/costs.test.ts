import type { Seats } from "@copath/client"
import { defaultOptions, GroupOptions } from "@copath/group"
import { it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { readFileSync } from "node:fs"
import { describe, expect } from "vitest"
import { lazy, leafPerDevice, type OuterParts, subtree } from "../src/index.ts"
import { atOnce, commits, enters, leaves, type Party, partyOf, publish, renews, says } from "./party.ts"
import { services } from "./services.ts"

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8")

/** Puts announced keys in force, where some wait. */
const settled = Effect.fnUntraced(function* (party: Party) {
  const bob = party.first("bob")
  if (bob.seat.state.proposals.length > 0) yield* commits(party, bob, {})
})

const renewsOne = Effect.fnUntraced(function* (party: Party) {
  const alice = party.first("alice")
  const made = yield* alice.seat.renew({})
  party.acted(alice, made)
  yield* publish(party, made.message)
  yield* settled(party)
})

/** Behind one leaf each device renews in its turn. */
const renewsAll = Effect.fnUntraced(function* (party: Party) {
  for (let i = 0; i < party.devices / party.of("alice").length; i++) yield* renews(party, "alice")
  yield* settled(party)
})

/** What an act costs four users of three devices each, in one group. */
const column = Effect.gen(function* () {
  const party = yield* partyOf(3, ["alice", "bob", "carol", "dave"])
  const billed = <E, R>(act: (party: Party) => Effect.Effect<unknown, E, R>) => {
    const copy = party.fork()
    return Effect.map(act(copy), () => {
      const { innerBytes, innerMessages, outerBytes, outerMessages } = copy.bill
      return `${outerMessages}, ${outerBytes} B${innerMessages === 0 ? "" : `; inside ${innerMessages}, ${innerBytes} B`}`
    })
  }
  return {
    "a text of five bytes": yield* billed((p) => says(p, p.first("alice"), "hello")),
    "new keys for one device, in force": yield* billed(renewsOne),
    "new keys for all three, in force": yield* billed(renewsAll),
    "a user comes in": yield* billed((p) => enters(p, p.first("alice"), "erin")),
    "a user goes": yield* billed((p) => leaves(p, p.first("alice"), "dave"))
  }
})

// Reserved code points would make one message longer than another by chance.
const plain = Layer.succeed(GroupOptions, { ...defaultOptions, grease: "none" })

const under = (seats: Layer.Layer<Seats, never, OuterParts>) =>
  Effect.provide(Layer.provideMerge(Layer.mergeAll(seats, atOnce, plain), services("costs")))

describe("what users with three devices pay", () => {
  it.effect("is what the README says, act by act and option by option", () =>
    Effect.gen(function* () {
      const [one, two, three] = [
        yield* column.pipe(under(leafPerDevice)),
        yield* column.pipe(under(lazy)),
        yield* column.pipe(under(subtree))
      ]
      for (const act of Object.keys(one) as ReadonlyArray<keyof typeof one>) {
        expect(readme).toContain(`| ${act} | ${one[act]} | ${two[act]} | ${three[act]} |`)
      }
    })
  )
})
