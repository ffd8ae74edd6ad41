import { equalBytes, type EpochSecrets, noBytes, Secret, type Suite } from "@copath/contracts"
import { additions, type Form } from "./form.ts"

/*
 *   init_secret[n-1]                 Extract(salt, ikm): the salt comes from above, the input key material from the left.
 *        |
 *        v
 *     Extract <-- update_secret      our commit_secret; zeros for a commit without a path, as for an Add from draft 06 on
 *        |
 *        | = epoch_secret, what a joiner is handed
 *        |
 *        |   (Extract <-- psk_secret, if the commit has pre-shared keys: no draft had)
 *        |
 *        +--> Derive-Secret(., "msg" or "app", ...) and the other labels
 *        v
 *   Derive-Secret(., "init", ...) = init_secret[n]
 */

/** What a commit brings. `groupContext`: encoded, of the new epoch. */
export interface NextInput {
  /** `init_secret` of the epoch before, or what an external joiner brings. */
  readonly init: Secret
  /** The drafts' `update_secret`. */
  readonly commit: Secret
  /** Combined pre-shared keys; the constant of none leaves the draft's derivation as it is. */
  readonly psk: Secret
  /** Encoded `GroupContext` (RFC 9420, 8.1). */
  readonly groupContext: Uint8Array
  /** Whether the root of a forward-secure exporter is wanted; left out, it is not. */
  readonly applicationExport?: boolean
}

/** What a joiner brings. */
export interface JoinInput extends Omit<NextInput, "init" | "commit"> {
  /** `epoch_secret`, before any pre-shared key. */
  readonly handoff: Secret
}

/** From one epoch to the next. The inputs are left untouched: whoever holds them deletes them. */
export const nextEpoch = (
  suite: Suite,
  form: Form,
  { commit, init, ...rest }: NextInput
): { readonly handoff: Secret; readonly epoch: EpochSecrets } => {
  const handoff = suite.kdf.extract(init, commit)
  return { handoff, epoch: joinEpoch(suite, form, { handoff, ...rest }) }
}

/** From what was handed over to the same epoch. */
export const joinEpoch = (suite: Suite, form: Form, { applicationExport = false, groupContext, handoff, psk }: JoinInput): EpochSecrets => {
  const epochSecret = withPsk(suite, handoff, psk)
  const deriveSecret = form.labels.inEpoch(suite, groupContext)
  const derived = (label: string): Secret => deriveSecret(epochSecret, label)
  const { own } = form
  const epoch = {
    init: derived(own.init),
    encryption: derived(own.encryption),
    senderData: derived(own.senderData ?? additions.senderData),
    confirmation: derived(own.confirmation ?? additions.confirmation),
    membership: derived(additions.membership),
    exporter: derived(additions.exporter),
    authenticator: derived(additions.authenticator),
    resumption: derived(additions.resumption),
    ...(own.external === undefined ? {} : { external: derived(own.external) }),
    ...(applicationExport ? { applicationExport: derived(additions.applicationExport) } : {})
  }
  epochSecret.wipe()
  return epoch
}

/** What a Welcome's GroupInfo is sealed under: no draft sealed one apart from what it hands over. */
export const welcomeSecret = (suite: Suite, form: Form, handoff: Secret, psk: Secret): Secret => {
  const epochSecret = withPsk(suite, handoff, psk)
  const welcome = form.labels.outside(suite, epochSecret, additions.welcome, noBytes, suite.kdf.size)
  epochSecret.wipe()
  return welcome
}

/** A secret of its own in either case: the caller wipes it. What a peer hands over may have any length, and only Nh bytes are a key for HKDF-Expand. */
const withPsk = (suite: Suite, handoff: Secret, psk: Secret): Secret =>
  isNone(psk) && handoff.length === suite.kdf.size ? new Secret(handoff.expose().slice()) : suite.kdf.extract(handoff, psk)

/** Whether these are no pre-shared keys: the chain then gives zeros. */
const isNone = (psk: Secret): boolean => equalBytes(psk.expose(), new Uint8Array(psk.length))
