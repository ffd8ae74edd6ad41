import { mutants, prove, securityLaws } from "@copath/lab-kat"
import { Effect } from "effect"
import { expect, it } from "vitest"
import { lawsOfPart } from "../src/index.ts"
import { deaf } from "./parts.ts"

const told = (id: string, law: string): Promise<string> => {
  const broken = mutants.find((one) => one.id === id)
  if (broken === undefined) throw new RangeError(`there is no mutant ${id}`)
  const laws = lawsOfPart("cgka", broken.part, {}, { beside: broken.spec, runs: 0 })
  const asked = laws.find((one) => one.id === law)
  if (asked === undefined) throw new RangeError(`there is no law ${law}`)
  return Effect.runPromise(Effect.flip(asked.check)).then(({ message }) => message)
}

it("Who breaks a law is told which one, the smallest history, and what the attacker derives from what.", async () => {
  const said = await told("treekem-sealed-to-removed", "removed")
  expect(said).toMatch(/^broken law: whoever was removed reads nothing of what is said afterwards\nthe smallest history:\n/)
  const [, history = ""] = /the smallest history:\n((?: {2}.*\n)+?)what was found/.exec(said) ?? []
  const lines = history.trimEnd().split("\n")
  // A group, a commit by which its committer sees a leaf, the removal of that leaf, and something to read.
  expect(lines.length).toBeLessThanOrEqual(5)
  expect(lines[0]).toMatch(/^ {2}0\. \d creates a group with \d( and \d)?$/)
  expect(lines.some((line) => /^ {2}\d\. \d removes \d$/.test(line))).toBe(true)
  expect(lines.at(-1)).toMatch(/^ {2}\d\. \d speaks$/)
  expect(said).toMatch(/what was found: \d, removed at state \d, reads 1 later messages, the first of them by this:\n/)
  expect(said).toMatch(/\n {2}\d+ {2}→ .*: opened with the receiver's key, from 1\n/)
  expect(said).toMatch(/\n {2}→ message 0, said by \d at state \d in epoch \d\nagain: the seed is "prove"$/)
})

it("Whose members fail is told so by one law, with the smallest history; what cannot be played cannot be judged, and prove says no more.", async () => {
  const [first, second] = lawsOfPart("cgka", deaf(), {}, { runs: 0 })
  const said = await Effect.runPromise(Effect.flip(first?.check ?? Effect.die("no law"))).then(({ message }) => message)
  expect(said).toMatch(
    /^broken law: nobody fails who does what the protocol asks: [^\n]+\nthe smallest history:\n {2}0\. \d creates a group with \d\n {2}1\. \d renews its keys\nwhat was found: \d failed at event 1: [^\n]*NotForUs/
  )
  await expect(Effect.runPromise(second?.check ?? Effect.void)).rejects.toThrow(/^cgka=deaf: \d failed at event \d+: /)
  const breaches = await Effect.runPromise(prove(deaf(), {}, { runs: 0, shrinks: 0 }))
  expect(breaches.map(({ id }) => id)).toEqual(["soundness"])
})

it("Randomness that comes again is found in a trace that shows it.", async () => {
  const law = securityLaws.find(({ id }) => id === "constantRandomness")
  const findings = [{ kind: "constantRandomness", state: 3, member: 0, detail: "a random value that was there before" }]
  const trace = { findings, members: [{ name: "ann" }] }
  const asked = { played: () => Effect.succeed({ trace }), claims: {} } as unknown as Parameters<NonNullable<typeof law>["check"]>[0]
  const history = { name: "any", kind: "life", workload: {} } as unknown as Parameters<NonNullable<typeof law>["check"]>[1]
  expect(law === undefined ? undefined : await Effect.runPromise(law.check(asked, history))).toBe(
    "ann at state 3: a random value that was there before"
  )
})
