import { noBytes, Secret } from "@copath/contracts"
import * as Data from "effect/Data"
import { osRandom } from "../entropy.ts"
import { mlDsa44Signature } from "./mlDsa.ts"
import { mlKem768 } from "./mlKem.ts"

/** This Node, whose version is `node`, has no ML-KEM or no ML-DSA. From 24.7 on it has both, unless it was built with another OpenSSL than its own. */
export class PostQuantumUnavailable extends Data.TaggedError("PostQuantumUnavailable")<{ readonly node: string }> {
  /** Which Node this is, and what to use in its place. */
  override get message(): string {
    return `Node ${this.node} lacks ML-KEM or ML-DSA: use Node 24.7 or later, or @copath/crypto-noble`
  }
}

const works = (): boolean => {
  try {
    const { decapsulate, encapsulate, kem } = mlKem768
    const pair = kem.derive(new Secret(noBytes))
    const sent = encapsulate(pair.publicKey, osRandom)
    const received = sent === undefined ? undefined : decapsulate(pair, sent.enc)
    if (sent === undefined || received === undefined || Buffer.compare(sent.sharedSecret, received) !== 0) return false
    const signer = mlDsa44Signature.derive(new Secret(new Uint8Array(mlDsa44Signature.seedSize)))
    return mlDsa44Signature.verify(signer.publicKey, noBytes, mlDsa44Signature.sign(signer, noBytes))
  } catch {
    return false
  }
}

let known: boolean | undefined

/** Whether this Node can compute the post-quantum suites: tried once, at the first question. */
export const hasPostQuantum = (): boolean => (known ??= works())
