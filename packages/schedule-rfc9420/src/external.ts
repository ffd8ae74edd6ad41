import { CgkaRejected, type EpochSecrets, type KeyPair, noBytes, type Random, type Secret, type Suite } from "@copath/contracts"
import * as Result from "effect/Result"

/*
 * External initialisation (8.3): every member holds the private half of one HPKE key per epoch, so somebody who knows only the GroupInfo can
 * bring a fresh init secret into the group.
 */

const exporterContext = new TextEncoder().encode("MLS 1.0 external init secret")

/** `external_priv`, `external_pub` (section 8). An epoch without an external secret is a foreign schedule's: a defect. */
export const externalKeyPair = (suite: Suite, epoch: Pick<EpochSecrets, "external">): KeyPair => {
  if (epoch.external === undefined) throw new TypeError("these epoch secrets hold no external secret")
  return suite.kem.derive(epoch.external)
}

/** The joiner's side: an init secret, and what an ExternalInit proposal carries. `Malformed`: the group's key is no key. */
export const enter = (
  suite: Suite,
  random: Random,
  publicKey: Uint8Array
): Result.Result<{ readonly init: Secret; readonly kemOutput: Uint8Array }, CgkaRejected> => {
  const sent = suite.hpke.sendExport(publicKey, noBytes, exporterContext, suite.kdf.size, random)
  return sent === undefined
    ? Result.fail(new CgkaRejected({ reason: "Malformed" }))
    : Result.succeed({ init: sent.secret, kemOutput: sent.kemOutput })
}

/** The members' side. `Malformed`: an ExternalInit whose `kem_output` is no encapsulation. */
export const admit = (suite: Suite, epoch: Pick<EpochSecrets, "external">, kemOutput: Uint8Array): Result.Result<Secret, CgkaRejected> => {
  const me = externalKeyPair(suite, epoch)
  const init = suite.hpke.receiveExport(me, kemOutput, noBytes, exporterContext, suite.kdf.size)
  me.secretKey.wipe()
  return init === undefined ? Result.fail(new CgkaRejected({ reason: "Malformed" })) : Result.succeed(init)
}
