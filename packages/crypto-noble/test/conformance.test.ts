import { aeadLaws, cipherSuiteLaws, entropyLaws, registerCryptoLaws, signatureAlgorithmLaws } from "@copath/conformance"
import { aes128GcmSiv, aes256GcmSiv, nobleSuite, platformRandom, seededRandom, signatureAlgorithms } from "../src/index.ts"

// One verification on the large curves takes 10 to 40 ms here.
cipherSuiteLaws("noble", nobleSuite, { random: platformRandom, signatureStride: { ed448: 3, p384: 7, p521: 19 } })
registerCryptoLaws("AES-128-GCM-SIV", aeadLaws(aes128GcmSiv))
registerCryptoLaws("AES-256-GCM-SIV", aeadLaws(aes256GcmSiv))
entropyLaws("the platform's entropy", () => platformRandom)
entropyLaws("seeded entropy", () => seededRandom("laws"), { seeded: true })

// Ed25519, Ed448, ECDSA and ML-DSA are tried with the suites that have them. A signature of SLH-DSA has 60 to 400 thousand bits.
const strides = { "slh-dsa-sha2-128s": 4001, "slh-dsa-sha2-128f": 8009, "slh-dsa-sha2-256f": 20_011 } as const
for (const [id, stride] of Object.entries(strides)) {
  const signature = signatureAlgorithms[id as keyof typeof strides]
  // One of the small signatures takes two to four seconds.
  const lengths = id.endsWith("s") ? [64] : [0, 64, 5000]
  registerCryptoLaws(id, signatureAlgorithmLaws({ ...nobleSuite(1), signature }, stride, lengths))
}
