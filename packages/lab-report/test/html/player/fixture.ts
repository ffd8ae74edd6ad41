import type { Cell, LabResult, Trees } from "@copath/lab-core"
import { fixture, twelve } from "../../fixture.ts"
import { security } from "../../security/fixture.ts"

/**
 * Four members: ann creates the group, bob renews his keys, ann removes cid, dee adds eve in cid's place, eve renews her keys. Whoever robs bob after his commit has
 * leaf 1 and what bob was told of later commits, to the end: he does not commit again.
 */
export const trees = (changes: Partial<Trees> = {}): Trees => ({
  members: ["ann", "bob", "cid", "dee", "eve"],
  frames: {
    step: [0, 2, 3, 4, 6],
    event: [0, 2, 3, 4, 6],
    timeMs: [0, 20, 30, 40, 60],
    epoch: [1, 2, 3, 4, 5],
    leaves: [4, 4, 4, 4, 4],
    did: ["create", "rekey", "remove", "add", "rekey"],
    by: [[0], [1], [0], [3], [4]]
  },
  keys: {
    node: [0, 2, 4, 6, 1, 2, 3, 0, 1, 3, 4, 3, 4, 5],
    key: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13],
    from: [0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 4, 4, 4],
    to: [2, 1, 2, 5, 2, 5, 2, 5, 5, 4, 4, 5, 5, 5]
  },
  seats: { leaf: [0, 1, 2, 3, 2], member: [0, 1, 2, 3, 4], from: [0, 0, 0, 0, 3], to: [5, 5, 2, 5, 5] },
  unmerged: { node: [3], leaf: [2], from: [3], to: [4] },
  outside: { node: [5], leaf: [0], from: [4], to: [5] },
  book: "exact",
  leftOut: 0,
  holders: {
    key: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13],
    members: [
      [0, 1],
      [1, 1],
      [2, 1],
      [3, 1],
      [0, 2],
      [1, 1],
      [0, 4],
      [0, 1],
      [0, 2],
      [0, 2, 1, 1],
      [4, 1],
      [0, 2, 1, 2],
      [4, 1],
      [0, 1, 2, 2]
    ],
    from: [0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 4, 4, 4],
    to: [2, 1, 2, 5, 2, 5, 2, 5, 5, 4, 4, 5, 5, 5]
  },
  seizures: {
    member: [1, 1, 1, 1, 0],
    frames: [
      [0, 1],
      [1, 1],
      [1, 4],
      [1, 4],
      [0, 2]
    ],
    keys: [
      [1, 1],
      [4, 1, 1, 1],
      [5, 1, 2, 2],
      [11, 1],
      [0, 1, 3, 1, 1, 1]
    ]
  },
  ...changes
})

/** Three compositions: two of them have a tree, and an adversary looked on at one. */
export const filmed = (changes: Partial<Trees> = {}): LabResult => {
  const result = fixture(twelve.slice(0, 3))
  const { holders: _held, seizures: _seized, ...bare } = trees()
  const more: ReadonlyArray<Partial<Cell>> = [{ trees: trees(changes), security: security(0.5) }, { trees: bare }, {}]
  return { ...result, cells: result.cells.map((cell, i): Cell => ({ ...cell, ...more[i] })) }
}
