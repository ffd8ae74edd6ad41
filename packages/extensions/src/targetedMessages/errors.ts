import * as Data from "effect/Data"

/**
 * A targeted message that is not taken (draft-ietf-mls-targeted-messages-01, 7). `UnknownGroup`, `StaleEpoch`, `NotForUs`: by its outside, public to
 * everybody. `FutureEpoch`: it may come right once the missing commits are in. `Undecryptable`: made by nobody in the group, or changed on its way.
 * `UnknownSender`, `BadSignature`: made by a member, in the name of another. `Malformed`: sealed by its sender with padding that is not zero.
 */
export class TargetedRejected extends Data.TaggedError("TargetedRejected")<{
  readonly reason:
    | "UnknownGroup"
    | "StaleEpoch"
    | "FutureEpoch"
    | "NotForUs"
    | "Undecryptable"
    | "UnknownSender"
    | "BadSignature"
    | "Malformed"
}> {}

/**
 * No targeted message can be made or read. `NoMember`: nobody stands at the recipient's leaf; `NotSupported`: its leaf does not list the wire format;
 * `Incompatible`: the cipher suite has no PSK mode, or the key agreement does not give its leaf's key, or has no group secret.
 */
export class TargetedUnavailable extends Data.TaggedError("TargetedUnavailable")<{
  readonly reason: "NoMember" | "NotSupported" | "Incompatible"
}> {}
