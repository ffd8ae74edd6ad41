import { encode } from "@copath/codec"
import { expandWithLabel, type Header, Secret } from "@copath/contracts"
import { nobleSuite } from "@copath/crypto-noble"
import { senderData, senderDataAad } from "@copath/wire"
import { describe, expect, test } from "vitest"
import { openSenderData, sealSenderData } from "../../src/senderData.ts"

const bytes = (length: number, first = 1): Uint8Array => Uint8Array.from({ length }, (_, i) => first + i)

describe.each([1, 4])("sender data in suite %i", (id) => {
  const suite = nobleSuite(id)
  const secret = new Secret(bytes(suite.kdf.size))
  const header: Header = { groupId: bytes(5), epoch: 9n, contentType: 1, authenticatedData: bytes(3) }
  const data = { leafIndex: 3, generation: 7, reuseGuard: bytes(4) }
  const whole = bytes(suite.kdf.size + 40)

  /** Sealed as RFC 9420, 6.3.2 says, without our code for it. */
  const sealedFor = (sample: Uint8Array): Uint8Array => {
    const key = expandWithLabel(suite, secret, "key", sample, suite.aead.keySize)
    const nonce = expandWithLabel(suite, secret, "nonce", sample, suite.aead.nonceSize)
    return suite.aead.seal(key, nonce.expose(), encode(senderDataAad, header), encode(senderData, data))
  }

  test("V065: opens under the key that the ciphertext's first Nh bytes select, and under no other", () => {
    const sealed = sealedFor(whole.subarray(0, suite.kdf.size))
    expect(sealSenderData(suite, secret, header, whole, data)).toEqual(sealed)
    expect(openSenderData(suite, secret, header, whole, sealed)).toEqual(data)
    for (let at = 0; at < suite.kdf.size; at++) {
      const other = whole.slice()
      other[at] = (other[at] as number) ^ 1
      expect(openSenderData(suite, secret, header, other, sealed)).toBeUndefined()
    }
    // What comes after the sample is the content's concern.
    const longer = whole.slice()
    longer[suite.kdf.size] = 0xff
    expect(openSenderData(suite, secret, header, longer, sealed)).toEqual(data)
  })

  test("V065: is bound to group, epoch and content type", () => {
    const sealed = sealedFor(whole.subarray(0, suite.kdf.size))
    const others: ReadonlyArray<Partial<Header>> = [{ groupId: bytes(5, 2) }, { groupId: bytes(6) }, { epoch: 8n }, { contentType: 2 }]
    for (const other of others) expect(openSenderData(suite, secret, { ...header, ...other }, whole, sealed)).toBeUndefined()
    for (let at = 0; at < sealed.length; at++) {
      const damaged = sealed.slice()
      damaged[at] = (damaged[at] as number) ^ 0x80
      expect(openSenderData(suite, secret, header, whole, damaged)).toBeUndefined()
    }
  })

  test.each([0, 1, 15, 16])("V066: a ciphertext of %i bytes is its own sample, whole and not filled up", (length) => {
    const short = whole.subarray(0, length)
    expect(openSenderData(suite, secret, header, short, sealedFor(short))).toEqual(data)
    const filled = new Uint8Array(suite.kdf.size)
    filled.set(short)
    expect(openSenderData(suite, secret, header, short, sealedFor(filled))).toBeUndefined()
  })

  test.each([11, 13])("V024: %i bytes are no sender data, though they open", (length) => {
    const sample = whole.subarray(0, suite.kdf.size)
    const key = expandWithLabel(suite, secret, "key", sample, suite.aead.keySize)
    const nonce = expandWithLabel(suite, secret, "nonce", sample, suite.aead.nonceSize)
    const sealed = suite.aead.seal(key, nonce.expose(), encode(senderDataAad, header), bytes(length))
    expect(openSenderData(suite, secret, header, whole, sealed)).toBeUndefined()
  })
})
