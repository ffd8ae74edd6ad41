import { isPostQuantumSuiteId, type PostQuantumSuiteId, postQuantumSuiteNames, type Suite } from "@copath/contracts"
import { ed25519Signature } from "../eddsa.ts"
import { sha256, sha384 } from "../hashFunction.ts"
import { hpkeAeads } from "../hpke.ts"
import { type SuiteParts, suiteOf } from "../suiteOf.ts"
import { hasPostQuantum, PostQuantumUnavailable } from "./available.ts"
import { mlDsa44Signature, mlDsa65Signature, mlDsa87Signature } from "./mlDsa.ts"
import { mlKem1024, mlKem768 } from "./mlKem.ts"
import { xWing } from "./xWing.ts"

const { aes128, aes256, chaCha20 } = hpkeAeads

const parts: Readonly<Record<PostQuantumSuiteId, Omit<SuiteParts, "id" | "name">>> = {
  0xf101: { kem: xWing, hash: sha256, ...aes128, signature: ed25519Signature },
  0xf102: { kem: xWing, hash: sha384, ...aes256, signature: ed25519Signature },
  0xf106: { kem: mlKem768, hash: sha384, ...aes256, signature: ed25519Signature },
  0xf109: { kem: xWing, hash: sha384, ...chaCha20, signature: mlDsa44Signature },
  0xf10a: { kem: mlKem768, hash: sha384, ...aes256, signature: mlDsa65Signature },
  0xf10b: { kem: mlKem1024, hash: sha384, ...aes256, signature: mlDsa87Signature },
  0xf120: { kem: mlKem1024, hash: sha384, ...aes256, signature: ed25519Signature },
  0xf121: { kem: xWing, hash: sha384, ...aes256, signature: mlDsa65Signature }
}

const built = new Map<PostQuantumSuiteId, Suite>()

/**
 * A post-quantum suite computed by `node:crypto`. An id that {@link isPostQuantumSuiteId} denies is a defect. Throws
 * {@link PostQuantumUnavailable} where {@link hasPostQuantum} denies.
 */
export const nodePostQuantumSuite = (id: number): Suite => {
  if (!isPostQuantumSuiteId(id)) throw new RangeError(`${id} is no post-quantum cipher suite`)
  if (!hasPostQuantum()) throw new PostQuantumUnavailable({ node: process.version })
  const suite = built.get(id) ?? suiteOf({ id, name: postQuantumSuiteNames[id], ...parts[id] })
  built.set(id, suite)
  return suite
}
