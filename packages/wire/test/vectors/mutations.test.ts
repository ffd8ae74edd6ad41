import { type Codec, decode, DecodeError, encode } from "@copath/codec"
import { hex, toHex, type MessagesCase } from "@copath/vectors"
import { describeVectors } from "@copath/vectors/vitest"
import * as fc from "fast-check"
import * as Result from "effect/Result"
import { expect, test } from "vitest"
import { fieldCodecs, fieldNames } from "../fields.ts"
import { headersOf, widened } from "../headers.ts"
import { accepted, reason } from "../samples.ts"

/** What is wrong with how `codec` takes `input`; `undefined` if it is refused with an error, or accepted and written back unchanged. */
const wrong = (codec: Codec<unknown>, input: Uint8Array): string | undefined => {
  try {
    const result = decode(codec, input)
    if (Result.isSuccess(result))
      return toHex(encode(codec, result.success)) === toHex(input) ? undefined : `${toHex(input)} is not canonical`
    const { failure } = result
    if (!(failure instanceof DecodeError)) return `failed with ${String(failure)}`
    // V022: an error is made of names, numbers and punctuation, and short.
    return /^[\w .:,()[\]<>-]{1,400}$/.test(failure.message) ? undefined : `says ${failure.message}`
  } catch (cause) {
    return `${toHex(input)} threw ${String(cause)}`
  }
}

describeVectors("messages.json", (cases) => {
  const few = cases.slice(0, 3)
  const samples: ReadonlyArray<readonly [Codec<unknown>, Uint8Array]> = few.flatMap((one: MessagesCase) =>
    fieldNames.map((name) => [fieldCodecs[name], hex(one[name])] as const)
  )

  test("V005: a message cut at any offset is refused", () => {
    for (const [codec, whole] of samples) {
      for (let cut = 0; cut < whole.length; cut++) expect(reason(codec, whole.subarray(0, cut))).toMatch(/^(Truncated|LengthOverrun)$/)
    }
  })

  test("V007: a message with a byte more is refused", () => {
    for (const [codec, whole] of samples) expect(reason(codec, Uint8Array.of(...whole, 0))).toBe("Trailing")
  })

  test("V002: every length header of every struct is the shortest", () => {
    let tried = 0
    for (const [codec, whole] of samples) {
      const headers = headersOf(codec, whole)
      for (const header of headers) {
        for (const size of [2, 4] as const) {
          if (size <= header.size) continue
          tried++
          expect(reason(codec, widened(whole, headers, header, size))).toBe("VarintNotMinimal")
        }
      }
    }
    expect(tried).toBeGreaterThan(500)
  })

  test("V006: no vector of any struct may tell one byte less than it has", () => {
    for (const [codec, whole] of samples) {
      for (const { at, length, size } of headersOf(codec, whole)) {
        const input = whole.slice()
        const last = at + size - 1
        if (length === 0 || input[last] === 0 || (size > 1 && length - 1 < (size === 2 ? 0x40 : 0x4000))) continue
        input[last] = (input[last] ?? 0) - 1
        expect(reason(codec, input)).not.toBe("accepted")
      }
    }
  })

  test("V017, V018: whatever bit is flipped, a message is refused or canonical", () => {
    for (const [codec, whole] of samples) {
      const step = Math.max(1, Math.floor(whole.length / 400)) // the long ones in part
      for (let at = 0; at < whole.length; at += step) {
        const input = whole.slice()
        input[at] = (input[at] ?? 0) ^ (1 << (at % 8))
        expect(wrong(codec, input)).toBeUndefined()
      }
    }
  })

  test("V017, V018: so it is with bytes cut out, doubled, and overwritten", () => {
    const mutation = fc.record({
      sample: fc.constantFrom(...samples),
      at: fc.nat(),
      length: fc.nat(8),
      noise: fc.uint8Array({ maxLength: 8 })
    })
    fc.assert(
      fc.property(mutation, ({ at, length, noise, sample: [codec, whole] }) => {
        const from = at % (whole.length + 1)
        expect(
          wrong(codec, Uint8Array.from(Buffer.concat([whole.subarray(0, from), noise, whole.subarray(from + length)])))
        ).toBeUndefined()
      }),
      { numRuns: 5000 }
    )
  })

  test("V021: what was decoded does not change with the input", () => {
    for (const [codec, whole] of samples) {
      const input = whole.slice()
      const value = accepted(codec, input)
      input.fill(0xff)
      expect(toHex(encode(codec, value))).toBe(toHex(whole))
    }
  })
})

test("V017, V018: any bytes at all are refused or canonical, as each kind of message", () => {
  const header = fc.constantFrom(...[1, 2, 3, 4, 5].map((format) => [0, 1, 0, format]))
  const small = fc.integer({ min: 0, max: 255 }).map((n) => (n < 200 ? n % 5 : n)) // more small numbers: they get further
  const input = fc.tuple(header, fc.array(small, { maxLength: 120 })).map(([head, body]) => Uint8Array.from([...head, ...body]))
  fc.assert(
    fc.property(input, fc.constantFrom(...fieldNames), (input, name) => {
      expect(wrong(fieldCodecs.mls_welcome, input)).toBeUndefined()
      expect(wrong(fieldCodecs[name], input.subarray(4))).toBeUndefined()
    }),
    { numRuns: 10_000 }
  )
})
