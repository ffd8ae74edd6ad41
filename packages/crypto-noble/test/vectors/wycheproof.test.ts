import {
  wycheproofAeadLaws,
  wycheproofHkdfLaws,
  wycheproofMlDsaSignLaws,
  wycheproofMlDsaVerifyLaws,
  wycheproofSignatureLaws,
  wycheproofXdhLaws
} from "@copath/conformance"
import { describeVectors } from "@copath/vectors/vitest"
import { expect, test } from "vitest"
import {
  aes128Gcm,
  aes128GcmSiv,
  aes256Gcm,
  aes256GcmSiv,
  chaCha20Poly1305,
  mlDsa44Signature,
  mlDsa65Signature,
  mlDsa87Signature,
  nobleSuite
} from "../../src/index.ts"

describeVectors("wycheproof-aes_gcm.json", (file) => {
  wycheproofAeadLaws(aes128Gcm, file)
  wycheproofAeadLaws(aes256Gcm, file)
})
describeVectors("wycheproof-aes_gcm_siv.json", (file) => {
  wycheproofAeadLaws(aes128GcmSiv, file)
  wycheproofAeadLaws(aes256GcmSiv, file)
  test("the vectors of RFC 8452, appendix C, are among them (R042)", () => {
    const comments = file.testGroups.flatMap(({ tests }) => tests.map(({ comment }) => comment))
    expect(comments.filter((comment) => /RFC 8452/.test(comment))).toHaveLength(50)
  })
})
describeVectors("wycheproof-chacha20_poly1305.json", (file) => wycheproofAeadLaws(chaCha20Poly1305, file))
describeVectors("wycheproof-ed25519.json", (file) => wycheproofSignatureLaws(nobleSuite(1), file))
describeVectors("wycheproof-ed448.json", (file) => wycheproofSignatureLaws(nobleSuite(4), file))
describeVectors("wycheproof-ecdsa_secp256r1_sha256.json", (file) => wycheproofSignatureLaws(nobleSuite(2), file))
describeVectors("wycheproof-ecdsa_secp384r1_sha384.json", (file) => wycheproofSignatureLaws(nobleSuite(7), file))
describeVectors("wycheproof-ecdsa_secp521r1_sha512.json", (file) => wycheproofSignatureLaws(nobleSuite(5), file))
describeVectors("wycheproof-x25519.json", (file) => wycheproofXdhLaws(nobleSuite(1), file))
describeVectors("wycheproof-hkdf_sha256.json", (file) => wycheproofHkdfLaws(nobleSuite(1), file))
describeVectors("wycheproof-mldsa_44_verify.json", (file) => wycheproofMlDsaVerifyLaws(mlDsa44Signature, file))
describeVectors("wycheproof-mldsa_44_sign_seed.json", (file) => wycheproofMlDsaSignLaws(mlDsa44Signature, file, { deterministic: true }))
describeVectors("wycheproof-mldsa_65_verify.json", (file) => wycheproofMlDsaVerifyLaws(mlDsa65Signature, file))
describeVectors("wycheproof-mldsa_65_sign_seed.json", (file) => wycheproofMlDsaSignLaws(mlDsa65Signature, file, { deterministic: true }))
describeVectors("wycheproof-mldsa_87_verify.json", (file) => wycheproofMlDsaVerifyLaws(mlDsa87Signature, file))
describeVectors("wycheproof-mldsa_87_sign_seed.json", (file) => wycheproofMlDsaSignLaws(mlDsa87Signature, file, { deterministic: true }))
