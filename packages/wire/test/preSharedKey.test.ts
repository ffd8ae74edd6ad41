import { decode, encode, struct, text, uint16 } from "@copath/codec"
import { encodedPreSharedKeyId, groupSecrets, pathSecret, preSharedKeyId, preSharedKeyIdOf, proposalOf } from "@copath/wire"
import { Result } from "effect"
import { describe, expect, it } from "vitest"

const body = struct("Name", { number: uint16, name: text })
const kind = { type: 7, name: "named", body }
const open = preSharedKeyIdOf([kind])
const id = { _tag: "custom", pskType: 7, body: encode(body, { number: 258, name: "x" }), pskNonce: Uint8Array.of(9) } as const

describe("pre-shared keys of registered types (8.4)", () => {
  it("are type, body and nonce, and come back as they were", () => {
    const bytes = encode(open, id)
    expect(bytes).toEqual(Uint8Array.of(7, 1, 2, 1, 0x78, 1, 9))
    expect(encodedPreSharedKeyId(id)).toEqual(bytes)
    expect(Result.getOrThrow(decode(open, bytes))).toEqual(id)
  })

  it("stand beside RFC 9420's own, in proposals and in Welcomes", () => {
    const external = { _tag: "external", pskId: Uint8Array.of(1), pskNonce: Uint8Array.of(2) } as const
    const proposals = proposalOf([], [kind])
    const secrets = groupSecrets(pathSecret, open)
    for (const psk of [id, external]) {
      const proposal = { _tag: "psk", psk } as const
      expect(Result.getOrThrow(decode(proposals, encode(proposals, proposal)))).toEqual(proposal)
    }
    const told = { joinerSecret: Uint8Array.of(3), pathSecret: undefined, psks: [id, external] }
    expect(Result.getOrThrow(decode(secrets, encode(secrets, told)))).toEqual(told)
  })

  it("V010: are refused where nobody registered them, and writing one is a defect", () => {
    const bytes = encode(open, id)
    const strict = decode(preSharedKeyId, bytes)
    expect(Result.isFailure(strict) && strict.failure.reason).toBe("UnknownEnum")
    expect(() => encode(preSharedKeyId, id)).toThrow(RangeError)
    const cut = decode(open, bytes.subarray(0, 4))
    expect(Result.isFailure(cut) && cut.failure.reason).toBe("LengthOverrun")
  })
})
