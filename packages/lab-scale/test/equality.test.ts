import type { Spec } from "@copath/profile-lab"
import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import { charged, counted, full, lifeOf, simulated, told } from "./kit.ts"

/** Every key agreement that can be counted, with each policy that keeps its book exact or needs none. */
const keyAgreements: ReadonlyArray<Spec> = [
  {},
  { "double-join": "blank" },
  { "double-join": "taint" },
  { "double-join": "set+book" },
  { cgka: "treekem18" },
  { cgka: "treekem-d05" },
  { cgka: "art" },
  { cgka: "art-b00" },
  { cgka: "art-d01" },
  { cgka: "art-setup" },
  { cgka: "mkem" }
]

const others: ReadonlyArray<Spec> = [
  { init: "sequential" },
  { init: "full-init" },
  { schedule: "root-only" },
  { protection: "epoch-key" },
  { protection: "sender-chain", handshake: "enc-fixed" },
  { handshake: "enc-ratchet" },
  { position: "outside" },
  { signature: "none" },
  { signature: "signcrypt" }
]

const withoutTexts: ReadonlyArray<Spec> = [{ cgka: "senderkeys" }, { cgka: "pairwise" }, { protection: "group-chain" }]

const name = (spec: Spec): string => Object.values(spec).join(" + ") || "rfc9420"

const equal = (spec: Spec, n: number, texts: boolean) =>
  Effect.gen(function* () {
    const life = lifeOf(n, texts)
    const cell = yield* counted(spec, life)
    expect(told(cell)).toEqual(charged(yield* simulated(spec, life)))
    for (const byRole of Object.values(cell.costs)) for (const { exact } of Object.values(byRole)) expect(exact).toBe(true)
  })

/*
 * R7: a member is counted for many, states are made up, and nothing but the figures is kept; a full simulation has every member there, with the state that it came to by itself.
 * Where numbers, totals and extremes are the same, all members of each class did what the one of them did that was looked at.
 */
describe("counting comes to what a full simulation does (R7)", () => {
  for (const spec of keyAgreements) it.live(`with 13 members of ${name(spec)}`, () => equal(spec, 13, true), 60_000)
  for (const spec of others) it.live(`with 9 members of ${name(spec)}`, () => equal(spec, 9, true), 60_000)
  for (const spec of withoutTexts) it.live(`with 9 members of ${name(spec)} who say nothing`, () => equal(spec, 9, false), 60_000)
  it.live("with 40 members of rfc9420", () => equal({}, 40, true), 60_000)
  if (!full) return
  for (const spec of keyAgreements) it.live(`with 128 members of ${name(spec)}`, () => equal(spec, 128, true), 1_200_000)
  for (const spec of [{}, { cgka: "art" }, { cgka: "mkem" }, { "double-join": "taint" }] as ReadonlyArray<Spec>)
    it.live(`with 256 members of ${name(spec)}`, () => equal(spec, 256, true), 3_600_000)
})
