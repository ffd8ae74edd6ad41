import { aeadOfSize, kemSizes, type Suite, suiteRow } from "@copath/contracts"
import { aeads } from "./aead.ts"
import { countingHpke } from "./hpke.ts"
import { countingDh, countingKem } from "./kem.ts"
import { Mark } from "./mark.ts"
import { signatureAlgorithms } from "./signature.ts"

/** The sizes of a registered or post-quantum suite, and nothing of its cryptography. An id that `isSuiteId` and `isPostQuantumSuiteId` deny is a defect. */
export const countingSuite = (id: number): Suite => {
  const row = suiteRow(id)
  const { hash: size, name } = row
  const sizes = kemSizes[row.kem]
  return {
    id,
    name,
    provider: "counting",
    hash: { size, digest: (data) => new Mark(0x68617368).take(data).bytes(size) },
    kdf: {
      size,
      extract: (salt, ikm) => new Mark(0x65787472).take(salt.expose()).take(ikm.expose()).secret(size),
      expand: (prk, info, length) => new Mark(0x65787061).take(prk.expose()).take(info).secret(length)
    },
    mac: { size, tag: (key, data) => new Mark(0x6d6163).take(key.expose()).take(data).bytes(size) },
    aead: aeadOfSize(aeads[row.aead], row.aeadKey),
    kem: countingKem(sizes),
    dh: countingDh(sizes),
    hpke: countingHpke(sizes),
    signature: signatureAlgorithms[row.signature]
  }
}
