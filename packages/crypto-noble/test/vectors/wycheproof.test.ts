import { wycheproofAeadLaws, wycheproofHkdfLaws, wycheproofSignatureLaws, wycheproofXdhLaws } from "@copath/conformance"
import { describeVectors } from "@copath/vectors/vitest"
import { aes128Gcm, aes128GcmSiv, aes256Gcm, aes256GcmSiv, chaCha20Poly1305, nobleSuite } from "../../src/index.ts"

describeVectors("wycheproof-aes_gcm.json", (file) => {
  wycheproofAeadLaws(aes128Gcm, file)
  wycheproofAeadLaws(aes256Gcm, file)
})
describeVectors("wycheproof-aes_gcm_siv.json", (file) => {
  wycheproofAeadLaws(aes128GcmSiv, file)
  wycheproofAeadLaws(aes256GcmSiv, file)
})
describeVectors("wycheproof-chacha20_poly1305.json", (file) => wycheproofAeadLaws(chaCha20Poly1305, file))
describeVectors("wycheproof-ed25519.json", (file) => wycheproofSignatureLaws(nobleSuite(1), file))
describeVectors("wycheproof-ed448.json", (file) => wycheproofSignatureLaws(nobleSuite(4), file))
describeVectors("wycheproof-ecdsa_secp256r1_sha256.json", (file) => wycheproofSignatureLaws(nobleSuite(2), file))
describeVectors("wycheproof-x25519.json", (file) => wycheproofXdhLaws(nobleSuite(1), file))
describeVectors("wycheproof-hkdf_sha256.json", (file) => wycheproofHkdfLaws(nobleSuite(1), file))
