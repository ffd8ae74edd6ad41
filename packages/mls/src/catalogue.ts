import type { DecodeError } from "@copath/codec"
import type {
  BadSignature,
  CgkaRejected,
  CredentialRefused,
  CryptoFailure,
  DeliveryRefused,
  NoKeyPackage,
  StoreFailure,
  Unprotectable
} from "@copath/contracts"
import type {
  BadTag,
  Closed,
  ConfirmationMismatch,
  ExternalJoinRejected,
  FrameRejected,
  NoGroupSecret,
  PolicyRefused,
  PskUnavailable,
  ResumptionRejected,
  SendRejected,
  WelcomeRejected
} from "@copath/group"
import type { Invalid } from "@copath/membership"

/** What the packages below may fail with; each is told to the application as an `MlsError` of the same tag. */
export type EngineError =
  | DecodeError
  | FrameRejected
  | BadTag
  | BadSignature
  | Unprotectable
  | Invalid
  | CredentialRefused
  | PolicyRefused
  | CgkaRejected
  | ConfirmationMismatch
  | PskUnavailable
  | NoGroupSecret
  | WelcomeRejected
  | ExternalJoinRejected
  | ResumptionRejected
  | Closed
  | SendRejected
  | StoreFailure
  | DeliveryRefused
  | NoKeyPackage
  | CryptoFailure

/** What to make of one kind of failure. */
export interface Advice {
  /** Where RFC 9420 (or, as `RFC 9750`, the architecture) speaks of it. */
  readonly section: string
  /** What to do next. */
  readonly advice: string
  /** Whether the same call, or the same input, may succeed later. */
  readonly again: boolean
}

type ByReason<Reason extends string> = Readonly<Record<Reason, Advice>>
const never = (section: string, advice: string): Advice => ({ section, advice, again: false })
const later = (section: string, advice: string): Advice => ({ section, advice, again: true })

const ask = "Nothing was changed. If it happens again with the same peer, tell its makers: the rule names what their client got wrong."
const bytes = never("2", "The bytes are no MLS message; drop them. A peer that keeps sending such bytes is broken or not a peer.")
const decode: ByReason<DecodeError["reason"]> = {
  Truncated: bytes,
  Trailing: bytes,
  VarintPrefix: bytes,
  VarintNotMinimal: bytes,
  LengthOverrun: bytes,
  BadPresence: bytes,
  UnknownEnum: bytes,
  BadVersion: never("6", "The message is of another protocol version; update the client that is behind."),
  LimitExceeded: never("2", "The message is larger than any that this client reads; drop it.")
}

const frame: ByReason<FrameRejected["reason"]> = {
  UnknownGroup: never("6", "The message is for another group; the delivery service mixed up its labels. Drop it."),
  StaleEpoch: never("6", "The message is of an epoch that is over here. Nothing to do; its sender will send anew in the present one."),
  FutureEpoch: later(
    "6",
    "Commits are missing here. They are usually on their way; if they stay away, join again with `joinExternally` and `resync`."
  ),
  PlainApplication: never("6", ask),
  WireFormatPolicy: never(
    "6",
    "Members must agree whether handshakes are public or private: give all clients the same `handshake` option."
  ),
  UnknownSender: never("6.1", ask),
  SenderContent: never("12.1.8", ask),
  OwnCommitMismatch: never(
    "12.4",
    "Somebody signs in this member's name: treat the signature key as stolen, leave, and join with a new identity key."
  ),
  LimitExceeded: never("15.1", "More waits here than is kept. Commit what waits, or drop it."),
  UnexpectedMessage: never("6", "This kind of message belongs elsewhere: Welcomes to `join`, GroupInfo to `joinExternally`.")
}

const sealed: ByReason<Unprotectable["reason"]> = {
  KeyConsumed: never("9.2", "The message was opened before: a replay or an echo. Nothing to do."),
  TooFarAhead: never(
    "15.3",
    "The sender's chain is further on than this client follows; messages were lost. Ask for them again after the next commit."
  ),
  OutOfOrder: never("15.3", "The message comes so late that its key is gone. Ask its sender to send it again."),
  BadCiphertext: never("6.3", "The message does not open: forged, damaged, or of a forked group. Drop it."),
  MalformedContent: never("6.3.1", ask),
  NoKeyYet: later("6.3", "The sender's key has not arrived; it opens when it has."),
  Exhausted: later("9.1", "This epoch's chain has no key left: call `update`, then send again.")
}

