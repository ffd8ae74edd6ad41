import { aeadOfSize, kemSizes, type Suite, suiteRow } from "@copath/contracts"
import { aeads } from "./aead.ts"
import { symbolicHpke } from "./hpke.ts"
import { hashOf, kdfOf, macOf } from "./hashFunction.ts"
import { symbolicKem } from "./kem.ts"
import { signatureAlgorithms } from "./signature.ts"

/** The stand-in for a registered or post-quantum suite. An id that `isSuiteId` and `isPostQuantumSuiteId` deny is a defect. */
export const symbolicSuite = (id: number): Suite => {
  const row = suiteRow(id)
  const { hash, name } = row
  const sizes = kemSizes[row.kem]
  const kem = symbolicKem(sizes)
  return {
    id,
    name,
    provider: "symbolic",
    hash: hashOf(hash),
    kdf: kdfOf(hash),
    mac: macOf(hash),
    aead: aeadOfSize(aeads[row.aead], row.aeadKey),
    kem: kem.kem,
    dh: kem.dh,
    hpke: symbolicHpke(id, kem, sizes.group !== undefined),
    signature: signatureAlgorithms[row.signature]
  }
}
