import { noBytes } from "@copath/contracts"
import type { AddForm } from "./addForm.ts"
import { combinedAgreement } from "./combinedAgreement.ts"
import { freshPair } from "./keyPair.ts"

/**
 * The paper's set-up as one commit: one setup key for all whom it adds, and the leaf H(DH(leaf_0, IK) || DH(suk, IK)) for the newcomer's leaf
 * key IK and the adder's fresh leaf key. Credentials hold no identity key that could take part in a DH, so of the paper's four agreements
 * the two remain that need none: signed leaf keys stand for identity key and prekey (see `setUp` for all four).
 */
export const setupKeyForm: AddForm = {
  id: "setup",
  knownBy: "adder",
  sends: "with adds",
  tells: false,
  arrange: (_book, { committer }, key) => ({ filler: committer, ephemeral: key }),
  begin: ({ deriveKeyPair, leaf, random, suite }) => {
    const setupPair = freshPair(suite, random, deriveKeyPair)
    return {
      key: setupPair.publicKey,
      fill: (leafKey) => {
        const secret = combinedAgreement(suite, [
          [leaf, leafKey],
          [setupPair, leafKey]
        ])
        if (secret === undefined) return undefined
        const pair = deriveKeyPair(secret)
        secret.wipe()
        return { pair, ephemeral: noBytes, leafSecret: undefined }
      },
      end: () => setupPair.secretKey.wipe()
    }
  },
  find: ({ adderKey, deriveKeyPair, leaf, slot, suite }) => {
    if (adderKey === undefined) return undefined
    const secret = combinedAgreement(suite, [
      [leaf, adderKey],
      [leaf, slot.ephemeral]
    ])
    if (secret === undefined) return undefined
    const pair = deriveKeyPair(secret)
    secret.wipe()
    return pair
  }
}
