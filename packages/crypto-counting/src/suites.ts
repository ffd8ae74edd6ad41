import {
  type Aead,
  isPostQuantumSuiteId,
  isSuiteId,
  type PostQuantumSuiteId,
  postQuantumSuiteNames,
  type SignatureAlgorithmId,
  type Suite,
  type SuiteId,
  suiteNames
} from "@copath/contracts"
import { aeads } from "./aead.ts"
import { countingHpke } from "./hpke.ts"
import { countingDh, countingKem, kemSizes } from "./kem.ts"
import { Mark } from "./mark.ts"
import { signatureAlgorithms } from "./signature.ts"

interface Parts {
  readonly kem: keyof typeof kemSizes
  /** Bytes of a digest, a KDF's key and a tag. */
  readonly hash: number
  readonly aead: Aead
  readonly signature: SignatureAlgorithmId
}

const { 16: aes128, 32: aes256 } = aeads["aes-gcm"]
const { 32: chaCha20 } = aeads["chacha20-poly1305"]

const parts: Readonly<Record<SuiteId | PostQuantumSuiteId, Parts>> = {
  1: { kem: "x25519", hash: 32, aead: aes128, signature: "ed25519" },
  2: { kem: "p256", hash: 32, aead: aes128, signature: "p256" },
  3: { kem: "x25519", hash: 32, aead: chaCha20, signature: "ed25519" },
  4: { kem: "x448", hash: 64, aead: aes256, signature: "ed448" },
  5: { kem: "p521", hash: 64, aead: aes256, signature: "p521" },
  6: { kem: "x448", hash: 64, aead: chaCha20, signature: "ed448" },
  7: { kem: "p384", hash: 48, aead: aes256, signature: "p384" },
  0xf101: { kem: "xWing", hash: 32, aead: aes128, signature: "ed25519" },
  0xf102: { kem: "xWing", hash: 48, aead: aes256, signature: "ed25519" },
  0xf106: { kem: "mlKem768", hash: 48, aead: aes256, signature: "ed25519" },
  0xf109: { kem: "xWing", hash: 48, aead: chaCha20, signature: "ml-dsa-44" },
  0xf10a: { kem: "mlKem768", hash: 48, aead: aes256, signature: "ml-dsa-65" },
  0xf10b: { kem: "mlKem1024", hash: 48, aead: aes256, signature: "ml-dsa-87" },
  0xf120: { kem: "mlKem1024", hash: 48, aead: aes256, signature: "ed25519" },
  0xf121: { kem: "xWing", hash: 48, aead: aes256, signature: "ml-dsa-65" }
}

const named = (id: number): Parts & { readonly name: string } => {
  if (isSuiteId(id)) return { ...parts[id], name: suiteNames[id] }
  if (isPostQuantumSuiteId(id)) return { ...parts[id], name: postQuantumSuiteNames[id] }
  throw new RangeError(`${id} is no registered cipher suite, nor a post-quantum one`)
}

/** The sizes of a registered or post-quantum suite, and nothing of its cryptography. An id that `isSuiteId` and `isPostQuantumSuiteId` deny is a defect. */
export const countingSuite = (id: number): Suite => {
  const { aead, hash: size, kem, name, signature } = named(id)
  const sizes = kemSizes[kem]
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
    aead,
    kem: countingKem(sizes),
    dh: countingDh(sizes),
    hpke: countingHpke(sizes),
    signature: signatureAlgorithms[signature]
  }
}
