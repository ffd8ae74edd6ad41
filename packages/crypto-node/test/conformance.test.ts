import { aeadLaws, cipherSuiteLaws, entropyLaws, registerCryptoLaws, signatureAlgorithmLaws } from "@copath/conformance"
import { aes128GcmSiv, aes256GcmSiv, nodeSuite, osRandom, signatureAlgorithms } from "../src/index.ts"

cipherSuiteLaws("node", nodeSuite, { random: osRandom })
registerCryptoLaws("AES-128-GCM-SIV", aeadLaws(aes128GcmSiv))
registerCryptoLaws("AES-256-GCM-SIV", aeadLaws(aes256GcmSiv))
entropyLaws("the operating system's entropy", () => osRandom)

// Ed25519, Ed448, ECDSA and ML-DSA are tried with the suites that have them. A signature of SLH-DSA has 60 to 400 thousand bits.
const strides = { "slh-dsa-sha2-128s": 401, "slh-dsa-sha2-128f": 1009, "slh-dsa-sha2-256f": 4001 } as const
for (const [id, stride] of Object.entries(strides)) {
  const signature = signatureAlgorithms[id as keyof typeof strides]
  registerCryptoLaws(id, signatureAlgorithmLaws({ ...nodeSuite(1), signature }, stride))
}
