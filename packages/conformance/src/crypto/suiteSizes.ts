import { aeadFacts, isPostQuantumSuiteId, isSuiteId, kemSizes, noDh, Secret, signatureSizes, type Suite, suiteRow } from "@copath/contracts"
import { expect } from "vitest"

/** Demands the sizes of a suite that is in the table of suites, and that a suite over a group has its Diffie-Hellman. */
export const sizeLaw = (suite: Suite): void => {
  if (!isSuiteId(suite.id) && !isPostQuantumSuiteId(suite.id)) return
  const { aead, aeadKey, hash, kem, name, signature } = suiteRow(suite.id)
  const [kemSize, signatureSize] = [kemSizes[kem], signatureSizes[signature]]
  const seed = new Secret(new Uint8Array(signatureSize.seed).fill(1))
  expect({
    name: suite.name,
    hash: [suite.hash.size, suite.kdf.size, suite.mac.size],
    aead: [suite.aead.id, suite.aead.keySize, suite.aead.nonceSize, suite.aead.tagSize],
    kem: [suite.kem.publicKeySize, suite.kem.secretKeySize, suite.kem.kemOutputSize],
    signature: [suite.signature.id, suite.signature.publicKeySize, suite.signature.seedSize, suite.signature.signatureSize],
    secretKey: suite.signature.derive(seed).secretKey.length
  }).toEqual({
    name,
    hash: [hash, hash, hash],
    aead: [aead, aeadKey, aeadFacts[aead].nonceSize, aeadFacts[aead].tagSize],
    kem: [kemSize.publicKey, kemSize.secretKey, kemSize.kemOutput],
    signature: [signature, signatureSize.publicKey, signatureSize.seed, signatureSize.signature],
    secretKey: signatureSize.secretKey
  })
  expect(suite.dh === noDh).toBe(kemSize.group === undefined)
}
