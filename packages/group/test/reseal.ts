import { decode, encode } from "@copath/codec"
import { type CgkaWelcome, encryptContext, noBytes, Secret } from "@copath/contracts"
import { groupInfo, type GroupInfo, type GroupSecrets, type Welcome } from "@copath/wire"
import { leafIndex } from "@copath/tree-math"
import { Effect, Result } from "effect"
import { pskSecret } from "../src/epoch.ts"
import { signGroupInfo } from "../src/groupInfo.ts"
import type { GroupState, KeyPackageSecrets } from "../src/index.ts"
import { openInfo, openSecrets } from "../src/openWelcome.ts"
import { type Parts, parts } from "../src/parts.ts"
import { pskSource } from "../src/psk.ts"
import { welcomeKey } from "../src/welcome.ts"

/** What the member who invites may lie about. */
export interface Edit {
  /** In the joiner's GroupSecrets, sealed again. */
  readonly secrets?: (s: GroupSecrets<CgkaWelcome>) => Partial<GroupSecrets<CgkaWelcome>>
  /** In the GroupInfo, signed again by `by` and encrypted again. */
  readonly info?: (i: GroupInfo) => Partial<GroupInfo>
  /** Whose key signs the edited GroupInfo. */
  readonly by?: GroupState
  /** The group whose resumption secret the Welcome mixes in, when that is not the new one. */
  readonly pskFrom?: GroupState
  /** Whose init key the GroupSecrets are sealed to; by default the joiner's. */
  readonly to?: Uint8Array
  /** In the Welcome itself. */
  readonly welcome?: (w: Welcome) => Partial<Welcome>
}

const welcomeIn = (p: Parts, message: Uint8Array): Welcome => {
  const decoded = Result.getOrThrow(decode(p.wire.mlsMessage, message))
  if (decoded._tag !== "welcome") throw new Error(decoded._tag)
  return decoded.welcome
}

/** What a Welcome tells the holder of a key package. */
export const secretsOf = Effect.fnUntraced(function* (message: Uint8Array, mine: KeyPackageSecrets) {
  const p = yield* parts
  return Result.getOrThrow(openSecrets(p, welcomeIn(p, message), mine))
})

/**
 * A Welcome as a misbehaving inviter could have made it: opened with the joiner's key, changed, and sealed again, so that no earlier check hides the one
 * under test.
 */
export const resealed = Effect.fnUntraced(function* (message: Uint8Array, mine: KeyPackageSecrets, by: GroupState, edit: Edit) {
  const p = yield* parts
  const welcome = welcomeIn(p, message)
  const secrets = Result.getOrThrow(openSecrets(p, welcome, mine))
  const psk = yield* pskSecret(p, secrets.psks, yield* pskSource(edit.pskFrom ?? by))
  const welcomeSecret = () => p.schedule.welcome(new Secret(secrets.joinerSecret.slice()), psk)
  const info = Result.getOrThrow(openInfo(p, welcome, welcomeSecret()))
  const changed = { ...info, ...edit.info?.(info) }
  const signed =
    edit.info === undefined
      ? info
      : (yield* signGroupInfo(
          p,
          { ...(edit.by ?? by), context: changed.groupContext, confirmationTag: changed.confirmationTag, me: leafIndex(changed.signer) },
          changed.extensions
        )).groupInfo
  const { key, nonce } = welcomeKey(p.suite, welcomeSecret())
  const encryptedGroupInfo =
    edit.info === undefined ? welcome.encryptedGroupInfo : p.suite.aead.seal(key, nonce, noBytes, encode(groupInfo, signed))
  const plain = encode(p.wire.groupSecrets, { ...secrets, ...edit.secrets?.(secrets) })
  const encryptedGroupSecrets = p.suite.hpke.seal(
    edit.to ?? mine.initKey.publicKey,
    encryptContext("Welcome", encryptedGroupInfo),
    noBytes,
    plain,
    p.random
  )
  if (encryptedGroupSecrets === undefined) throw new Error("an init key is a key")
  const others = welcome.secrets.map((s) => (s.newMember.join() === mine.reference.join() ? { ...s, encryptedGroupSecrets } : s))
  const whole = { ...welcome, secrets: others, encryptedGroupInfo }
  return encode(p.wire.mlsMessage, { _tag: "welcome", welcome: { ...whole, ...edit.welcome?.(whole) } })
})
