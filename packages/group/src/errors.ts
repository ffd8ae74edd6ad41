import * as Data from "effect/Data"

/**
 * A message whose outside is wrong: which group, which epoch, who may send what (RFC 9420, section 6).
 * `FutureEpoch` may come right once the missing commits have been taken in; every other reason is final.
 */
export class FrameRejected extends Data.TaggedError("FrameRejected")<{
  readonly reason:
    | "UnknownGroup"
    | "StaleEpoch"
    | "FutureEpoch"
    | "PlainApplication"
    | "WireFormatPolicy"
    | "UnknownSender"
    | "SenderContent"
    | "OwnCommitMismatch"
    | "LimitExceeded"
    | "UnexpectedMessage"
  /** The validation rule, such as `V040`. */
  readonly rule: string
  readonly detail: string
}> {
  /** Reason, rule and detail in one line; no bytes of the message. */
  override get message(): string {
    return `${this.reason} (${this.rule}): ${this.detail}`
  }
}

/** A public message's membership tag does not verify under this epoch's key (6.2). */
export class BadTag extends Data.TaggedError("BadTag")<{ readonly tag: "membership" }> {}

/** The new epoch's confirmation tag is not the one we compute: our view of the group differs from the committer's (6.1). */
export class ConfirmationMismatch extends Data.TaggedError("ConfirmationMismatch")<{ readonly epoch: bigint }> {}

/** The application's own rules refuse a proposal, a commit or an external join (V158, V178, V188); nothing was changed. */
export class PolicyRefused extends Data.TaggedError("PolicyRefused")<{
  /** The validation rule: of a proposal (V158), a commit's list (V178), an external commit (V188). */
  readonly rule: "V158" | "V178" | "V188"
  /** As the policy gave it. */
  readonly detail: string
}> {
  /** Rule and detail in one line. */
  override get message(): string {
    return `${this.rule}: ${this.detail}`
  }
}

/** The group takes no more messages of ours: a ReInit was committed (11.2), or the last epoch number is used up (8.1). */
export class Closed extends Data.TaggedError("Closed")<{
  /** Why. After `ReInit` go on in the new group. */
  readonly reason: "ReInit" | "EpochExhausted"
  /** The validation rule. */
  readonly rule: "V214" | "V216"
}> {}

/** A pre-shared key that the commit or Welcome needs is not at hand; store it, then try again (8.4). */
export class PskUnavailable extends Data.TaggedError("PskUnavailable")<{ readonly pskId: string }> {}

/**
 * Something to be derived from the group's secret, where the key agreement has none: its epochs are known to whoever was ever a member, those who were
 * removed included, so an exported secret would keep nobody out and an authenticator would prove nothing (8.5, 8.7).
 */
export class NoGroupSecret extends Data.TaggedError("NoGroupSecret")<{
  /** What was asked for. */
  readonly what: "exporter" | "authenticator"
  /** The key agreement's option id. */
  readonly cgka: string
}> {
  /** What is refused, and on whose account. */
  override get message(): string {
    return `${this.cgka} has no group secret: there is no ${this.what} that only members could know`
  }
}

/** A Welcome that does not lead into its group (12.4.3.1). */
export class WelcomeRejected extends Data.TaggedError("WelcomeRejected")<{
  readonly reason:
    | "NotForUs"
    | "SuiteMismatch"
    | "Undecryptable"
    | "Malformed"
    | "NoTree"
    | "NotInTree"
    | "GroupExists"
    | "UnsupportedExtension"
  /** The validation rule, such as `V241`. */
  readonly rule: string
  readonly detail: string
}> {
  /** Reason, rule and detail in one line; no bytes of the Welcome. */
  override get message(): string {
    return `${this.reason} (${this.rule}): ${this.detail}`
  }
}

/** A GroupInfo by which nobody can join from outside (12.4.3.2). `Rollback`: it is older than one that was seen; fetch a fresh one. */
export class ExternalJoinRejected extends Data.TaggedError("ExternalJoinRejected")<{
  readonly reason: "NoExternalPub" | "Rollback"
  /** The validation rule: V269, V272. */
  readonly rule: string
  readonly detail: string
}> {
  /** Reason, rule and detail in one line. */
  override get message(): string {
    return `${this.reason} (${this.rule}): ${this.detail}`
  }
}

/** A Welcome into a group that claims to succeed or branch off one of ours, and does not fit it (11.2, 11.3). */
export class ResumptionRejected extends Data.TaggedError("ResumptionRejected")<{
  readonly reason: "Mismatch" | "NoReInit" | "Members"
  /** The validation rule: V281 to V287. */
  readonly rule: string
  readonly detail: string
}> {
  /** Reason, rule and detail in one line. */
  override get message(): string {
    return `${this.reason} (${this.rule}): ${this.detail}`
  }
}

/** An operation of our own that would make an invalid or unsafe message; nothing was changed. */
export class SendRejected extends Data.TaggedError("SendRejected")<{
  readonly reason:
    | "PendingProposals"
    | "PendingCommit"
    | "NoPendingCommit"
    | "NoSlot"
    | "NeedsUpdate"
    | "TooLarge"
    | "Expired"
    | "Downgrade"
    | "Incompatible"
    | "Invalid"
  /** The validation rule, such as `V084`. */
  readonly rule: string
  readonly detail: string
}> {
  /** Reason, rule and detail in one line. */
  override get message(): string {
    return `${this.reason} (${this.rule}): ${this.detail}`
  }
}
