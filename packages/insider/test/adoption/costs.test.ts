import { CommitAdoption } from "@copath/client"
import { CipherSuite, type Suite } from "@copath/contracts"
import { adopt, commit, createGroup, type GroupState, joinGroup, makeIdentity, makeKeyPackage } from "@copath/group"
import { leafIndex } from "@copath/tree-math"
import { it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { describe, expect } from "vitest"
import { readFileSync } from "node:fs"
import { adoptionOf, ackQuorum, complaint, type InsiderLevel, parentHash } from "../../src/index.ts"
import { forged, liesIn, unrelated } from "../liar.ts"
import { at, bytes, groupOf, type Members, services, turn } from "../world.ts"
import { conclude, considerAll, partsOf, together, withPending } from "./driver.ts"

/** A group of `n` whose leaf 0 finds one key above each half of it: only those who have to speak about its commit follow it. */
const grown = Effect.fnUntraced(function* (n: number) {
  const speakers = [1, ...Array.from({ length: Math.log2(n) - 1 }, (_, k) => 2 ** (k + 1))]
  const person = (leaf: number) => makeIdentity({ _tag: "basic", identity: bytes(`member ${leaf}`) })
  const founded = yield* createGroup({ groupId: bytes("group"), identity: yield* person(0) })
  const packages = []
  for (let leaf = 1; leaf < n; leaf++) packages.push(yield* makeKeyPackage(yield* person(leaf)))
  const made = yield* commit(founded, { add: packages.map(({ keyPackage }) => keyPackage) })
  let members: Members = new Map([[0, (yield* adopt(made.state)).state]])
  for (const leaf of speakers) {
    const secrets = packages[leaf - 1]?.secrets
    if (secrets === undefined || made.welcome === undefined) throw new Error("everybody is added")
    members = new Map<number, GroupState>([...members, [leaf, yield* joinGroup({ welcome: made.welcome, keyPackage: secrets })]])
  }
  for (const leaf of speakers.toReversed()) members = yield* turn(members, leaf)
  return members
})

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8")

describe("what waiting costs", () => {
  for (const [n, bytesOf1] of [
    [8, 249],
    [16, 332],
    [64, 498]
  ] as const) {
    it.effect(`a commit among ${n}: one acknowledgement for each level of a full tree, ${bytesOf1} bytes in all`, () =>
      Effect.gen(function* () {
        const members = yield* grown(n)
        const made = yield* commit(at(members, 0))
        const trials = yield* considerAll(withPending(members, 0, made), made.message)
        const after = yield* conclude(trials, new Set(trials.keys()), false)
        expect(together(after)).toBe(true)
        const said = after.said.reduce((sum, { statement }) => sum + statement.length, 0)
        expect(after.said).toHaveLength(Math.log2(n))
        expect(said).toBe(bytesOf1)
        expect(readme).toContain(`| ${n} | ${made.message.length} | ${Math.log2(n)} | ${said} |`)
      }).pipe(Effect.provide(partsOf(ackQuorum)))
    )
  }

  it.effect("with every second leaf removed in one commit, each node of a resolution has its own", () =>
    Effect.gen(function* () {
      const members = yield* turn(yield* groupOf(8), 0, { remove: [3, 5, 7].map(leafIndex) })
      const made = yield* commit(at(members, 0))
      const trials = yield* considerAll(withPending(members, 0, made), made.message)
      const after = yield* conclude(trials, new Set(trials.keys()), false)
      expect(together(after)).toBe(true)
      // 1 and 2 have one each; on the right, nothing stands above 4 and 6.
      expect(after.said.map(({ leaf }) => leaf)).toEqual([1, 2, 4, 6])
    }).pipe(Effect.provide(partsOf(ackQuorum)))
  )

  it.effect("a liar among 8 costs a complaint of each member that it lies to, and the acknowledgements of the others", () =>
    Effect.gen(function* () {
      const members = yield* groupOf(8)
      for (const [index, victims] of [
        [0, 1],
        [2, 4]
      ] as const) {
        const made = yield* liesIn(at(members, 1), forged(unrelated(index)))
        const trials = yield* considerAll(withPending(members, 1, made), made.message)
        const { said, verdicts } = yield* conclude(trials, new Set(trials.keys()), false)
        expect([...verdicts.values()].every(({ _tag }) => _tag === "refused")).toBe(true)
        const lengths = said.map(({ statement }) => statement.length)
        const complaints = lengths.filter((length) => length > 150)
        expect(complaints).toHaveLength(victims)
        expect(lengths).toHaveLength(victims + 2)
        // ECDSA signatures vary by a few bytes.
        for (const length of complaints) expect(Math.abs(length - 190)).toBeLessThan(6)
        for (const length of lengths.filter((one) => one < 150)) expect(Math.abs(length - 89)).toBeLessThan(4)
      }
    }).pipe(Effect.provide(partsOf(complaint, 2)))
  )
})

/** How often a suite was asked to. */
interface Counted {
  verified: number
  signed: number
  opened: number
}

const counting = ({ hpke, signature, ...suite }: Suite, counted: Counted): Suite => ({
  ...suite,
  hpke: {
    ...hpke,
    open: (...input) => {
      counted.opened++
      return hpke.open(...input)
    }
  },
  signature: {
    ...signature,
    sign: (...input) => {
      counted.signed++
      return signature.sign(...input)
    },
    verify: (...input) => {
      counted.verified++
      return signature.verify(...input)
    }
  }
})

describe("what a member does for a commit among 8", () => {
  const work = (level: InsiderLevel, reader: number) =>
    Effect.gen(function* () {
      const members = yield* groupOf(8)
      const made = yield* commit(at(members, 1))
      const trials = yield* considerAll(withPending(members, 1, made), made.message)
      const { said } = yield* conclude(trials, new Set(trials.keys()), false)
      const counted = { verified: 0, signed: 0, opened: 0 }
      const suite = counting(yield* CipherSuite, counted)
      const { consider } = yield* CommitAdoption
      let trial = yield* consider(at(members, reader), made.message).pipe(Effect.provideService(CipherSuite, suite))
      for (const { leaf, statement } of said) if (leaf !== reader) trial = yield* trial.hear(statement)
      expect(trial.verdict._tag).toBe("adopted")
      return counted
    }).pipe(Effect.provide(Layer.fresh(Layer.provideMerge(adoptionOf(level), services(level, 1)))))

  it.effect("it looks at it twice, and checks each acknowledgement; who speaks opens its ciphertext once more and signs", () =>
    Effect.gen(function* () {
      const once = yield* work(parentHash, 7)
      const silent = yield* work(ackQuorum, 7)
      const speaker = yield* work(ackQuorum, 4)
      expect(silent.verified - once.verified).toBe(once.verified + 3)
      expect(silent.signed).toBe(0)
      expect(speaker.signed).toBe(1)
      expect(speaker.verified).toBe(silent.verified - 1)
    })
  )
})
