import { describe, expect, it } from "vitest"
import { Note } from "../../src/record/notes.ts"

describe("a note", () => {
  const [one, other] = [{ n: 1 }, { n: 2 }]

  it("stays with its object, whatever that is, until there is another", () => {
    for (const object of [{}, [], new Map(), new Uint8Array(4), Object.freeze({ a: 1 }), new Date()]) {
      expect(Note.on(object)).toBeUndefined()
      Note.put(object, one)
      expect(Note.on(object)).toBe(one)
      Note.put(object, other)
      expect(Note.on(object)).toBe(other)
    }
  })

  it("is on no copy, and in no list of properties", () => {
    const object = { a: 1 }
    Note.put(object, one)
    expect(Note.on({ ...object })).toBeUndefined()
    expect(Note.on(structuredClone(object))).toBeUndefined()
    expect(Reflect.ownKeys(object)).toEqual(["a"])
  })
})