const credential: ByReason<CredentialRefused["reason"]> = {
  Unknown: never("5.3.1", "Nobody vouches for this identity with this key. Do not talk to it; ask for proof by other means."),
  NotSuccessor: never("5.3.1", "The new credential names somebody else than the old one; a member cannot turn into another. Refuse it."),
  Expired: never("5.3.1", "The credential is outside its dates; its owner must get a new one."),
  Unavailable: later("5.3.1", "The authentication service does not answer; try again when it does.")
}

const policy: ByReason<PolicyRefused["rule"]> = {
  V158: never("12.1.8", "The group's roles do not let this sender propose that. Ask somebody whose role does."),
  V178: never("12.2", "The group's roles do not let this member change that. Ask somebody whose role does."),
  V188: never("12.4.3.2", "The group's roles do not let outsiders join by themselves. Ask a member for a Welcome.")
}

const cgka: ByReason<CgkaRejected["reason"]> = {
  PathLength: never("12.4.2", ask),
  KeyMismatch: never(
    "12.4.2",
    "The committer sent a path that does not fit its keys; members may now disagree. Remove it, and report the commit."
  ),
  NotForUs: never("12.4.2", ask),
  Undecryptable: never(
    "12.4.2",
    "The committer sent this member a secret that does not open. If others go on, join again with `resync`; report the commit."
  ),
  Malformed: never("7.6", ask),
  OutsideSubtree: never("12.4.1", "This key agreement lets only members next to the removed one commit its removal. Ask one of them.")
}

const welcome: ByReason<WelcomeRejected["reason"]> = {
  NotForUs: never("12.4.3.1", "The Welcome is for another key package, or for one that was used. Ask to be invited again."),
  SuiteMismatch: never("12.4.3.1", "The group has another cipher suite; open a client with that suite."),
  Undecryptable: never("12.4.3.1", "The Welcome does not open with this key package. Ask to be invited again."),
  Malformed: never("12.4.3.1", ask),
  NoTree: never("12.4.3.3", "The Welcome carries no tree; the inviter's client must send it along (`treeInWelcome`)."),
  NotInTree: never("12.4.3.1", ask),
  GroupExists: never(
    "12.4.3.1",
    "This client is or was in a group of this id. To enter again after leaving, call `join({ again: true })`."
  ),
  UnsupportedExtension: never("13.4", "The group demands what this client does not support; update it, or give it the group's registry.")
}

const external: ByReason<ExternalJoinRejected["reason"]> = {
  NoExternalPub: never("12.4.3.2", "This GroupInfo lets nobody in; ask a member for one from `group.groupInfo()`, or for an invitation."),
  Rollback: later(
    "12.4.3.2",
    "The GroupInfo is older than what this client has seen: fetch a fresh one, from another source if this one repeats it."
  )
}

const resumption: ByReason<ResumptionRejected["reason"]> = {
  Mismatch: never("11.2", "The new group is not what the ReInit announced; do not enter it. Make the successor yourself with `succeed`."),
  NoReInit: never("11.2", "The old group was not ended by a ReInit; the Welcome is not its successor's."),
  Members: never(
    "11.2",
    "Members of the old group are missing from the new one (or strangers are in it). Make the successor yourself with `succeed`."
  )
}

const closed: ByReason<Closed["reason"] | "Removed" | "Left" | "Leaving"> = {
  ReInit: never("11.2", "The group ended with a ReInit: go on in its successor (`succeed`, or wait for the others' invitation)."),
  EpochExhausted: never("8.1", "The last epoch number is used up: create a new group."),
  Removed: never("12.4.2", "This member was removed. Ask to be invited again, then call `join({ again: true })`."),
  Left: never("12.1.3", "This member left. To come back, be invited again and call `join({ again: true })`."),
  Leaving: never("12.1.3", "This member has asked to leave and says nothing more; it is out with the next commit of another member.")
}

const sending: ByReason<SendRejected["reason"]> = {
  PendingProposals: later("12.4", "Proposals wait for a commit: call `commit({})` first."),
  PendingCommit: later("14", "A commit of this member is undecided; wait for its `confirmed`."),
  NoPendingCommit: never("14", "There is no commit to adopt. Nothing to do."),
  NoSlot: never("9", "This message protection needs a position reserved at the delivery service; use one that gives slots."),
  NeedsUpdate: later("9.1", "This state was restored and may be older than what was sent from it: call `update` first."),
  TooLarge: never("6.3.1", "The message is longer than `maxMessage`; cut it up, or send a reference to it."),
  Expired: never("10", "The lifetime does not hold the present: look at the clock."),
  Downgrade: never("11", "All who are invited support a better cipher suite: create the group with that one."),
  Incompatible: never("12.4.3.2", "This client lacks what the group or the composition demands; the detail names it."),
  Invalid: never("12.2", "The operation would make a message that no member takes; the detail says why. Change the call.")
}

