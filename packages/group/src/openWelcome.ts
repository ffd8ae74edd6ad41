import { decode } from "@copath/codec"
import type { Invalid } from "@copath/membership"
import { type CgkaWelcome, decryptWithLabel, equalBytes, noBytes, type Secret } from "@copath/contracts"
import {
  encodedPreSharedKeyId,
  groupInfo as groupInfoCodec,
  type GroupInfo,
  type GroupSecrets,
  resumptionUsages,
  type Welcome
} from "@copath/wire"
import * as Result from "effect/Result"
import { infoObjection, rejected } from "./checkInfo.ts"
import type { WelcomeRejected } from "./errors.ts"
import type { Parts } from "./parts.ts"
import type { KeyPackageSecrets } from "./state.ts"
import { welcomeKey } from "./welcome.ts"

/** This key package's entry of a Welcome, opened with its init key (RFC 9420, 12.4.3.1). */
export const openSecrets = (
  p: Parts,
  welcome: Welcome,
  mine: KeyPackageSecrets
): Result.Result<GroupSecrets<CgkaWelcome>, WelcomeRejected> => {
  if (welcome.cipherSuite !== p.suiteId) {
    return Result.fail(
      rejected("SuiteMismatch", "V243", `the Welcome is for cipher suite ${welcome.cipherSuite}, the key package for ${p.suiteId}`)
    )
  }
  const [entry, ...more] = welcome.secrets.filter((s) => equalBytes(s.newMember, mine.reference))
  if (more.length > 0) return Result.fail(rejected("Malformed", "V242", "several entries are for this key package"))
  if (entry === undefined) return Result.fail(rejected("NotForUs", "V241", "no entry is for this key package"))
  const plain = decryptWithLabel(p.suite, mine.initKey, "Welcome", welcome.encryptedGroupInfo, entry.encryptedGroupSecrets)
  if (plain === undefined)
    return Result.fail(rejected("Undecryptable", "V244", "the group secrets are not sealed to this key package's init key"))
  const secrets = Result.mapError(decode(p.wire.groupSecrets, plain), (e) => rejected("Malformed", "V244", e.message))
  return Result.flatMap(secrets, (s) => {
    const wrong = malformed(p, s)
    return wrong === undefined ? Result.succeed(s) : Result.fail(wrong)
  })
}

const malformed = (p: Parts, { joinerSecret, psks }: GroupSecrets<CgkaWelcome>): WelcomeRejected | undefined => {
  const { size } = p.suite.kdf
  if (joinerSecret.length !== size)
    return rejected("Malformed", "V245", `the joiner secret has ${joinerSecret.length} bytes; ${size} are right`)
  if (psks.some((id) => id.pskNonce.length !== size)) return rejected("Malformed", "V246", `a PSK nonce has not ${size} bytes`)
  const ids = psks.map((id) => encodedPreSharedKeyId(id).join())
  if (new Set(ids).size < ids.length) return rejected("Malformed", "V246", "a PSK stands twice in the list")
  const special = psks.filter((id) => id._tag === "resumption" && id.usage !== resumptionUsages.application)
  return special.length > 1 ? rejected("Malformed", "V247", "more than one PSK re-creates or branches off a group") : undefined
}

/** The GroupInfo, opened with the key schedule's welcome secret; its signature is not yet verified. */
export const openInfo = (p: Parts, welcome: Welcome, welcomeSecret: Secret): Result.Result<GroupInfo, WelcomeRejected | Invalid> => {
  const { key, nonce } = welcomeKey(p.suite, welcomeSecret)
  const plain = p.suite.aead.open(key, nonce, noBytes, welcome.encryptedGroupInfo)
  if (plain === undefined) return Result.fail(rejected("Undecryptable", "V248", "the group info does not open under the welcome secret"))
  const info = Result.mapError(decode(groupInfoCodec, plain, true), (e) => rejected("Malformed", "V248", e.message))
  return Result.flatMap(info, (i): Result.Result<GroupInfo, WelcomeRejected | Invalid> => {
    const objection = infoObjection(p, i)
    return objection === undefined ? Result.succeed(i) : Result.fail(objection)
  })
}
