import { expandWithLabel, Secret, type Suite } from "@copath/contracts"
import { nobleSuite } from "@copath/crypto-noble"
import { decode, encode } from "@copath/codec"
import { Result } from "effect"
import { describe, expect, it } from "vitest"
import { puncturedTree } from "../../src/index.ts"

const suite: Suite = nobleSuite(1)
const exporter = puncturedTree(suite)
const rootBytes = suite.hash.digest(new TextEncoder().encode("application_export"))
const root = (): Secret => new Secret(rootBytes.slice())
const utf8 = new TextEncoder()

/** The secrets on the way to a component's leaf, root first, straight from the definition. */
const way = (component: number): ReadonlyArray<Uint8Array> => {
  const secrets = [root()]
  for (let level = 15; level >= 0; level--) {
    const side = ((component >>> level) & 1) === 1 ? "right" : "left"
    secrets.push(expandWithLabel(suite, secrets.at(-1) as Secret, "tree", utf8.encode(side), suite.kdf.size))
  }
  return secrets.map((s) => s.expose())
}
const holds = (bytes: Uint8Array, part: Uint8Array): boolean => Buffer.from(bytes).includes(Buffer.from(part))
const taken = (state: ReturnType<typeof exporter.start>, component: number) => {
  const result = exporter.take(state, component)
  if (result === undefined) throw new Error(`component ${component} was taken`)
  return result
}

describe("the exporter tree", () => {
  it("gives each component the secret of its leaf, whatever was taken before", () => {
    let state = exporter.start(root())
    for (const component of [0, 1, 2, 0x8000, 0xffff, 0xfffe, 0x1234, 3]) {
      const result = taken(state, component)
      expect(result.secret.expose()).toEqual(way(component).at(-1))
      state = result.state
    }
  })

  it("gives a secret once", () => {
    const first = taken(exporter.start(root()), 7)
    expect(exporter.take(first.state, 7)).toBeUndefined()
    expect(exporter.take(taken(first.state, 6).state, 7)).toBeUndefined()
  })

  it("forgets the secret and all above it: the written state holds none of them, nor can it give them", () => {
    let state = exporter.start(root())
    for (const component of [0x1234, 0x1235, 0x9000]) {
      const { secret, state: next } = taken(state, component)
      state = next
      const bytes = encode(exporter.stateCodec, state)
      for (const above of way(component)) expect(holds(bytes, above)).toBe(false)
      expect(holds(bytes, secret.expose())).toBe(false)
      // What stands for the rest is there, so the search finds what it looks for.
      for (const held of exporter.secrets(state)) expect(holds(bytes, held.expose())).toBe(true)
    }
  })

  it("tells the one secret that is to be wiped, and hands out bytes of its own", () => {
    const state = exporter.start(root())
    const first = taken(state, 5)
    expect(first.retired.map((s) => s.expose())).toEqual([rootBytes])
    // The secret of component 4 stands beside the way to 5.
    const second = taken(first.state, 4)
    expect(second.retired.map((s) => s.expose())).toEqual([way(4).at(-1)])
    second.retired[0]?.wipe()
    expect(second.secret.expose()).toEqual(way(4).at(-1))
  })

  it("leaves the state that it was given as it was", () => {
    const state = exporter.start(root())
    const before = encode(exporter.stateCodec, state)
    taken(state, 9)
    expect(encode(exporter.stateCodec, state)).toEqual(before)
    expect(taken(state, 9).secret.expose()).toEqual(way(9).at(-1))
  })

  it("goes on after it was written down and read, and grows by 16 secrets for a component", () => {
    const fresh = encode(exporter.stateCodec, exporter.start(root()))
    const written = encode(exporter.stateCodec, taken(exporter.start(root()), 21).state)
    expect(written.length - fresh.length).toBeLessThan(16 * 35)
    const read = Result.getOrThrow(decode(puncturedTree(suite).stateCodec, written))
    expect(exporter.take(read, 21)).toBeUndefined()
    expect(taken(read, 22).secret.expose()).toEqual(way(22).at(-1))
  })

  it("shrinks where both sides are taken", () => {
    let state = exporter.start(root())
    for (let component = 0; component < 4; component++) state = taken(state, component).state
    expect(exporter.secrets(state)).toHaveLength(14)
  })

  it("refuses a written tree of more than 16 levels", () => {
    const opened = Array.from({ length: 17 }, () => 1)
    expect(Result.isFailure(decode(exporter.stateCodec, Uint8Array.of(...opened, 2, 2)))).toBe(true)
  })
})
