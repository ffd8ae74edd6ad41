import { cgkaSecurityLaws } from "@copath/conformance-security"
import { Secret, Symbols, type SymbolTable } from "@copath/contracts"
import { certificate, healing, seizures } from "@copath/lab-adversary"
import { differential, groupLife, kat8, play, type Stage, twoThieves } from "@copath/lab-kat"
import { cgka } from "@copath/profile-lab"
import { it } from "@effect/vitest"
import { Effect } from "effect"
import { assert, describe } from "vitest"
import part, { updatableTreeKem, upke, type Upke } from "../src/index.ts"

const updatable: Stage = { spec: { cgka: part.id }, plugins: [part] }

/** The same primitive with its one idea taken out: keys stay where they are. */
const standing = (symbols: SymbolTable): Upke => ({
  ...upke(symbols),
  next: (publicKey) => publicKey,
  update: ({ publicKey, secretKey }) => ({ publicKey, secretKey: new Secret(secretKey.expose().slice()) })
})
const control = cgka({ ...part, id: "standing-treekem", aliases: [], layer: updatableTreeKem(standing, "standing-treekem") })

/** Rules without a way to carry them out. */
const secretive = (symbols: SymbolTable): Upke =>
  upke({
    ...symbols,
    declare: (rule, run) =>
      symbols.declare((made) => {
        const { derives, ...rest } = typeof rule === "function" ? rule(made) : rule
        return { ...rest, derives: derives.map(({ from, to }) => ({ from, to })) }
      }, run)
  })
const unproven = cgka({ ...part, id: "believed-treekem", aliases: [], layer: updatableTreeKem(secretive, "believed-treekem") })

/** Computes, and tells nobody. */
const silent = cgka({
  ...part,
  id: "silent-treekem",
  aliases: [],
  layer: updatableTreeKem(() => upke(Symbols.defaultValue()), "silent-treekem")
})

describe("two thieves, neither of whom reads anything alone", () => {
  it.effect("read 32 of 40 messages together under TreeKEM", () =>
    Effect.map(twoThieves({ spec: {} }), (read) => assert.strictEqual(read, "A alone 0/40, B alone 0/40, both 32/40"))
  )

  it.effect("R029: and none, whole states taken, where every use moves a key on", () =>
    Effect.map(twoThieves(updatable), (read) => assert.strictEqual(read, "A alone 0/40, B alone 0/40, both 0/40"))
  )

  it.effect("and 32 again where the keys stand still", () =>
    Effect.map(twoThieves({ spec: { cgka: control.id }, plugins: [control] }), (read) =>
      assert.strictEqual(read, "A alone 0/40, B alone 0/40, both 32/40")
    )
  )
})

describe("the adversary", () => {
  it.effect("knows where every secret comes from, and what is believed of it", () =>
    Effect.map(play({ ...updatable, persistEvery: 1 }, groupLife), ({ trace }) => {
      assert.deepStrictEqual([trace.unexplained, trace.findings, trace.openSums], [[], [], 0])
      assert.deepStrictEqual(trace.declared, ["upke.agree", "upke.pair", "upke.update"])
    })
  )

  it.effect("finds for a single thief what it finds under TreeKEM, who is healed by one commit of its victim", () =>
    Effect.gen(function* () {
      const [treekem, ours] = [yield* play({ spec: {} }, kat8().workload), yield* play(updatable, kat8().workload)]
      const [a, b] = [treekem, ours].map(({ trace }) => seizures(trace))
      assert(a !== undefined && b !== undefined)
      assert.deepStrictEqual(b.lower.read.words, a.lower.read.words)
      const [before, now] = [healing(a.rows, a.lower), healing(b.rows, b.lower)]
      assert.deepStrictEqual([now.never, now.ownCommits, now.by], [before.never, before.ownCommits, before.by])
    })
  )

  it.effect("is contradicted by no copy of a state, and by no derivation that is carried out with real cryptography", () =>
    Effect.gen(function* () {
      const stage: Stage = { ...updatable, spec: { ...updatable.spec, provider: "node" } }
      const found = yield* differential(stage, { workloads: 3, events: 16, clones: 6, certificates: 6 }, "updatable")
      assert.deepStrictEqual(found.discrepancies, [])
      assert.isAbove(found.certificates, 6)
      assert.isAbove(found.read, 6)
    })
  )

  it.effect("is told so where a derivation rests on a rule that nobody can carry out", () =>
    Effect.map(play({ spec: { cgka: unproven.id }, plugins: [unproven] }, kat8().workload), ({ trace }) => {
      const lines = certificate(trace, { as: "seize", who: 7, at: 8, takes: "all" }, 20)?.lines ?? []
      assert.isTrue(lines.some((line) => line.includes("upke.agree: by a declared rule that nobody can carry out again")))
    })
  )

  it.effect("says that it is blind where operations are not declared", () =>
    Effect.map(play({ spec: { cgka: silent.id }, plugins: [silent] }, kat8().workload), ({ trace }) => {
      assert.isAbove(trace.unexplained.length, 0)
      assert.deepStrictEqual(trace.declared, [])
    })
  )
})

// What it promises, held against drawn histories of small groups.
cgkaSecurityLaws(part, { pcs: { ownCommits: 1 }, forwardSecrecy: 0, chained: true })
