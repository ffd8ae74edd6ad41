import { deriveSecret, type EpochSecrets, expandWithLabel, type Secret, type Suite } from "@copath/contracts"

/*
 *   init_secret[n-1]                        Extract(salt, ikm): the salt comes from the left,
 *        |                                  the input key material from the right.
 *     Extract <-- commit_secret
 *        |
 *     "joiner", GroupContext[n]  = joiner_secret, what a joiner is handed
 *        |
 *     Extract <-- psk_secret
 *        |------ "welcome"       = welcome_secret
 *     "epoch", GroupContext[n]   = epoch_secret
 *        |------ nine labels, of which "init" leads into the next epoch
 */

/** What a commit brings to the schedule. `groupContext`: encoded, of the new epoch. */
export interface NextInput {
  /** `init_secret` of the epoch before; on an external commit the one that ExternalInit brings (8.3). Nh bytes. */
  readonly init: Secret
  /** `commit_secret`, Nh bytes; all zero for a commit without a path. */
  readonly commit: Secret
  /** `psk_secret` (8.4), Nh bytes. */
  readonly psk: Secret
  /** Encoded `GroupContext`, 8.1. */
  readonly groupContext: Uint8Array
  /** Whether `application_export_secret` is wanted (draft-ietf-mls-extensions-09, 4.4); left out, it is not. */
  readonly applicationExport?: boolean
}

/** What a joiner brings to the schedule. `handoff`: the joiner secret. */
export interface JoinInput {
  /** `joiner_secret`, Nh bytes. */
  readonly handoff: Secret
  /** `psk_secret` (8.4), Nh bytes. */
  readonly psk: Secret
  /** Encoded `GroupContext` of the epoch that is joined, 8.1. */
  readonly groupContext: Uint8Array
  /** As in {@link NextInput}. */
  readonly applicationExport?: boolean
}

/** From one epoch to the next (section 8). The inputs are left untouched: whoever holds them deletes them. */
export const nextEpoch = (
  suite: Suite,
  { applicationExport = false, commit, groupContext, init, psk }: NextInput
): { readonly handoff: Secret; readonly epoch: EpochSecrets } => {
  const mixed = suite.kdf.extract(init, commit)
  const handoff = expandWithLabel(suite, mixed, "joiner", groupContext, suite.kdf.size)
  mixed.wipe()
  return { handoff, epoch: joinEpoch(suite, { handoff, psk, groupContext, applicationExport }) }
}

/** From the joiner secret to the same epoch (section 8). */
export const joinEpoch = (suite: Suite, { applicationExport = false, groupContext, handoff, psk }: JoinInput): EpochSecrets => {
  const member = suite.kdf.extract(handoff, psk)
  const epochSecret = expandWithLabel(suite, member, "epoch", groupContext, suite.kdf.size)
  const epoch = {
    ...derivedSecrets(suite, epochSecret),
    ...(applicationExport ? { applicationExport: deriveSecret(suite, epochSecret, "application_export") } : {})
  }
  member.wipe()
  epochSecret.wipe()
  return epoch
}

/** `welcome_secret` (section 8): known before the group context is, which lies sealed under it. */
export const welcomeSecret = (suite: Suite, handoff: Secret, psk: Secret): Secret => {
  const member = suite.kdf.extract(handoff, psk)
  const welcome = deriveSecret(suite, member, "welcome")
  member.wipe()
  return welcome
}

/** Table 4 of section 8, and `init_secret`. */
const derivedSecrets = (suite: Suite, epochSecret: Secret): EpochSecrets => ({
  init: deriveSecret(suite, epochSecret, "init"),
  senderData: deriveSecret(suite, epochSecret, "sender data"),
  encryption: deriveSecret(suite, epochSecret, "encryption"),
  exporter: deriveSecret(suite, epochSecret, "exporter"),
  external: deriveSecret(suite, epochSecret, "external"),
  confirmation: deriveSecret(suite, epochSecret, "confirm"),
  membership: deriveSecret(suite, epochSecret, "membership"),
  resumption: deriveSecret(suite, epochSecret, "resumption"),
  authenticator: deriveSecret(suite, epochSecret, "authentication")
})
