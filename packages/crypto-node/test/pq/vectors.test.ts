import { hpkeKemCase, hpkeVectorCase, xWingVectorLaws } from "@copath/conformance"
import type { HpkeKem } from "@copath/contracts"
import { describeVectors } from "@copath/vectors/vitest"
import { expect, test } from "vitest"
import {
  ed25519Signature,
  type HashFunction,
  hpkeAeads,
  mlKem1024,
  mlKem768,
  sha256Function,
  sha384Function,
  suiteOf,
  xWing
} from "../../src/index.ts"
import { describePostQuantum } from "./requirePostQuantum.ts"

const kems = new Map<number, HpkeKem>([mlKem768, mlKem1024, xWing].map((kem) => [kem.id, kem]))
const hashes = new Map<number, HashFunction>([sha256Function, sha384Function].map((hash) => [hash.kdfId, hash]))
const aeads = new Map(Object.values(hpkeAeads).map((aead) => [aead.aeadId as number, aead]))

describePostQuantum("known answers", () => {
  describeVectors("hpke-pq.json", (cases) => {
    let [whole, kemOnly] = [0, 0]
    for (const vector of cases) {
      const [kem, hash, aead] = [kems.get(vector.kem_id), hashes.get(vector.kdf_id), aeads.get(vector.aead_id)]
      // The rest have KEMs that no suite here has: ML-KEM-512, hybrids with NIST's curves, and older curves under a single-stage KDF.
      if (kem === undefined) continue
      const name = `KEM ${vector.kem_id}, KDF ${vector.kdf_id}, AEAD ${vector.aead_id}`
      hpkeKemCase(name, kem, vector)
      kemOnly++
      // Nor does MLS use single-stage KDFs.
      if (hash === undefined || aead === undefined) continue
      hpkeVectorCase(name, suiteOf({ id: 0xf1ff, name, kem, hash, ...aead, signature: ed25519Signature }), vector)
      whole++
    }
    test("five cases have a KEM of ours, and three of them a KDF too", () => {
      expect([kemOnly, whole]).toEqual([5, 3])
    })
  })

  describeVectors("x-wing.json", (cases) => xWingVectorLaws(xWing, cases))
})
