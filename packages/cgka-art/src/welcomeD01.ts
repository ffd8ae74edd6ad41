import { noBytes } from "@copath/contracts"
import type { AddForm } from "./addForm.ts"

/**
 * `Add` and `Welcome` of draft-ietf-mls-protocol-01: the leaf comes from a random `leaf_secret`, which the Welcome carries. The adder knows it,
 * and the newcomer's own key has no part in it.
 */
export const welcomeD01: AddForm = {
  id: "d01",
  knownBy: "adder",
  sends: "never",
  tells: true,
  arrange: (_book, { committer }) => ({ filler: committer, ephemeral: noBytes }),
  begin: ({ deriveKeyPair, random, suite }) => ({
    key: noBytes,
    fill: () => {
      const leafSecret = random(suite.kem.seedSize)
      return { pair: deriveKeyPair(leafSecret), ephemeral: noBytes, leafSecret }
    },
    end: () => undefined
  }),
  find: ({ deriveKeyPair, leafSecret }) => (leafSecret === undefined ? undefined : deriveKeyPair(leafSecret))
}
