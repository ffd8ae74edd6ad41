import { encode } from "@copath/codec"
import { Secret } from "@copath/contracts"
import { nobleSuite } from "@copath/crypto-noble"
import { hex, toHex } from "@copath/vectors"
import { describeVectors } from "@copath/vectors/vitest"
import { preSharedKeyId } from "@copath/wire"
import { expect, it } from "vitest"
import { pskSecret } from "../../src/index.ts"

describeVectors("psk_secret.json", (cases) => {
  for (const [index, { cipher_suite, psk_secret, psks }] of cases.entries()) {
    it(`V279: case ${index}, suite ${cipher_suite}: ${psks.length} external keys`, () => {
      const list = psks.map(({ psk, psk_id, psk_nonce }) => ({
        id: encode(preSharedKeyId, { _tag: "external", pskId: hex(psk_id), pskNonce: hex(psk_nonce) }),
        secret: new Secret(hex(psk))
      }))
      expect(toHex(pskSecret(nobleSuite(cipher_suite), list).expose())).toBe(psk_secret)
    })
  }
})