const store: ByReason<StoreFailure["reason"]> = {
  Fenced: later(
    "6.3.1",
    "Another process or tab wrote this group since it was loaded. It has been let go of: try again, and keep to one writer."
  ),
  Corrupt: never(
    "13",
    "What is stored is damaged, of another version, or of another client. Restore a backup (`restore`), or join again with `resync`."
  ),
  Unavailable: later("9.1", "The store did not answer; nothing was changed and nothing left. Try again.")
}

const delivery: ByReason<DeliveryRefused["reason"]> = {
  StaleEpoch: later("14", "Another commit won. It is taken in first, and what is left to do is tried again by itself."),
  TooLarge: never("RFC 9750", "The delivery service takes no message of this size; send less at once."),
  WireFormat: never("RFC 9750", "The delivery service carries no messages of this kind: its composition is not ours."),
  Invalid: never("RFC 9750", "The delivery service saw that no member would take the message; the detail says why."),
  Proof: never("RFC 9750", "The delivery service asks for a proof with each commit, and this one has none that holds."),
  Cookie: never("RFC 9750", "The group does not admit us to the delivery service: we are no member of this epoch."),
  Unauthenticated: never("RFC 9750", "The delivery service does not know this client: sign in to it, then open the client again."),
  RateLimited: later("RFC 9750", "Too much at once; it stays in the outbox and is tried again by itself."),
  Unavailable: later(
    "RFC 9750",
    "The delivery service does not answer; what was to be sent stays in the outbox and is tried again by itself."
  )
}

/**
 * Every failure that the API gives: its tag, its reasons (`*` where the tag says it all), where the RFC speaks of it and what to do next. Tags are those of the
 * engine's errors, and three of the facade's own: `CommitLost`, `NotFound`, `Misuse`.
 */
export const catalogue = {
  DecodeError: decode,
  FrameRejected: frame,
  BadTag: { membership: never("6.2", "The message was not made by a member of this epoch. Drop it.") },
  BadSignature: { "*": never("5.1.2", "The signature does not hold: forged or damaged. Drop what it came with.") },
  Unprotectable: sealed,
  Invalid: {
    "*": never("12.2", ask),
    V162: later("12.4", "The commit names a proposal that has not arrived; it is taken in when that has.")
  },
  CredentialRefused: credential,
  PolicyRefused: policy,
  CgkaRejected: cgka,
  ConfirmationMismatch: {
    "*": never("6.1", "The committer's view of the group differs from ours. If others go on, join again with `resync`; report the commit.")
  },
  PskUnavailable: { "*": later("8.4", "A pre-shared key is missing: put it into the `PskStore`, then try again.") },
  NoGroupSecret: {
    "*": never(
      "8.5",
      "This group's key agreement has no secret that former members do not know. Choose one that has, or agree on a secret in messages."
    )
  },
  WelcomeRejected: welcome,
  ExternalJoinRejected: external,
  ResumptionRejected: resumption,
  Closed: closed,
  SendRejected: sending,
  StoreFailure: store,
  DeliveryRefused: delivery,
  NoKeyPackage: { "*": later("10", "No key package of that client is left: it must come online and publish some. Try again then.") },
  CryptoFailure: {
    "*": never("5.1", "The crypto provider failed: the platform lacks an algorithm or its randomness. Choose another provider.")
  },
  CommitLost: { GaveUp: later("14", "Other members' commits won every time. Wait a moment and call again.") },
  NotFound: {
    Group: never("6", "This client knows no such group: look at `groups()`."),
    Member: never("7.2", "Nobody of that name is in the group: look at `members`.")
  },
  Misuse: {
    OtherIdentity: never("5.3", "The store belongs to a client of another name or cipher suite: give each client a store of its own."),
    Ordering: never(
      "14",
      "The delivery service puts commits in no order, so members would part ways: use one with `ordering` of `epoch` or `total`."
    )
  }
} as const satisfies Readonly<Record<EngineError["_tag"] | "CommitLost" | "NotFound" | "Misuse", Readonly<Record<string, Advice>>>>

/** The tags of all failures. */
export type ErrorTag = keyof typeof catalogue
