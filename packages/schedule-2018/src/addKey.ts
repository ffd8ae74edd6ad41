import { CgkaRejected, type EpochSecrets, type KeyPair, noBytes, type Random, Secret, type Suite } from "@copath/contracts"
import * as Result from "effect/Result"
import { additions, type Form } from "./form.ts"

/*
 * UserAdd (draft 00, 8.3). Every member holds the private half of the epoch's add key pair, so a newcomer who knows the public half alone can share a secret
 * with all of them, and so carry the old epoch's entropy into the new one.
 *
 *   draft 00    init_secret[n-1] := zeros                       update_secret := DH(root', add key)
 *   here        init_secret[n-1] := HKDF(DH(ephemeral, add key))   update_secret := root'
 *
 * The new root's private key is the key agreement's and not at hand here; an ephemeral key takes its place, and the root secret enters as ever.
 */

/** `Derive-Key-Pair(Derive-Secret(., "add"))`, by the suite's KEM. Epoch secrets without an add secret are another schedule's: a defect. */
export const addKeyPair = (suite: Suite, epoch: Pick<EpochSecrets, "external">): KeyPair => {
  if (epoch.external === undefined) throw new TypeError("these epoch secrets hold no add secret")
  return suite.kem.derive(epoch.external)
}

/** The newcomer's side: an init secret, and the ephemeral key that tells the members. `Malformed`: the add key is no key. */
export const enter = (
  suite: Suite,
  form: Form,
  random: Random,
  publicKey: Uint8Array
): Result.Result<{ readonly init: Secret; readonly kemOutput: Uint8Array }, CgkaRejected> => {
  const seed = random(suite.kem.seedSize)
  const ephemeral = suite.kem.derive(seed)
  seed.wipe()
  const shared = suite.dh.agree(ephemeral, publicKey)
  ephemeral.secretKey.wipe()
  if (shared !== undefined) {
    const kemOutput = ephemeral.publicKey
    return Result.succeed({ init: initFrom(suite, form, shared, kemOutput, publicKey), kemOutput })
  }
  const sent = suite.hpke.sendExport(publicKey, noBytes, exporterContext, suite.kdf.size, random)
  return sent === undefined ? malformed : Result.succeed({ init: sent.secret, kemOutput: sent.kemOutput })
}

/** The members' side. `Malformed`: what the newcomer sent is no key, or no encapsulation. */
export const admit = (
  suite: Suite,
  form: Form,
  epoch: Pick<EpochSecrets, "external">,
  kemOutput: Uint8Array
): Result.Result<Secret, CgkaRejected> => {
  const me = addKeyPair(suite, epoch)
  const shared = suite.dh.agree(me, kemOutput)
  const init =
    shared === undefined
      ? suite.hpke.receiveExport(me, kemOutput, noBytes, exporterContext, suite.kdf.size)
      : initFrom(suite, form, shared, kemOutput, me.publicKey)
  me.secretKey.wipe()
  return init === undefined ? malformed : Result.succeed(init)
}

const malformed = Result.fail(new CgkaRejected({ reason: "Malformed" }))

// Of suites whose KEM stands on no group, such as ML-KEM, no two keys agree: there the KEM makes the secret.
const exporterContext = new TextEncoder().encode(`mls10 ${additions.userAdd}`)

/** Both public keys count: two encodings of one point must not give one secret. Consumes `shared`. */
const initFrom = (suite: Suite, form: Form, shared: Secret, ephemeral: Uint8Array, addKey: Uint8Array): Secret => {
  const extracted = suite.kdf.extract(new Secret(new Uint8Array(suite.kdf.size)), shared)
  const init = form.labels.outside(suite, extracted, additions.userAdd, Uint8Array.of(...ephemeral, ...addKey), suite.kdf.size)
  shared.wipe()
  extracted.wipe()
  return init
}
