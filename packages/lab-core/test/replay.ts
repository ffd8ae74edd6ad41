import { assert } from "vitest"
import type { Step } from "../src/index.ts"

/** Goes through steps as a runner would, and checks that each can be done: actors are online members, and nobody commits its own removal. */
export const replay = (steps: ReadonlyArray<Step>): { readonly messages: number; readonly deliveries: number; readonly epochs: number } => {
  const members = new Set<string>()
  const offline = new Set<string>()
  let [messages, deliveries, epochs, last] = [0, 0, 0, 0]
  const act = (name: string): void => {
    assert.isTrue(members.has(name), `${name} acts and is no member`)
    assert.isFalse(offline.has(name), `${name} acts and is offline`)
  }
  for (const step of steps) {
    assert.isAtLeast(step.t, last)
    last = step.t
    switch (step.do) {
      case "create":
        assert.strictEqual(members.size, 0)
        for (const name of [step.by, ...step.with]) members.add(name)
        break
      case "say":
        act(step.by)
        messages++
        deliveries += members.size - 1
        break
      case "online":
      case "offline":
        assert.isTrue(members.has(step.by))
        assert.strictEqual(offline.has(step.by), step.do === "online")
        if (step.do === "online") offline.delete(step.by)
        else offline.add(step.by)
        break
      case "end":
        assert.deepStrictEqual([...members], [step.by])
        members.clear()
        offline.clear()
        break
      case "note":
        break
      case "propose":
        act(step.by)
        break
      case "lose":
      case "miss":
        assert.isTrue(members.has(step.by))
        break
      default: {
        act(step.by)
        epochs++
        const { add, remove, tries } = step
        assert.isAtLeast(tries, 1)
        assert.notInclude(remove, step.by)
        const kind = add.length > 0 && remove.length > 0 ? "change" : add.length > 0 ? "add" : remove.length > 0 ? "remove" : "rekey"
        assert.strictEqual(step.do, kind)
        for (const name of remove) {
          assert.isTrue(members.delete(name), `${name} is removed and is no member`)
          offline.delete(name)
        }
        for (const name of add) {
          assert.isFalse(members.has(name), `${name} is added and is a member`)
          members.add(name)
        }
      }
    }
  }
  return { messages, deliveries, epochs }
}
