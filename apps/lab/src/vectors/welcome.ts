import { encode } from "@copath/codec"
import { decryptWithLabel, equalBytes, expandWithLabel, noBytes, refHash, Secret, verifyWithLabel } from "@copath/contracts"
import { joinEpoch, pskSecret, welcomeSecret } from "@copath/schedule-rfc9420"
import { hex, toHex, type WelcomeCase } from "@copath/vectors"
import { groupContext, groupInfo, groupInfoTbs, keyPackage, rfc9420Wire } from "@copath/wire"
import { type Comparison, decoded, secretOf, type Tools } from "./check.ts"

/** `welcome.json`: what a joiner does with a Welcome, up to the confirmation tag (RFC 9420, 12.4.3). */
export function* welcomes(one: WelcomeCase, { suite }: Tools): Iterable<Comparison> {
  const mine = decoded(rfc9420Wire.mlsMessage, one.key_package)
  const message = decoded(rfc9420Wire.mlsMessage, one.welcome)
  yield ["kinds", [mine._tag, message._tag], ["keyPackage", "welcome"]]
  if (mine._tag !== "keyPackage" || message._tag !== "welcome") return
  const { encryptedGroupInfo, secrets } = message.welcome

  const reference = refHash(suite, "MLS 1.0 KeyPackage Reference", encode(keyPackage, mine.keyPackage))
  const entry = secrets.find((s) => equalBytes(s.newMember, reference))
  yield ["KeyPackageRef is among the secrets", entry !== undefined, true]
  if (entry === undefined) return
  const initKey = suite.kem.keyPair(secretOf(one.init_priv))
  yield ["init_priv, public key", toHex(initKey.publicKey), toHex(mine.keyPackage.initKey)]
  const opened = decryptWithLabel(suite, initKey, "Welcome", encryptedGroupInfo, entry.encryptedGroupSecrets)
  yield ["group secrets open", opened !== undefined, true]
  const { joinerSecret, psks } = decoded(rfc9420Wire.groupSecrets, toHex(opened ?? noBytes))
  yield ["psks", psks.length, 0]

  const handoff = new Secret(joinerSecret)
  const psk = pskSecret(suite, [])
  const secret = welcomeSecret(suite, handoff, psk)
  const key = expandWithLabel(suite, secret, "key", noBytes, suite.aead.keySize)
  const nonce = expandWithLabel(suite, secret, "nonce", noBytes, suite.aead.nonceSize)
  const plain = suite.aead.open(key, nonce.expose(), noBytes, encryptedGroupInfo)
  yield ["group info opens", plain !== undefined, true]
  const info = decoded(groupInfo, toHex(plain ?? noBytes))
  const signed = verifyWithLabel(suite, hex(one.signer_pub), "GroupInfoTBS", groupInfoTbs(info), info.signature)
  yield ["group info's signature holds", signed, true]

  const { confirmation } = joinEpoch(suite, { handoff, psk, groupContext: encode(groupContext, info.groupContext) })
  const tag = suite.mac.tag(confirmation, info.groupContext.confirmedTranscriptHash)
  yield ["confirmation_tag", toHex(tag), toHex(info.confirmationTag)]
}
