import { decode, encode, MAX_ELEMENTS, MAX_INPUT, opaque, optional, struct, vector, type Codec } from "@copath/codec"
import {
  certificate,
  credential,
  extension,
  parentNode,
  pathSecret,
  ratchetTree,
  rfc9420Wire,
  rfc9420WireFormats,
  senderDataAndCiphertext,
  wireOf
} from "@copath/wire"
import * as Result from "effect/Result"
import { describe, expect, test } from "vitest"
import { accepted, commitSample, framed, leaf, joined, reason, refused } from "../samples.ts"

/** An `opaque<V>` header of four bytes. */
const header = (length: number): Uint8Array => {
  const out = Buffer.alloc(4)
  out.writeUInt32BE(0x80000000 + length)
  return Uint8Array.from(out)
}

const heapGrowth = (work: () => void): number => {
  const before = process.memoryUsage()
  work()
  const after = process.memoryUsage()
  return after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers
}

describe("V014: limits", () => {
  test("a message one byte too long is refused unread, at the price of its check alone", () => {
    const longest = new Uint8Array(MAX_INPUT + 1)
    for (const codec of [rfc9420Wire.mlsMessage, ratchetTree, rfc9420Wire.commit, extension, credential] as ReadonlyArray<Codec<unknown>>) {
      const growth = heapGrowth(() => expect(reason(codec, longest)).toBe("LimitExceeded"))
      expect(growth).toBeLessThan(1 << 24)
    }
  })

  test("a vector has as many elements as the limit says, and not one more", () => {
    const blanks = (count: number) => joined(header(count), new Uint8Array(count))
    expect(accepted(ratchetTree, blanks(MAX_ELEMENTS))).toHaveLength(MAX_ELEMENTS)
    expect(refused(ratchetTree, blanks(MAX_ELEMENTS + 1))).toMatchObject({ reason: "LimitExceeded", offset: 4 + MAX_ELEMENTS })
  })

  test("V015: 2^26 blanks, a message of legal length, make no more elements than the limit", () => {
    const count = 1 << 26
    const input = joined(header(count), new Uint8Array(count))
    // The copy of the input, and the elements up to the limit.
    const growth = heapGrowth(() => expect(reason(ratchetTree, input)).toBe("LimitExceeded"))
    expect(growth).toBeLessThan(input.length + 32 * MAX_ELEMENTS)
  })

  test("the limit stands for every list of the schema", () => {
    const many = MAX_ELEMENTS + 1
    const lists: ReadonlyArray<readonly [Codec<unknown>, number]> = [
      [vector(certificate) as Codec<unknown>, 1],
      [vector(extension) as Codec<unknown>, 3],
      [vector(optional(opaque)) as Codec<unknown>, 1],
      [struct("S", { proposals: vector(opaque) }) as Codec<unknown>, 1]
    ]
    for (const [codec, size] of lists) expect(reason(codec, joined(header(many * size), new Uint8Array(many * size)))).toBe("LimitExceeded")
    const unmerged = joined(new Uint8Array(2), header(4 * many), new Uint8Array(4 * many))
    expect(reason(parentNode, unmerged)).toBe("LimitExceeded")
  })
})

describe("V015: what a decoded value holds is in proportion to its bytes", () => {
  const bytesPerByte = (codec: Codec<unknown>, input: Uint8Array): number => {
    let value: unknown
    const growth = heapGrowth(() => (value = Result.getOrThrow(decode(codec, input))))
    expect(value).toBeDefined()
    return growth / input.length
  }

  test("a million blank nodes, empty certificates or empty extensions", () => {
    const count = 1_000_000
    const blanks = joined(header(count), new Uint8Array(count))
    const certificates = joined(Uint8Array.of(0, 2), header(count), new Uint8Array(count))
    const extensions = joined(header(3 * count), new Uint8Array(3 * count))
    expect(bytesPerByte(ratchetTree as Codec<unknown>, blanks)).toBeLessThan(64)
    // An object and a view each: the most that a byte can buy.
    expect(bytesPerByte(credential as Codec<unknown>, certificates)).toBeLessThan(512)
    expect(bytesPerByte(vector(extension) as Codec<unknown>, extensions)).toBeLessThan(256)
  })
})

describe("V016: decoding is no deeper for longer input", () => {
  const depths: Array<number> = []
  const spy: Codec<number> = {
    name: "spy",
    write: (w, n) => w.u8(n),
    read: (r) => {
      const before = Error.stackTraceLimit
      Error.stackTraceLimit = Infinity
      depths.push((new Error().stack ?? "").split("\n").length)
      Error.stackTraceLimit = before
      return r.u8()
    }
  }

  test("every element of a list of thousands is read at the depth of the first", () => {
    const list = vector(struct("Item", { maybe: optional(struct("Inner", { spied: spy })) }))
    depths.length = 0
    accepted(
      list,
      encode(
        list,
        Array.from({ length: 5000 }, () => ({ maybe: { spied: 7 } }))
      )
    )
    expect(depths).toHaveLength(5000)
    expect(new Set(depths).size).toBe(1)
  })

  test("the deepest place of the schema is some tens of calls down, however much there is of it", () => {
    const { mlsMessage } = wireOf({
      update: vector(vector(spy)),
      welcome: pathSecret,
      body: senderDataAndCiphertext,
      formats: rfc9420WireFormats
    })
    const leafNode = leaf({ _tag: "update" })
    const commit = {
      proposals: commitSample.proposals,
      path: { leafNode, nodes: Array.from({ length: 50 }, () => Array<number>(20).fill(1)) }
    }
    const auth = { signature: new Uint8Array(64), confirmationTag: new Uint8Array(32) }
    const content = framed<ReadonlyArray<ReadonlyArray<number>>>({ _tag: "commit", commit })
    const message = { _tag: "publicMessage", publicMessage: { content, auth, membershipTag: new Uint8Array(32) } } as const
    depths.length = 0
    expect(accepted(mlsMessage, encode(mlsMessage, message))).toEqual(message)
    expect(depths).toHaveLength(1000)
    expect(new Set(depths).size).toBe(1)
    expect(depths[0]).toBeLessThan(80)
  })
})
