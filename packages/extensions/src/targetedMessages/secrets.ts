import { expandWithLabel, type Secret, type Suite } from "@copath/contracts"

/** What the exporter gives for targeted messages of one epoch (draft-ietf-mls-targeted-messages-01, 5 and 6.3); Nh bytes each. */
export interface TargetedSecrets {
  /** `targeted_message_psk`: shows that the sender is a member, and binds the message to the group's state. */
  readonly psk: Secret
  /** `sender_auth_data_secret`: hides the sender from everybody outside. */
  readonly senderAuthData: Secret
}

const utf8 = new TextEncoder()

/** The two exports, by `MLS-Exporter` with Nh as length (RFC 9420, 8.5). */
export const targetedExports = {
  label: "targeted message",
  psk: utf8.encode("psk"),
  senderAuthData: utf8.encode("sender auth data secret")
} as const

/** Key and nonce for the sender's data, from a sample of the ciphertext: its first Nh bytes, or all of a shorter one (6.3). */
export const senderAuthDataKey = (
  suite: Suite,
  secret: Secret,
  ciphertext: Uint8Array
): { readonly key: Secret; readonly nonce: Uint8Array } => {
  const sample = ciphertext.subarray(0, suite.kdf.size)
  return {
    key: expandWithLabel(suite, secret, "key", sample, suite.aead.keySize),
    nonce: expandWithLabel(suite, secret, "nonce", sample, suite.aead.nonceSize).expose()
  }
}
