import { type Codec, decode, encode, opaque, struct } from "@copath/codec"
import { type LengthModeId, lengthModes, limited, noBytes, Secret, signatureOverhead, SignatureTooLong } from "@copath/contracts"
import { authenticatedContent, type FramedContent, framedContent, framedContentBytes, framedContentTbs } from "@copath/wire"
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { insecureDummySignature } from "../../src/index.ts"

const content: FramedContent<Uint8Array> = {
  groupId: new Uint8Array(16),
  epoch: 7n,
  sender: { _tag: "member", leafIndex: 3 },
  authenticatedData: noBytes,
  content: { _tag: "application", applicationData: new Uint8Array(100).fill(0x61) }
}
const framing = authenticatedContent(opaque)
const framed = framedContent(opaque)

/** A message whose signature stands in a length field of the mode. */
const messageIn = (mode: LengthModeId): Codec<{ readonly content: FramedContent<Uint8Array>; readonly signature: Uint8Array }> =>
  struct("Message", { content: framed, signature: lengthModes[mode].field })

const tbs = framedContentTbs(2, framedContentBytes(framed, content), "member", noBytes)
const signedBy = (length: number) => {
  const algorithm = insecureDummySignature(length)
  const pair = algorithm.derive(new Secret(new Uint8Array(32).fill(5)))
  return { algorithm, pair, signature: algorithm.sign(pair, tbs) }
}
const modes = ["16-bit", "32-bit", "variable"] as const

describe("the framing of RFC 9420", () => {
  it("carries a signature of 100 kB there and back, and it verifies (R038)", () => {
    const { algorithm, pair, signature } = signedBy(100_000)
    const encoded = encode(framing, { wireFormat: 2, content, auth: { signature, confirmationTag: undefined } })
    const decoded = Result.getOrThrow(decode(framing, encoded))
    expect(decoded.auth.signature).toHaveLength(100_000)
    expect(algorithm.verify(pair.publicKey, tbs, decoded.auth.signature)).toBe(true)
    expect(decoded.content.epoch).toBe(7n)
  })
})

describe("length fields", () => {
  it("of 32 bits carry a signature of 100 kB there and back, and it verifies (R038)", () => {
    const { algorithm, pair, signature } = signedBy(100_000)
    const wide = Result.getOrThrow(limited(algorithm, lengthModes["32-bit"]))
    const decoded = Result.getOrThrow(decode(messageIn("32-bit"), encode(messageIn("32-bit"), { content, signature })))
    expect(wide.verify(pair.publicKey, tbs, decoded.signature)).toBe(true)
  })

  it("of 16 bits carry 65,535 bytes, and refuse an algorithm whose signatures have 65,536, before anything is signed (R038)", () => {
    const { algorithm, pair, signature } = signedBy(65_535)
    const fits = Result.getOrThrow(limited(algorithm, lengthModes["16-bit"]))
    const decoded = Result.getOrThrow(decode(messageIn("16-bit"), encode(messageIn("16-bit"), { content, signature })))
    expect(fits.verify(pair.publicKey, tbs, decoded.signature)).toBe(true)

    const refused = limited(insecureDummySignature(65_536), lengthModes["16-bit"])
    const error = Result.isFailure(refused) ? refused.failure : undefined
    expect(error).toBeInstanceOf(SignatureTooLong)
    expect(error).toMatchObject({
      _tag: "SignatureTooLong",
      algorithm: "insecure-dummy-65536",
      length: 65_536,
      mode: "16-bit",
      limit: 65_535
    })
    expect(error?.message).toMatch(/signature of 65536 bytes exceeds the 65535 bytes of 16-bit length fields/)
    for (const mode of ["32-bit", "variable"] as const) {
      expect(Result.isSuccess(limited(insecureDummySignature(65_536), lengthModes[mode]))).toBe(true)
    }
  })

  it("of 16 bits do not write what they cannot hold, and never cut it short", () => {
    expect(() => encode(messageIn("16-bit"), { content, signature: new Uint8Array(65_536) })).toThrow(/65536 bytes where 65535 fit/)
  })

  it("refuse a length beyond the bytes that are there (V004)", () => {
    for (const [mode, bytes] of [
      ["16-bit", [0, 3, 1, 2]],
      ["32-bit", [0, 0, 0, 3, 1, 2]],
      ["32-bit", [0xff, 0xff, 0xff, 0xff]]
    ] as const) {
      const refused = decode(lengthModes[mode].field, Uint8Array.from(bytes))
      expect(Result.isFailure(refused) ? refused.failure.reason : undefined).toBe("LengthOverrun")
    }
  })
})

describe("the overhead of a signature", () => {
  const lengths = [64, 4627, 49_856, 100_000]

  it("on each message is as computed, in every mode (R040)", () => {
    const encodedContent = encode(framed, content).length
    const rows = lengths.flatMap((length) => {
      const { algorithm, signature } = signedBy(length)
      return modes.map((mode) => {
        const computed = signatureOverhead(algorithm, lengthModes[mode], encodedContent)
        const accepted = limited(algorithm, lengthModes[mode])
        const measured = Result.isSuccess(accepted) ? encode(messageIn(mode), { content, signature }).length - encodedContent : "refused"
        expect(measured, `${length} B, ${mode}`).toBe(length > lengthModes[mode].limit ? "refused" : computed.total)
        expect(computed.share).toBeCloseTo(computed.total / (computed.total + encodedContent), 10)
        const share = `${(100 * computed.share).toFixed(1)} %`
        return {
          signature: length,
          mode,
          overhead: computed.total,
          share,
          note: computed.oversize ? "oversize: sign per epoch or batch" : ""
        }
      })
    })
    // 100 bytes of text in each message.
    console.table(rows)
    const framedWith = (signature: Uint8Array): number =>
      encode(framing, { wireFormat: 2, content, auth: { signature, confirmationTag: undefined } }).length
    for (const length of lengths) {
      const { algorithm, signature } = signedBy(length)
      expect(framedWith(signature) - encodedContent - 2).toBe(signatureOverhead(algorithm, lengthModes.variable).total)
    }
  })

  it("is marked where no 16-bit field holds it, so that whoever composes can warn (R040)", () => {
    const marked = [...lengths, 65_535, 65_536].filter(
      (signatureSize) => signatureOverhead({ signatureSize }, lengthModes.variable).oversize
    )
    expect(marked).toEqual([100_000, 65_536])
  })

  it("grows by two bytes a message where length fields are of 32 bits and not of 16", () => {
    const [narrow, wide] = [lengthModes["16-bit"], lengthModes["32-bit"]].map(
      (mode) => signatureOverhead({ signatureSize: 64 }, mode).total
    )
    expect([narrow, wide]).toEqual([66, 68])
  })
})
