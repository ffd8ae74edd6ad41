import { encode } from "@copath/codec"
import { CipherSuite, expandWithLabel, type Header, Secret, SenderDataProtection } from "@copath/contracts"
import { nobleSuite } from "@copath/crypto-noble"
import { senderData, senderDataAad } from "@copath/wire"
import { Effect, Layer } from "effect"
import { describe, expect, test } from "vitest"
import { hidden } from "../src/index.ts"

const bytes = (length: number, first = 1): Uint8Array => Uint8Array.from({ length }, (_, i) => first + i)

describe.each([1, 4])("sender data in suite %i", (id) => {
  const suite = nobleSuite(id)
  const secret = new Secret(bytes(suite.kdf.size))
  const header: Header = { groupId: bytes(5), epoch: 9n, contentType: 1, authenticatedData: bytes(3) }
  const data = encode(senderData, { leafIndex: 3, generation: 7, reuseGuard: bytes(4) })
  const service = Effect.runSync(Effect.provide(SenderDataProtection, Layer.provide(hidden, Layer.succeed(CipherSuite, suite))))
  const whole = bytes(suite.kdf.size + 40)

  /** Sealed as RFC 9420, 6.3.2 says, without our code for it. */
  const sealedFor = (sample: Uint8Array): Uint8Array => {
    const key = expandWithLabel(suite, secret, "key", sample, suite.aead.keySize)
    const nonce = expandWithLabel(suite, secret, "nonce", sample, suite.aead.nonceSize)
    return suite.aead.seal(key, nonce.expose(), encode(senderDataAad, header), data)
  }

  test("V065: opens under the key that the ciphertext's first Nh bytes select, and under no other", () => {
    const sealed = sealedFor(whole.subarray(0, suite.kdf.size))
    expect(service.seal(secret, header, whole, data)).toEqual(sealed)
    expect(service.open(secret, header, whole, sealed)).toEqual(data)
    for (let at = 0; at < suite.kdf.size; at++) {
      const other = whole.slice()
      other[at] = (other[at] as number) ^ 1
      expect(service.open(secret, header, other, sealed)).toBeUndefined()
    }
    // What comes after the sample is the content's concern.
    const longer = whole.slice()
    longer[suite.kdf.size] = 0xff
    expect(service.open(secret, header, longer, sealed)).toEqual(data)
  })

  test("V065: is bound to group, epoch and content type", () => {
    const sealed = sealedFor(whole.subarray(0, suite.kdf.size))
    const others: ReadonlyArray<Partial<Header>> = [{ groupId: bytes(5, 2) }, { groupId: bytes(6) }, { epoch: 8n }, { contentType: 2 }]
    for (const other of others) expect(service.open(secret, { ...header, ...other }, whole, sealed)).toBeUndefined()
    for (let at = 0; at < sealed.length; at++) {
      const damaged = sealed.slice()
      damaged[at] = (damaged[at] as number) ^ 0x80
      expect(service.open(secret, header, whole, damaged)).toBeUndefined()
    }
  })

  test.each([0, 1, 15, 16])("V066: a ciphertext of %i bytes is its own sample, whole and not filled up", (length) => {
    const short = whole.subarray(0, length)
    expect(service.open(secret, header, short, sealedFor(short))).toEqual(data)
    const filled = new Uint8Array(suite.kdf.size)
    filled.set(short)
    expect(service.open(secret, header, short, sealedFor(filled))).toBeUndefined()
  })

  test("costs a tag, and binds the content to nothing of it", () => {
    expect(service.conceals).toBe(true)
    expect(service.seal(secret, header, whole, data).length).toBe(data.length + service.overhead)
    const aad = bytes(7)
    expect(service.contentAad(aad, data)).toBe(aad)
  })
})
