import { catalog, profiles } from "@copath/profile-lab"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { describe } from "vitest"
import type { Choice } from "../src/choose.ts"
import { handMade } from "../src/compose.ts"
import { unmergedLeaves } from "../src/drawing.ts"
import { nameAt } from "../src/room.ts"
import { painter, tell, total } from "../src/telling.ts"
import { chapter, reads, refusals, toldOf } from "./told.ts"

// Whoever removes in this story stands elsewhere in the tree than the one removed.
const neighboursAlone = "art-pass-through"

/** Each part that has a say in the story, among default ones. */
const single = (["cgka", "double-join", "protection", "signature"] as const).flatMap((axis) =>
  catalog()
    .of(axis)
    .filter(({ id }) => id !== neighboursAlone)
    .map(({ id }) => [`${axis} ${id}`, { parts: { [axis]: id } }] as const)
)

const cases: ReadonlyArray<readonly [name: string, choice: Partial<Choice>]> = [
  ...profiles.map(({ name }) => [name, { profile: name }] as const),
  ...Object.keys(handMade).map((name) => [name, { profile: name }] as const),
  ...single,
  ["private handshakes", { parts: { handshake: "enc-ratchet" } }],
  ["private handshakes in a group chain", { parts: { handshake: "enc-ratchet", protection: "group-chain" } }],
  ["the portable provider, suite 2", { parts: { provider: "noble" }, suite: "2" }]
]

const everybody = "alice bob carol dave erin"
const friends = ["alice", "bob", "carol", "dave", "phone", "erin"]

describe.each(cases)("the story over %s", (name, choice) => {
  const slots = /(group[- ]chain|2018)$/.test(name)

  it.effect("is told to its end, and whoever is in the group agrees at each step", () =>
    Effect.gen(function* () {
      const scenes = yield* toldOf(choice)
      assert.deepStrictEqual(
        scenes.map((s) => [s.members.length, Number(s.epoch)]),
        [
          [1, 0],
          [6, 1],
          [6, 1],
          [6, 3],
          [5, 4],
          [5, 5],
          [5, 5],
          [5, 7],
          [6, 8],
          [6, 9]
        ]
      )
      for (const { exported, members, title } of scenes) {
        assert.strictEqual(exported.length, members.length, title)
        assert.strictEqual(new Set(exported).size, 1, title)
      }
      assert.strictEqual(new Set(scenes.map(({ epoch, exported }) => `${epoch} ${exported[0]}`)).size, 8, "one secret an epoch")
      assert.deepStrictEqual(chapter(scenes, "Invite").members, friends)
      assert.deepStrictEqual(reads(chapter(scenes, "Talk")), [
        "alice carol dave phone erin < bob: is everybody here?",
        "alice bob dave phone erin < carol: looks like it"
      ])

      const removed = chapter(scenes, "Remove a device")
      assert.deepStrictEqual(reads(removed), ["alice bob carol erin < dave: my phone is gone, mind what it sends"])
      const [byEpoch, byKeys] = refusals(removed)
      assert.strictEqual(byEpoch, "phone refuses it: FutureEpoch V040")
      assert.include(byKeys, "phone cannot read 1 of 1: ")

      const late = chapter(scenes, "Late messages")
      assert.sameMembers(reads(late) as Array<string>, [
        "alice carol dave erin < bob: sent from the tunnel",
        "alice bob dave erin < carol: did I miss anything?"
      ])
      assert.deepStrictEqual(refusals(late), slots ? ["the delivery service gives carol no position for a message: StaleEpoch"] : [])

      const replay = chapter(scenes, "A replay")
      assert.deepStrictEqual(reads(replay), ["bob carol dave erin < alice: the door code is 4711"])
      assert.deepStrictEqual(refusals(replay), [
        "bob carol dave erin refuse it: KeyConsumed V074",
        "bob carol dave erin refuse it: StaleEpoch V040" // alice knows the echo of her own commit
      ])

      const race = chapter(scenes, "A race")
      assert.deepStrictEqual(refusals(race), ["the delivery service refuses the commit of erin: StaleEpoch"])
      assert.isTrue(race.events.some((e) => e._tag === "did" && e.who === "erin" && e.what.startsWith("drops its commit")))

      const newcomer = chapter(scenes, "A newcomer")
      assert.deepStrictEqual(reads(newcomer), [`${everybody} < frank: hello, I am new here`])
      const all = refusals(newcomer)
      assert.deepStrictEqual(
        all.slice(0, 2).map((line) => line.replace(/\d+ of/, "N of")),
        ["frank cannot read N of 16, the first: StaleEpoch V040", "frank cannot read N of 16, the first: StaleEpoch V041"]
      )
      assert.strictEqual(
        all.slice(2).reduce((n, line) => n + Number(/read (\d+) of 6/.exec(line)?.[1]), 0),
        6,
        "whatever epoch it claims to be in, it reads none of the six"
      )
    })
  )
})

it.effect("an invitation without a path leaves an unmerged leaf, and the newcomer's own commit merges it", () =>
  Effect.gen(function* () {
    const scenes = yield* toldOf({})
    const unmerged = (title: string) => {
      const { tree } = chapter(scenes, title)
      return unmergedLeaves(tree).map((leaf) => nameAt(tree, leaf))
    }
    assert.deepStrictEqual(unmerged("A race"), [])
    assert.deepStrictEqual(unmerged("A newcomer"), ["frank"])
    assert.deepStrictEqual(unmerged("The newcomer rotates"), [])
  })
)

it.effect("one seed tells one story to the byte, and another seed another", () =>
  Effect.gen(function* () {
    const text = Effect.fnUntraced(function* (seed: string) {
      const scenes = yield* toldOf({ seed, suite: "2" })
      return [...scenes.map((scene, i) => tell(i + 1, scene, painter(false))), total(scenes, painter(false))].join("\n")
    })
    const first = yield* text("one")
    assert.strictEqual(yield* text("one"), first)
    assert.notStrictEqual(yield* text("two"), first)
  })
)

it.effect("fits 100 columns, and colours change nothing else", () =>
  Effect.gen(function* () {
    for (const profile of ["rfc9420", "art-2018"]) {
      const scenes = yield* toldOf({ profile })
      scenes.forEach((scene, i) => {
        const plain = tell(i + 1, scene, painter(false))
        for (const line of plain.split("\n")) assert.isAtMost(line.length, line.startsWith("   ✗") ? 110 : 100, line)
        // oxlint-disable-next-line no-control-regex
        assert.strictEqual(tell(i + 1, scene, painter(true)).replaceAll(/\u001B\[\d+m/g, ""), plain)
      })
    }
  })
)
