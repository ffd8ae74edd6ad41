import { leafIndex, toNode } from "@copath/tree-math"
import { Result } from "effect"
import { describe, expect, it } from "vitest"
import type { AddForm } from "../src/addForm.ts"
import { idOf, choose } from "../src/choices.ts"
import { naive } from "../src/evictForm.ts"
import { groupAddB00 } from "../src/groupAddB00.ts"
import { groupAddD00 } from "../src/groupAddD00.ts"
import { join, process, read } from "../src/receive.ts"
import { passThrough } from "../src/removeForm.ts"
import { setupKeyForm } from "../src/setupKeyForm.ts"
import { stage } from "../src/commit.ts"
import type { ArtState } from "../src/state.ts"
import type { ArtUpdate } from "../src/update.ts"
import { welcomeD01 } from "../src/welcomeD01.ts"
import { userAdd } from "../src/userAdd.ts"
import { SmallGroup } from "./smallGroup.ts"

const forms: ReadonlyArray<AddForm> = [groupAddB00, groupAddD00, welcomeD01, setupKeyForm]

/** Five members, of whom everybody has committed; person 2 then adds person 5. */
const added = (add: AddForm) => {
  const group = SmallGroup.of(5, { add }).settle()
  const sent = group.commit({ by: 2, adds: 1 })
  const slot = group.book.slots.get(leafIndex(5))
  if (slot === undefined) throw new Error("the newcomer's slot is in the book")
  return { group, sent, slot }
}

const everybody = [0, 1, 2, 3, 4, 5]
const expected = { newcomer: [5], adder: [2, 5], everybody }

describe("who knows a new member's leaf", () => {
  for (const form of forms) {
    it(`is, with ${form.id}, the newcomer and ${form.knownBy}, as declared`, () => {
      const { group, slot } = added(form)
      expect(group.holders(slot.key)).toEqual(expected[form.knownBy])
      expect(slot.filler).toBe(form.knownBy === "adder" ? 2 : "everybody")
    })

    it(`is, with ${form.id}, nobody but the newcomer once it has committed`, () => {
      const { group } = added(form)
      const { leafKey } = group.commit({ by: 5 })
      expect(group.book.slots.has(leafIndex(5))).toBe(false)
      expect(group.holders(leafKey)).toEqual([5])
    })

    it(`is, with ${form.id}, one member after the filler's next commit`, () => {
      const { group } = added(form)
      group.commit({ by: 2 })
      const slot = group.book.slots.get(leafIndex(5))
      expect(slot?.filler).toBe(2)
      expect(group.holders(slot?.key as Uint8Array)).toEqual([2, 5])
    })
  }

  it("is with UserAdd the newcomer only, as declared", () => {
    const group = SmallGroup.of(5).settle()
    const { person, sent } = group.userAdd()
    expect(person).toBe(5)
    expect(group.holders(sent.leafKey)).toEqual(expected[userAdd.knownBy])
    expect(group.book.slots.size).toBe(0)
  })
})

describe("GroupAdd of b00", () => {
  it("sends nothing for the slot but its key, which everybody can compute", () => {
    const { sent } = added(groupAddB00)
    expect(sent.update.slots).toMatchObject([{ ephemeral: new Uint8Array(0) }])
  })

  it("costs every other member one agreement and one key more than d00, as all compute the leaf", () => {
    const b00 = added(groupAddB00).sent.received
    const d00 = added(groupAddD00).sent.received
    for (const person of [0, 1, 3, 4]) {
      const { agreements, pairs } = d00.get(person) as { agreements: number; pairs: number }
      // And the pair of the next epoch's add key.
      expect(b00.get(person)).toEqual({ agreements: agreements + 1, pairs: pairs + 2 })
    }
  })

  it("leaves everybody's knowledge in place for one commit only, whoever makes it", () => {
    const { group } = added(groupAddB00)
    group.commit({ by: 0 })
    const slot = group.book.slots.get(leafIndex(5))
    expect(slot?.filler).toBe(0)
    expect(group.holders(slot?.key as Uint8Array)).toEqual([0, 5])
  })

  it("takes a fresh ephemeral key where the same commit removes somebody, who had the add key", () => {
    const group = SmallGroup.of(5, { add: groupAddB00 }).settle()
    group.commit({ by: 2, adds: 1, removes: [3] })
    const slot = group.book.slots.get(leafIndex(3))
    expect(slot?.filler).toBe(2)
    expect(group.holders(slot?.key as Uint8Array)).toEqual([2, 5])
  })

  it("takes a fresh ephemeral key in a group's first commit, when there is no add key yet", () => {
    const group = SmallGroup.of(3, { add: groupAddB00 })
    expect([...group.book.slots.values()].map(({ filler }) => filler)).toEqual([0, 0])
    expect(group.book.addKey).toBeDefined()
  })

  /** Person 2's commit that adds, before anybody has taken it. */
  const pending = () => {
    const group = SmallGroup.of(4, { add: groupAddB00 }).settle()
    const leafKey = group.watch.suite.kem.derive(group.random(32)).publicKey
    const change = { added: [leafIndex(4)], removed: [], updated: [], committer: leafIndex(2) }
    group.leafCount = 8
    group.keys.set(toNode(leafIndex(4)), leafKey)
    group.seats.set(leafIndex(4), 99)
    const { choices, random } = group
    const made = Result.getOrThrow(stage(choices, random, group.states.get(2) as ArtState, group.book, group.tree, change))
    const received = (person: number, update: ArtUpdate) =>
      Result.flatMap(read(choices, group.book, group.tree, change, update), ({ edits, reading }) => {
        const keys = new Map(edits.map(({ key, node }) => [node, key] as const)).set(toNode(leafIndex(2)), made.leafKey)
        const { tree } = group
        const keyAt: typeof tree.keyAt = (node) => (keys.has(node) ? keys.get(node) : tree.keyAt(node))
        return process(choices, group.states.get(person) as ArtState, reading, { ...tree, keyAt }, change)
      })
    return { made: made.staged, received, stranger: group.watch.suite.kem.derive(random(32)).publicKey }
  }

  it("lets every member notice a slot that is not what the add key gives", () => {
    const { made, received, stranger } = pending()
    for (const person of [0, 1, 3]) {
      expect(Result.getOrThrow(received(person, made.update)).commitSecret).toEqual(made.commitSecret)
      const lie = { ...made.update, slots: [{ key: stranger, ephemeral: new Uint8Array(0) }] }
      expect(received(person, lie)).toMatchObject({ failure: { reason: "KeyMismatch", node: 8 } })
    }
  })

  it("refuses an add key that the root does not give, and one that is none", () => {
    const { made, received, stranger } = pending()
    expect(received(0, { ...made.update, key: stranger })).toMatchObject({ failure: { reason: "KeyMismatch" } })
    expect(received(0, { ...made.update, key: new Uint8Array(0) })).toMatchObject({ failure: { reason: "Malformed" } })
  })
})

