import { aeadLaws, cipherSuiteLaws, entropyLaws, registerCryptoLaws } from "@copath/conformance"
import { aes128GcmSiv, aes256GcmSiv, nobleSuite, platformRandom, seededRandom } from "../src/index.ts"

// One verification on the large curves takes 10 to 40 ms here.
cipherSuiteLaws("noble", nobleSuite, { random: platformRandom, signatureStride: { ed448: 3, p384: 7, p521: 19 } })
registerCryptoLaws("AES-128-GCM-SIV", aeadLaws(aes128GcmSiv))
registerCryptoLaws("AES-256-GCM-SIV", aeadLaws(aes256GcmSiv))
entropyLaws("the platform's entropy", () => platformRandom)
entropyLaws("seeded entropy", () => seededRandom("laws"), { seeded: true })
