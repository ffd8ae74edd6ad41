import { type Claims, mutants, type Port, securityLaws } from "@copath/lab-kat"
import type { Part, Spec } from "@copath/profile-lab"
import { Effect, Exit } from "effect"
import { describe, expect, it } from "vitest"
import { type AskedLaw, lawsOfComposition, lawsOfPart } from "../src/index.ts"
import { cloakroom, hoarder, own, partial, unlikeItself, wornOut } from "./parts.ts"

/* Each law is broken by some part, and a part breaks the laws that it should break and no others. Where members fail nothing is judged: see message.test.ts. */

const how = { runs: 1, members: 3, steps: 6, shrinks: 0 }

const brokenOf = (laws: ReadonlyArray<AskedLaw>): Promise<ReadonlyArray<string>> =>
  Effect.runPromise(
    Effect.filter(laws, ({ check }) => Effect.map(Effect.exit(check), Exit.isFailure)).pipe(
      Effect.map((broken) => broken.map(({ id }) => id))
    )
  )

/** By mutant of the lab: the port on whose laws it is tried, and which of these it must break. What opens the past opens it in a schedule's way, too. */
const expected: Readonly<Record<string, readonly [port: Port, ...laws: ReadonlyArray<string>]>> = {
  "sender-keys-no-rekey": ["protection", "removed"],
  "init-key-kept": ["composition", "keysGone", "forwardSecrecy", "chained"],
  "taint-stale": ["cgka", "removed"],
  "unmerged-sealed-widely": ["cgka", "removed", "healing"],
  "secret-tree-key-kept": ["protection", "keysGone"],
  "secret-tree-root-kept": ["protection", "keysGone", "forwardSecrecy"],
  "treekem-path-in-clear": ["cgka", "secretOnTheWire", "removed", "healing"],
  "treekem-sealed-to-removed": ["cgka", "removed"],
  "treekem-path-follows-leaf": ["cgka", "healing"],
  "treekem-constant-randomness": ["cgka", "unexplained", "removed"],
  "treekem-state-lacks-key": ["cgka", "written"],
  "treekem-newcomer-told": ["cgka", "joiners"],
  "rfc9420-init-skipped": ["schedule", "wire", "removed", "joiners", "forwardSecrecy", "chained", "healing"],
  fixed: ["protection", "nonceReuse"],
  "secret-tree-in-clear": ["protection", "secretOnTheWire", "wire", "removed", "joiners", "keysGone", "forwardSecrecy", "healing"],
  "no-cipher": ["protection", "wire", "removed", "joiners", "keysGone", "forwardSecrecy", "healing"],
  "static-signs-nothing": ["signature", "senderBound"],
  "static-not-verified": ["signature", "senderBound"]
}

/** What the parts promise that a mutant is composed with. */
const beside: Readonly<Record<string, Claims>> = {
  "sender-keys-no-rekey": { forwardSecrecy: Number.POSITIVE_INFINITY, pcs: { ownCommits: Number.POSITIVE_INFINITY } },
  fixed: { forwardSecrecy: "epoch" },
  "treekem-newcomer-told": { forwardSecrecy: "renewal", chained: false }
}

describe("a part that was broken on purpose breaks the laws that it should, and no others:", () => {
  for (const { id, part, spec, title } of mutants) {
    const [port = "composition", ...laws] = expected[id] ?? []
    it(`R024, R123: ${id}: ${title}`, async () => {
      expect(await brokenOf(lawsOfPart(port, part, beside[id], { ...how, beside: spec }))).toEqual(laws)
    })
  }

  const composed = (part: Part, spec: Spec = {}): ReadonlyArray<AskedLaw> =>
    lawsOfComposition({ ...spec, [part.axis]: part.id }, {}, { ...how, plugins: [part] })
  const of = (laws: ReadonlyArray<AskedLaw>, ...ids: ReadonlyArray<string>) => laws.filter(({ id }) => ids.includes(id))
  const oracles = ["clones", "certificates", "bases"]

  it("a key agreement that works more in each run than in the one before", async () => {
    expect(await brokenOf(lawsOfPart("cgka", unlikeItself(), {}, how))).toEqual(["repeatable"])
  })
  it("a key agreement that writes down what it does not hold", async () => {
    expect(await brokenOf(lawsOfPart("cgka", hoarder(), {}, how))).toEqual(["walked"])
  })
  it("a key agreement whose messages are as long as whoever computes is called", async () => {
    expect(await brokenOf(of(composed(partial()), ...oracles))).toEqual(["bases"])
  })
  it("a protection that leaves plaintexts lying about", async () => {
    expect(await brokenOf(of(composed(cloakroom()), ...oracles))).toEqual(["clones"])
  })
  it("an AEAD that opens what it sealed only so often", async () => {
    // One for each law: what it sealed is the same in each run.
    expect(await brokenOf(oracles.flatMap((id) => of(composed(wornOut(7)), id)))).toEqual(["certificates"])
  })
})

describe("a sound part that promises too much is told so:", () => {
  it("a key schedule without a chain that says it has one", async () => {
    const rootOnly = own("schedule", "root-only")
    expect(await brokenOf(lawsOfPart("schedule", rootOnly, { forwardSecrecy: "renewal" }, how))).toEqual(["chained"])
    expect(await brokenOf(lawsOfPart("schedule", rootOnly, { chained: false }, how))).toEqual(["forwardSecrecy"])
  })
  it("a composition with another exposure than it declares", async () => {
    const laws = lawsOfComposition({ schedule: "root-only" }, { forwardSecrecy: "renewal", chained: false, exposure: 0.315 }, how)
    expect(await brokenOf(laws.filter(({ id }) => id === "kat8"))).toEqual(["kat8"])
  })
  it("a protection with one key an epoch that says each has its own, or that fewer messages fall than do", async () => {
    const epochKey = own("protection", "epoch-key")
    expect(await brokenOf(lawsOfPart("protection", epochKey, {}, how))).toEqual(["keysGone"])
    expect(await brokenOf(lawsOfPart("protection", epochKey, { forwardSecrecy: 7 }, how))).toEqual(["forwardSecrecy"])
    expect(await brokenOf(lawsOfPart("protection", epochKey, { forwardSecrecy: 8 }, how))).toEqual([])
  })
  it("a protection without signatures beside it that says it binds the sender", async () => {
    const laws = lawsOfPart("protection", own("protection", "secret-tree"), {}, { ...how, beside: { signature: "none" } })
    expect(await brokenOf(laws)).toEqual(["senderBound"])
  })
  it("a key agreement that heals at once, if at all, may say that it takes longer", async () => {
    const follows = mutants.filter(({ id }) => id === "treekem-path-follows-leaf").map(({ part }) => part)
    const never = { pcs: { ownCommits: Number.POSITIVE_INFINITY } }
    expect(await brokenOf(follows.flatMap((part) => lawsOfPart("cgka", part, never, how)))).toEqual([])
    expect(await brokenOf(lawsOfPart("cgka", own("cgka", "treekem9420"), { pcs: { ownCommits: 2 } }, how))).toEqual([])
  })
})

it("no law is without a part that breaks it, but the one of randomness that comes again: no part gives out randomness", () => {
  const byMutants = Object.values(expected).flatMap(([, ...laws]) => laws)
  const caught = new Set(["soundness", "repeatable", "walked", "bases", "clones", "certificates", "kat8", ...byMutants])
  expect(securityLaws.map(({ id }) => id).filter((id) => !caught.has(id))).toEqual(["constantRandomness"])
})
