import { checkCounting } from "@copath/conformance"
import {
  Cgka,
  CgkaRejected,
  type CipherSuite,
  type DoubleJoinPolicy,
  type Entropy,
  memberKeyAt,
  type TreeFill,
  type TreeView
} from "@copath/contracts"
import { symbolicSuite } from "@copath/crypto-symbolic"
import { builtIn } from "@copath/profile-lab"
import { Effect, Layer, Result } from "effect"
import { describe, expect, it } from "vitest"
import { own } from "./parts.ts"

/*
 * What public data tell of members, in groups that are too large to hold them, is what these members do in groups that are not. Everybody is there, and does the work: 128 members,
 * operation by operation and byte by byte.
 */

/** Parents stand at odd indices. */
const parentAt = (i: number) => (2 * i + 1) as Parameters<TreeView["keyAt"]>[0]

type Agreement = Cgka["Service"]
type Counting = NonNullable<Agreement["counting"]>
type CgkaLayer = Layer.Layer<Cgka, never, CipherSuite | Entropy>

/** A key agreement over such trees. */
const agreement = (id: string, { fill = "blank-init", policy = "unmerged" } = {}): CgkaLayer => {
  // A key agreement asks for nothing that protects messages, whatever parts of its kind may ask for.
  const layer = own("cgka", id).layer as Layer.Layer<Cgka, never, CipherSuite | Entropy | DoubleJoinPolicy | TreeFill>
  return Layer.provide(layer, Layer.mergeAll(own("double-join", policy).layer, own("init", fill).layer))
}

// Who knows what is another law's affair.
const noPromise = { book: "none", mayLeaveKnowledge: true, outside: () => [] } as const
const counted = (layer: CgkaLayer, members: number, steps = 4) =>
  checkCounting(layer, { suite: symbolicSuite(1), members, steps, doubleJoin: noPromise })

const ids = (axis: "cgka" | "double-join" | "init"): ReadonlyArray<string> =>
  builtIn.flatMap((part) => (part.axis === axis ? [part.id] : []))
const compositions = [
  ...ids("cgka").map((id) => ({ id, policy: "unmerged", fill: "blank-init" })),
  ...ids("double-join").map((policy) => ({ id: "treekem9420", policy, fill: "blank-init" })),
  ...ids("init").map((fill) => ({ id: "treekem9420", policy: "unmerged", fill }))
].filter((one, i, all) => all.findIndex((other) => JSON.stringify(other) === JSON.stringify(one)) === i)

describe("Cgka.counting says what members do:", () => {
  for (const { fill, id, policy } of compositions) {
    it(`${id}, ${policy}, ${fill}`, async () => {
      for (const members of [5, 128]) expect(await Effect.runPromise(counted(agreement(id, { fill, policy }), members))).toBeUndefined()
    }, 300_000)
  }
})

describe("Cgka.counting that says something else is found out:", () => {
  const claiming = (layer: CgkaLayer, change: (sound: Agreement, counting: Counting) => Partial<Agreement>): CgkaLayer =>
    Layer.effect(
      Cgka,
      Effect.map(Cgka, (sound) => Cgka.of({ ...sound, ...(sound.counting === undefined ? {} : change(sound, sound.counting)) }))
    ).pipe(Layer.provide(layer))
  const said = (layer: CgkaLayer) => Effect.runPromise(Effect.flip(counted(layer, 9))).then(String)

  it("parents that hold no keys, of a tree that does", async () => {
    const layer = claiming(agreement("treekem9420"), (_, counting) => ({ counting: { ...counting, parents: "none" } }))
    expect(await said(layer)).toContain("a parent holds a key, and it was said that none does")
  })
  it("parents that may hold any keys, of a key agreement that takes none but those that it has made", async () => {
    const layer = claiming(agreement("treekem9420"), ({ process, read }) => {
      const made = new Set<string>()
      return {
        read: (...args) =>
          Result.map(read(...args), (done) => {
            for (const { key } of done.edits) made.add(String(key))
            return done
          }),
        process: (state, reading, tree, ...rest) => {
          const keys = Array.from({ length: tree.leafCount - 1 }, (_, i) => tree.keyAt(parentAt(i)))
          return keys.every((key) => key === undefined || made.has(String(key)))
            ? process(state, reading, tree, ...rest)
            : Effect.fail(new CgkaRejected({ reason: "KeyMismatch" }))
        }
      }
    })
    expect(await said(layer)).toContain("KeyMismatch")
  })
  it("nobody apart, of a book that names some", async () => {
    const layer = claiming(agreement("treekem9420", { policy: "taint" }), (_, counting) => ({ counting: { ...counting, apart: () => [] } }))
    expect(await Effect.runPromise(Effect.flip(counted(layer, 33, 12))).then(String)).toContain("and is not said to be apart")
  })
  it("one route for all, of members who open and hash differently much", async () => {
    expect(await said(claiming(agreement("treekem9420"), () => ({ route: () => "one" })))).toContain("equal routes are equal work")
  })
  it("states that lack a parent's key", async () => {
    const layer = claiming(agreement("treekem9420"), (sound, counting) => ({
      counting: {
        ...counting,
        stateOf: (me, tree, _book, pairOf) => sound.begin(me, pairOf(memberKeyAt(tree, me)))
      }
    }))
    expect(await said(layer)).toMatch(/a state put together for leaf \d has other keys/)
  })
})
