import { encode } from "@copath/codec"
import {
  type CgkaWelcome,
  type Crypt,
  encryptContext,
  expandWithLabel,
  HpkeInfo,
  noBytes,
  type Secret,
  type SignerState,
  type Suite
} from "@copath/contracts"
import type { Plan } from "@copath/membership"
import * as Effect from "effect/Effect"
import { greaseExtension, greaseValue } from "./grease.ts"
import { signedInfo, treeExtension } from "./groupInfo.ts"
import { keyPackageRef } from "./keyPackage.ts"
import type { GroupChoices } from "./options.ts"
import type { Parts } from "./parts.ts"
import type { EpochState } from "./state.ts"

/** Key and nonce that seal a Welcome's GroupInfo (RFC 9420, 12.4.3.1). */
export const welcomeKey = (suite: Suite, welcomeSecret: Secret): { readonly key: Secret; readonly nonce: Uint8Array } => ({
  key: expandWithLabel(suite, welcomeSecret, "key", noBytes, suite.aead.keySize),
  nonce: expandWithLabel(suite, welcomeSecret, "nonce", noBytes, suite.aead.nonceSize).expose()
})

/**
 * One Welcome for everybody that a commit adds (12.4.3.1): the GroupInfo once, and for each joiner the handoff and what the key agreement tells
 * it, sealed to its init key. `signer`: what signing left. `state` is the new epoch; `welcomes` stand in the order of `plan.added`; there are none without a path.
 */
export const makeWelcome: (
  p: Parts,
  options: GroupChoices,
  state: EpochState,
  plan: Plan,
  welcomes: ReadonlyArray<CgkaWelcome> | undefined,
  handoff: Secret,
  psk: Secret
) => Crypt<{ readonly welcome: Uint8Array; readonly signer: SignerState }> = Effect.fnUntraced(
  function* (p, options, state, plan, welcomes, handoff, psk) {
    const extensions = [
      ...(options.treeInWelcome ? [treeExtension(state)] : []),
      ...greaseExtension(greaseValue(options, p.random), p.random)
    ]
    const { bytes: info, signer } = yield* signedInfo(p, state, extensions)
    const { key, nonce } = welcomeKey(p.suite, p.schedule.welcome(handoff, psk))
    const encryptedGroupInfo = p.suite.aead.seal(key, nonce, noBytes, info)
    // All joiners' seals share one HPKE info.
    const hpkeInfo = new HpkeInfo(encryptContext("Welcome", encryptedGroupInfo))
    const secrets = plan.added.map(({ keyPackage }, i) => {
      const plain = encode(p.wire.groupSecrets, { joinerSecret: handoff.expose(), pathSecret: welcomes?.[i], psks: plan.psks })
      const sealed = p.suite.hpke.seal(keyPackage.initKey, hpkeInfo, noBytes, plain, p.random)
      if (sealed === undefined) throw new Error("an init key is judged before it is sealed to")
      return { newMember: keyPackageRef(p, keyPackage), encryptedGroupSecrets: sealed }
    })
    const welcome = encode(p.wire.mlsMessage, { _tag: "welcome", welcome: { cipherSuite: p.suiteId, secrets, encryptedGroupInfo } })
    return { welcome, signer }
  }
)
