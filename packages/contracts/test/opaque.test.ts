import { decode, encode, fixed, struct, uint16 } from "@copath/codec"
import { opaque, Secret, type Opaque } from "@copath/contracts"
import * as Result from "effect/Result"
import { format, inspect } from "node:util"
import { describe, expect, test } from "vitest"

interface Chain {
  readonly generation: number
  readonly table: Uint8Array
}

const chains = opaque<"ProtectionState", Chain>("ProtectionState", "chain")
const chain: Chain = { generation: 7, table: Uint8Array.of(0xa0, 0xa1, 0xa2, 0xa3) }

describe("an opaque value", () => {
  test("names its kind and its maker, and opens for the maker", () => {
    const box = chains.wrap(chain)
    expect([box.kind, box.variant]).toEqual(["ProtectionState", "chain"])
    expect(chains.unwrap(box)).toBe(chain)
  })

  test("opens for another instance of the same variant: one layer's values are the next one's", () => {
    expect(opaque<"ProtectionState", Chain>("ProtectionState", "chain").unwrap(chains.wrap(chain))).toBe(chain)
  })

  test("of another variant is a programming error and throws, and the message names both", () => {
    const foreign = opaque<"ProtectionState", Chain>("ProtectionState", "secret-tree").wrap(chain)
    expect(() => chains.unwrap(foreign)).toThrow(
      new TypeError("a ProtectionState of chain was expected, not a ProtectionState of secret-tree")
    )
  })

  test("of another kind throws too, and so does a look-alike that nobody wrapped", () => {
    const otherKind = opaque<"CgkaState", Chain>("CgkaState", "chain").wrap(chain)
    expect(() => chains.unwrap(otherKind as unknown as Opaque<"ProtectionState">)).toThrow(TypeError)
    expect(() => chains.unwrap({ kind: "ProtectionState", variant: "chain" })).toThrow(TypeError)
  })

  test("prints nothing of what is inside, tables of keys least of all", () => {
    const box = chains.wrap(chain)
    const printed = [format("%s", box), JSON.stringify({ box }), inspect({ box }, { depth: null, showHidden: true })]
    expect(printed).toEqual(["ProtectionState(chain)", '{"box":"<ProtectionState(chain)>"}', "{ box: ProtectionState(chain) }"])
  })

  test("lays its contents open to whoever walks over a seized state", () => {
    expect(Object.values(chains.wrap(chain))).toContain(chain)
  })
})

test("a codec of the contents is one of the box, for its maker alone", () => {
  const codec = chains.codec(struct<Chain>("Chain", { generation: uint16, table: fixed(4) }))
  const bytes = encode(codec, chains.wrap(chain))
  expect(bytes).toEqual(Uint8Array.of(0, 7, 0xa0, 0xa1, 0xa2, 0xa3))
  expect(chains.unwrap(Result.getOrThrow(decode(codec, bytes)))).toEqual(chain)
  expect(() => encode(codec, opaque<"ProtectionState", Chain>("ProtectionState", "other").wrap(chain))).toThrow(TypeError)
  expect(Result.getFailure(decode(codec, bytes.subarray(1)))).toMatchObject({
    value: { reason: "Truncated", path: "ProtectionState.table" }
  })
})

test("an opaque value may hold secrets", () => {
  const keys = opaque<"SignerState", { readonly key: Secret }>("SignerState", "static")
  expect(keys.unwrap(keys.wrap({ key: new Secret(Uint8Array.of(1)) })).key).toHaveLength(1)
})
