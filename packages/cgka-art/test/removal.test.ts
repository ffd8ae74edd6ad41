import { playCgka } from "@copath/conformance"
import { Cgka, type CgkaBook, CipherSuite, Entropy } from "@copath/contracts"
import { nodeSuite } from "@copath/crypto-node"
import { leafIndex, nodeIndex } from "@copath/tree-math"
import { Effect, Layer } from "effect"
import { describe, expect, it } from "vitest"
import { unwrapBook } from "../src/book.ts"
import { layer, passThroughLayer } from "../src/layer.ts"
import { passThrough } from "../src/removeForm.ts"
import { SmallGroup } from "./smallGroup.ts"

const removal = (members: number, by: number, removed: number) => {
  const group = SmallGroup.of(members, { remove: passThrough }).settle()
  const attempt = () => group.commit({ by, removes: [removed] })
  return { group, attempt }
}

/** Whether the commit can be made. */
const can = (members: number, by: number, removed: number): boolean => {
  try {
    removal(members, by, removed).attempt()
    return true
  } catch (error) {
    expect(error).toMatchObject({ _tag: "CgkaRejected", reason: "OutsideSubtree" })
    return false
  }
}

const suite = nodeSuite(1)
const borrowed = (book: CgkaBook) => [...unwrapBook(book).slots.values()]
const serviceOf = (form: typeof layer) =>
  Effect.runSync(
    Effect.provide(
      Cgka,
      Layer.provide(form, Layer.merge(Layer.succeed(CipherSuite, suite), Layer.succeed(Entropy, { secret: new SmallGroup().random })))
    )
  )

describe("removing by passing a blank leaf through", () => {
  it("leaves nothing in the slot: nobody knows a key too many", () => {
    const { attempt, group } = removal(4, 0, 1)
    attempt()
    expect(group.book.slots.size).toBe(0)
    expect(group.keys.has(nodeIndex(1))).toBe(false)
    expect(group.reaches(1)).toBe(false)
  })

  it("is possible for everybody in a tree of four, as the root alone joins two children above the blank", () => {
    for (const by of [0, 2, 3]) expect(can(4, by, 1)).toBe(true)
  })

  it("is possible in a tree of eight only from inside the subtree of four", () => {
    expect([0, 2, 3, 4, 5, 6, 7].map((by) => [by, can(8, by, 1)])).toEqual([
      [0, true],
      [2, true],
      [3, true],
      [4, false],
      [5, false],
      [6, false],
      [7, false]
    ])
  })

  it("is refused outside with the parent that the remover cannot compute", () => {
    const { attempt } = removal(8, 6, 1)
    expect(attempt).toThrow(expect.objectContaining({ _tag: "CgkaRejected", reason: "OutsideSubtree", node: 3 }) as Error)
  })

  it("can be done by a member inside after it was refused outside", () => {
    expect(can(8, 3, 1)).toBe(true)
  })

  it("is possible from outside where one child stands for all parents in between", () => {
    // Node 11 of a tree of five members is blank: leaf 4 stands for it, and with leaf 4 gone nothing is left of it.
    expect(can(5, 0, 4)).toBe(true)
  })

  it("takes from a former member's reach whatever it had, step by step", () => {
    const group = SmallGroup.of(8, { remove: passThrough }).settle()
    group.commit({ by: 2, removes: [3] })
    group.commit({ by: 1, removes: [2] })
    group.commit({ by: 0, removes: [1] })
    group.commit({ by: 5, removes: [4] })
    expect([1, 2, 3, 4].map((person) => group.reaches(person))).toEqual([false, false, false, false])
    expect([0, 5, 6, 7].map((person) => group.reaches(person))).toEqual([true, true, true, true])
    const { change } = group.commit({ by: 6, adds: 2 })
    expect(change.added).toEqual([1, 2])
  })

  it("is declared by the layer, and by no other", () => {
    expect(serviceOf(passThroughLayer)).toMatchObject({ id: "art-pass-through", removers: "inside" })
    expect(serviceOf(layer).removers).toBeUndefined()
  })

  it("breaks the laws where it is not declared", async () => {
    const undeclared = Layer.effect(
      Cgka,
      Effect.map(Cgka, ({ removers, ...sound }) => {
        expect(removers).toBe("inside")
        return Cgka.of(sound)
      })
    ).pipe(Layer.provide(passThroughLayer))
    const script = [{ by: 7, external: false, adds: 0, removes: [1], updates: [], path: true }]
    const broken = await Effect.runPromise(Effect.flip(playCgka(undeclared, script, { suite, seed: 1, members: 8, borrowed })))
    expect(broken).toMatchObject({ law: "stage refuses nothing but removals that it declares", detail: "OutsideSubtree" })
  })
})

describe("removing by overwriting the leaf", () => {
  it("is possible for everybody, and puts the remover's key into the slot", () => {
    const group = SmallGroup.of(8).settle()
    group.commit({ by: 6, removes: [1] })
    const slot = group.book.slots.get(leafIndex(1))
    expect(slot).toMatchObject({ filler: 6, ephemeral: new Uint8Array(0) })
    expect(group.holders(slot?.key as Uint8Array)).toEqual([6])
  })
})
