import { decode, encode, opaque, struct, uint32, uint64, vector } from "@copath/codec"
import {
  type CommitStatement,
  type HpkeCiphertext,
  type KeyPair,
  noBytes,
  type OpeningProofs,
  type ProofValidator,
  type Random,
  Secret,
  type Suite
} from "@copath/contracts"
import type { NodeIndex } from "@copath/tree-math"
import * as Result from "effect/Result"

/** The committer's private keys, by node. */
export type KeyWitness = (node: NodeIndex) => KeyPair | undefined

const encoded = struct("CommitStatement", {
  groupId: opaque,
  epoch: uint64,
  commit: opaque,
  committer: uint32,
  keys: vector(struct("PathKey", { node: uint32, publicKey: opaque }))
})

const evidences = vector(opaque)

/** Bytes that everybody can compute: what is sealed with them hides nothing, and only the key's owner can prove what it opens to. */
const openRandom = ({ kdf }: Suite, seed: Uint8Array): Random => {
  let count = 0
  return (length) => kdf.expand(kdf.extract(new Secret(noBytes), new Secret(seed.slice())), Uint8Array.of(count++), length)
}

/**
 * A toy: the committer holds the private key of each key that its path publishes. It proves that by opening, for each, a challenge that the statement
 * determines. So nobody publishes another's key, or one that nobody holds; whether the others were told its secret, it does not say.
 */
export const keyPossession = (suite: Suite, proofs: OpeningProofs["Service"], random: Random): ProofValidator<KeyWitness> => {
  const info = new TextEncoder().encode("key possession")
  const challenge = (statement: Uint8Array, publicKey: Uint8Array): HpkeCiphertext | undefined =>
    suite.hpke.seal(publicKey, info, noBytes, noBytes, openRandom(suite, Uint8Array.of(...suite.hash.digest(statement), ...publicKey)))
  return {
    id: "key-possession",
    prove: (statement, witness) => {
      const bytes = bytesOf(statement)
      const list: Array<Uint8Array> = []
      for (const { node, publicKey } of statement.keys) {
        const pair = witness(node)
        const sealed = challenge(bytes, publicKey)
        const evidence = pair === undefined || sealed === undefined ? undefined : proofs.prove(pair, sealed, bytes, random)
        if (evidence === undefined) return undefined
        list.push(evidence)
      }
      return encode(evidences, list)
    },
    verify: (statement, proof) => {
      const bytes = bytesOf(statement)
      const list = decode(evidences, proof)
      if (Result.isFailure(list) || list.success.length !== statement.keys.length) return false
      return statement.keys.every(({ publicKey }, i) => {
        const sealed = challenge(bytes, publicKey)
        const evidence = list.success[i]
        return (
          sealed !== undefined && evidence !== undefined && proofs.judge(publicKey, info, noBytes, sealed, bytes, evidence)._tag === "opens"
        )
      })
    }
  }
}

const bytesOf = (statement: CommitStatement): Uint8Array => encode(encoded, statement)
