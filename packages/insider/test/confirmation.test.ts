import { receive } from "@copath/group"
import { it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import { parentHash } from "../src/index.ts"
import { forged, liesIn, unrelated } from "./liar.ts"
import { at, groupOf, services } from "./world.ts"

/** The confirmation tag by itself: a control that no level is. */
const tagAlone = { ...parentHash, checks: { id: "tag-alone", deriveCheck: false, confirm: true } }

it.effect("R110: a root-level ciphertext is corrupted: everybody who reads it detects it, by the confirmation tag alone", () =>
  Effect.gen(function* () {
    const members = yield* groupOf(8)
    const made = yield* liesIn(at(members, 3), forged(unrelated(2)))
    const seen: Array<string> = []
    for (const [leaf, state] of members) {
      if (leaf === 3) continue
      const got = yield* Effect.result(receive(state, made.message))
      seen.push(`${leaf} ${got._tag === "Failure" ? got.failure._tag : "took it"}`)
    }
    const victims = [4, 5, 6, 7].map((leaf) => `${leaf} ConfirmationMismatch`)
    expect(seen).toEqual(["0 took it", "1 took it", "2 took it", ...victims])
  }).pipe(Effect.provide(services(tagAlone, 1)))
)
