import { expect, it } from "vitest"
import { trusted } from "../../src/security/limits.ts"
import { looked } from "./fixture.ts"

it("Reports say how states were seized, if not as usual.", () => {
  const seizures = { takes: "withoutSigningKeys", deletion: "delayed 3", pairs: 1, rows: 1, sampled: false } as const
  expect(trusted(looked({ seizures }))).toEqual([
    "Seizures took all that a state holds but its signature keys, as where these are in hardware.",
    "Members count as if they deleted what they drop 3 states later."
  ])
  expect(trusted(looked({ seizures: { ...seizures, takes: "signingKeysOnly", deletion: "none" } }))).toEqual([
    "Seizures took signature keys alone, as from a stolen backup.",
    "Members count as if they deleted nothing of what they drop."
  ])
  expect(trusted(looked({ seizures: { ...seizures, takes: "all", deletion: "ideal" } }))).toEqual([])
})
