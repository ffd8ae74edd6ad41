import { type CryptoLaw, kemLaws, mlDsaLaws, sameSuite } from "@copath/conformance"
import { noblePostQuantumSuite } from "@copath/crypto-noble"
import { expect, test } from "vitest"
import { mlDsa44Signature, nodePostQuantumSuite } from "../../src/index.ts"
import { describePostQuantum } from "./requirePostQuantum.ts"

/** Titles of the laws that are broken. */
const broken = (laws: ReadonlyArray<CryptoLaw>): ReadonlyArray<string> =>
  laws
    .filter(({ check }) => {
      try {
        check()
        return false
      } catch {
        return true
      }
    })
    .map(({ title }) => title)

describePostQuantum("the laws catch", () => {
  test("an ML-KEM that asks of a key nothing but its length", () => {
    for (const id of [0xf101, 0xf106, 0xf10b]) {
      const suite = nodePostQuantumSuite(id)
      const lax = { ...suite.kem, validPublicKey: (key: Uint8Array) => key.length === suite.kem.publicKeySize }
      expect(broken(kemLaws({ ...suite, kem: lax })).join()).toMatch(/a coefficient above the modulus/)
      expect(broken(kemLaws(suite))).toEqual([])
    }
  })

  test("an ML-DSA that puts the hints in order before it looks at them", () => {
    const { signatureSize, verify } = mlDsa44Signature
    const [omega, k] = [80, 4]
    const places = signatureSize - omega - k
    const sorted = (signature: Uint8Array): Uint8Array => {
      const result = signature.slice()
      let begin = 0
      for (const end of signature.subarray(signatureSize - k)) {
        result.subarray(places + begin, places + end).sort()
        begin = end
      }
      return result
    }
    const laws = mlDsaLaws({ ...mlDsa44Signature, verify: (key, message, signature) => verify(key, message, sorted(signature)) })
    expect(broken(laws)).toEqual(["hints in another order are rejected (V031)"])
    expect(broken(mlDsaLaws(mlDsa44Signature))).toEqual([])
  })

  test("a provider whose encapsulation draws more than the other's", () => {
    const [suite, other] = [nodePostQuantumSuite(0xf106), noblePostQuantumSuite(0xf106)]
    const greedy = {
      ...other,
      hpke: {
        ...other.hpke,
        seal: (...[to, info, aad, plain, random]: Parameters<typeof other.hpke.seal>) => (
          random(1),
          other.hpke.seal(to, info, aad, plain, random)
        )
      }
    }
    expect(broken(sameSuite(suite, greedy, { runs: 4 })).join()).toMatch(/the same bytes with the same randomness/)
  })
})
