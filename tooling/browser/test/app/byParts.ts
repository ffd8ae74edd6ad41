import { CipherSuite } from "@copath/contracts"
import { dhKem, ed25519Signature, hpkeAeads, sha256Function, suiteNames, suiteOf, x25519Group } from "@copath/crypto-noble"
import * as Layer from "effect/Layer"
import { type Conversation, converseIn } from "./conversation.ts"

const suite = Layer.sync(CipherSuite, () =>
  suiteOf({
    id: 1,
    name: suiteNames[1],
    kem: dhKem(x25519Group),
    hash: sha256Function,
    ...hpkeAeads.aes128,
    signature: ed25519Signature
  })
)

/** Suite 1 put together from its parts: no other need be in the bundle. */
export const converse = (): Promise<Conversation> => converseIn(suite)