describe("Add and Welcome of d01", () => {
  it("gives a slot that owes nothing to the newcomer's own key, and refuses another secret or none", () => {
    const { group, slot } = added(welcomeD01)
    const state = group.states.get(5) as ArtState
    const { choices, book, tree } = group
    const joined = (secret: Parameters<typeof join>[6]) => join(choices, leafIndex(5), state.leaf, leafIndex(2), tree, book, secret)
    expect(state.slot?.publicKey).toEqual(slot.key)
    expect(slot.ephemeral).toHaveLength(0)
    expect(joined(group.random(32))).toMatchObject({ failure: { reason: "KeyMismatch", node: 10 } })
    expect(joined(undefined)).toMatchObject({ failure: { reason: "Malformed", node: 10 } })
  })

  it("fills a member's slot again with an ephemeral key, as there is no Welcome for those who are in", () => {
    const { group } = added(welcomeD01)
    const { update } = group.commit({ by: 2 })
    expect(update.slots.map(({ ephemeral }) => ephemeral.length)).toEqual([32])
  })
})

describe("the setup key", () => {
  it("is sent once for all whom a commit adds, and is the same in every entry of the book", () => {
    const group = new SmallGroup({ add: setupKeyForm })
    const { update } = group.commit({ by: 0, adds: 6 })
    expect(update.key).toHaveLength(32)
    expect(update.slots.every(({ ephemeral }) => ephemeral.length === 0)).toBe(true)
    for (const { ephemeral } of group.book.slots.values()) expect(ephemeral).toEqual(update.key)
  })

  it("is forgotten: a creator whose leaf key is stolen later does not give the first leaves", () => {
    const group = new SmallGroup({ add: setupKeyForm })
    const { update } = group.commit({ by: 0, adds: 3 })
    const { leaf, path, slot } = group.states.get(0) as ArtState
    const kept = [leaf, ...path.map(({ pair }) => pair), ...(slot === undefined ? [] : [slot])].map(({ publicKey }) => publicKey)
    expect(kept).not.toContainEqual(update.key)
    for (const { key } of group.book.slots.values()) expect(kept).not.toContainEqual(key)
  })

  it("is neither sent nor taken where nobody is added", () => {
    const group = SmallGroup.of(3, { add: setupKeyForm })
    const { book } = group
    const { change, update } = group.commit({ by: 1 })
    expect(update.key).toHaveLength(0)
    const key = group.watch.suite.kem.derive(group.random(32)).publicKey
    expect(read(group.choices, book, group.tree, change, { ...update, key })).toMatchObject({ failure: { reason: "Malformed" } })
  })
})

describe("the option id", () => {
  it("names what is not usual", () => {
    const { suite } = new SmallGroup().watch
    const id = (options: Parameters<typeof choose>[1]) => idOf(choose(suite, options))
    expect(id({})).toBe("art")
    expect(id({ add: groupAddB00 })).toBe("art-b00")
    expect(id({ add: welcomeD01, remove: passThrough })).toBe("art-d01-pass-through")
    expect(id({ add: setupKeyForm, evict: naive })).toBe("art-setup-naive")
  })
})
