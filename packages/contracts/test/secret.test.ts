import { equalBytes, noBytes, Secret } from "@copath/contracts"
import * as fc from "fast-check"
import { createSecretKey } from "node:crypto"
import { format, inspect } from "node:util"
import { describe, expect, test, vi } from "vitest"

const marked = () => new Secret(Uint8Array.from({ length: 32 }, (_, i) => 0xa0 + i))
/** How a leak would read: the bytes in decimal, hex or base64. */
const leak = /160,\s*161|a0,? ?a1|oKGi/i

describe("a secret prints no byte of itself", () => {
  test.for([
    ["in a template string", (s: Secret) => `the key is ${s as unknown as string}`],
    ["as text", (s: Secret) => s.toString()],
    ["as JSON", (s: Secret) => JSON.stringify(s)],
    ["as JSON inside of a value", (s: Secret) => JSON.stringify({ epoch: 5, key: s, more: [s] })],
    ["to inspect", (s: Secret) => inspect(s)],
    [
      "to inspect inside of a value, shown whole",
      (s: Secret) => inspect({ deep: { key: [s] } }, { depth: null, showHidden: true, compact: false })
    ],
    ["to each of format's directives", (s: Secret) => format("%s %o %O %j", s, s, s, s)],
    ["in an error's message", (s: Secret) => new Error(`bad key ${String(s)}`).message]
  ] as const)("%s", ([, print]) => {
    const printed = print(marked())
    expect(printed).not.toMatch(leak)
    expect(printed).toMatch(/Secret\(32\)|<secret>/)
  })

  test("to the console", () => {
    const written: Array<string> = []
    const spy = vi.spyOn(console, "log").mockImplementation((...values: ReadonlyArray<unknown>) => void written.push(format(...values)))
    console.log("key", marked(), { key: marked() })
    spy.mockRestore()
    expect(written).toEqual(["key Secret(32) { key: Secret(32) }"])
  })

  test("nor of the form that a crypto provider holds of it", () => {
    const secret = marked()
    secret.held = createSecretKey(secret.expose())
    expect(inspect(secret, { showHidden: true })).toBe("Secret(32)")
    expect(JSON.stringify(secret)).toBe('"<secret>"')
  })
})

describe("a secret", () => {
  test("gives its own bytes, not a copy", () => {
    const bytes = Uint8Array.of(1, 2, 3)
    expect(new Secret(bytes).expose()).toBe(bytes)
    expect(new Secret(bytes)).toHaveLength(3)
  })

  test("is all zero once wiped, and the provider's form is dropped", () => {
    const secret = marked()
    secret.held = "imported"
    secret.wipe()
    expect(secret.expose()).toEqual(new Uint8Array(32))
    expect(secret.held).toBeUndefined()
  })
})

describe("equal bytes", () => {
  test("are equal in length and in every byte (V035)", () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (a, b) => {
        expect(equalBytes(a, a.slice())).toBe(true)
        expect(equalBytes(a, b)).toBe(Buffer.compare(a, b) === 0)
      })
    )
  })

  test("are not those with one bit flipped, nor a prefix", () => {
    const whole = Uint8Array.from({ length: 32 }, (_, i) => i)
    for (let bit = 0; bit < 256; bit++) {
      const other = whole.slice()
      other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(equalBytes(whole, other)).toBe(false)
    }
    for (let length = 0; length < 32; length++) expect(equalBytes(whole, whole.subarray(0, length))).toBe(false)
    expect(equalBytes(noBytes, new Uint8Array(0))).toBe(true)
  })
})
