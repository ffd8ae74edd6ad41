import { deriveSecret, type EpochSecrets, expandWithLabel, Secret, type Suite } from "@copath/contracts"

/*
 * RFC 9420's section 8 with its chain cut: where the init secret of the epoch before goes in, there are zeros.
 *
 *         0
 *         |
 *      Extract <-- commit_secret
 *         | "joiner", GroupContext[n]
 *         v
 *      Extract <-- psk_secret
 *         | "epoch", GroupContext[n]
 *         v
 *      the labels of table 4; no arrow leads into the next epoch
 */

/** What a commit brings to an epoch: all that its secrets depend on. */
export interface EpochInput {
  /** `commit_secret`, Nh bytes. Zeros, of a commit without a path, leave the epoch open to all who know its context and pre-shared keys. */
  readonly commit: Secret
  /** Combined pre-shared keys. */
  readonly psk: Secret
  /** Encoded `GroupContext` of the new epoch (RFC 9420, 8.1). */
  readonly groupContext: Uint8Array
  /** Whether the root of a forward-secure exporter is wanted; left out, it is not. */
  readonly applicationExport?: boolean
}

/** What a joiner brings. `handoff`: what the commit secret and the context make. */
export interface JoinInput extends Omit<EpochInput, "commit"> {
  /** Opens this epoch to whoever also knows its pre-shared keys, and no other epoch. */
  readonly handoff: Secret
}

const zeros = (suite: Suite): Secret => new Secret(new Uint8Array(suite.kdf.size))

/** One epoch, from its own commit. The inputs are left untouched: whoever holds them deletes them. */
export const rootEpoch = (suite: Suite, { commit, ...rest }: EpochInput): { readonly handoff: Secret; readonly epoch: EpochSecrets } => {
  const mixed = suite.kdf.extract(zeros(suite), commit)
  const handoff = expandWithLabel(suite, mixed, "joiner", rest.groupContext, suite.kdf.size)
  mixed.wipe()
  return { handoff, epoch: joinEpoch(suite, { handoff, ...rest }) }
}

/** From what was handed over to the same epoch. */
export const joinEpoch = (suite: Suite, { applicationExport = false, groupContext, handoff, psk }: JoinInput): EpochSecrets => {
  const member = suite.kdf.extract(handoff, psk)
  const epochSecret = expandWithLabel(suite, member, "epoch", groupContext, suite.kdf.size)
  member.wipe()
  const derived = (label: string): Secret => deriveSecret(suite, epochSecret, label)
  const epoch = {
    init: zeros(suite),
    senderData: derived("sender data"),
    encryption: derived("encryption"),
    exporter: derived("exporter"),
    confirmation: derived("confirm"),
    membership: derived("membership"),
    resumption: derived("resumption"),
    authenticator: derived("authentication"),
    ...(applicationExport ? { applicationExport: derived("application_export") } : {})
  }
  epochSecret.wipe()
  return epoch
}

/** What a Welcome's GroupInfo is sealed under: known before the group context is. */
export const welcomeSecret = (suite: Suite, handoff: Secret, psk: Secret): Secret => {
  const member = suite.kdf.extract(handoff, psk)
  const welcome = deriveSecret(suite, member, "welcome")
  member.wipe()
  return welcome
}
