import type { Group } from "../rule.ts"

/** Proposals one by one, and the lists that commits make of them. */
export const proposals: ReadonlyArray<Group> = [
  {
    number: 9,
    title: "proposals, one by one",
    rows: [
      ["V144", "12.1", "a proposal is verified before it is kept", "as group 3"],
      ["V145", "12.1", "proposals are kept by reference, until their epoch ends", "Invalid"],
      ["V146", "12.1", "the proposals kept are bounded", "FrameRejected LimitExceeded"],
      ["V147", "12.1.1", "an Add's key package is valid", "Invalid"],
      ["V148", "12.1.2", "an Update is a member's, of its own leaf, and valid", "Invalid"],
      ["V149", "12.1.2, 12.2", "no committer lists an Update by value", "Invalid"],
      ["V150", "12.1.3", "a Remove names a member", "Invalid"],
      ["V151", "12.1.4", "a PSK's nonce has the KDF's length", "Invalid"],
      ["V152", "12.1.4", "PSKs for re-creating and branching serve nothing else", "Invalid"],
      ["V153", "12.1.5", "a ReInit does not lower the version", "Invalid"],
      ["V154", "12.1.5", "a ReInit announces a group that can be started", "Invalid"],
      ["V155", "12.1.6", "an ExternalInit stands in an external commit only", "Invalid"],
      ["V156", "12.1.7", "new group context extensions are well formed and in their place", "Invalid"],
      ["V157", "12.1.8", "an external proposal comes in the open from somebody entitled", "FrameRejected SenderContent"],
      ["V158", "12.1.8", "a new member's own Add is subject to the application", "policy"],
      ["V159", "13.2", "a custom proposal type is supported by all who process it", "Invalid"],
      ["V160", "17.4", "what a custom type asks and allows is the profile's word, not the message's", "Invalid"]
    ]
  },
  {
    number: 10,
    title: "the list of a member's commit",
    rows: [
      ["V161", "12.2", "each proposal is valid by itself", "Invalid"],
      ["V162", "12.4", "each reference is to a proposal of this epoch that we hold", "Invalid"],
      ["V163", "12.4", "no proposal is listed twice", "Invalid"],
      ["V164", "12.2", "no Update is the committer's own", "Invalid"],
      ["V165", "12.2", "nobody removes itself by its own commit", "Invalid"],
      ["V166", "12.2", "a leaf is updated or removed once", "Invalid"],
      ["V167", "12.2", "of several changes of a leaf, we take the Remove or the newest Update", "property"],
      ["V168", "12.2", "no client is added twice", "Invalid"],
      ["V169", "12.2", "no member is added unless its old leaf goes", "Invalid"],
      ["V170", "12.2", "no PSK id stands twice", "Invalid"],
      ["V171", "12.2", "there is one list of new extensions at most", "Invalid"],
      ["V172", "12.2", "a ReInit stands alone", "Invalid"],
      ["V173", "12.2", "a member's commit holds no ExternalInit", "Invalid"],
      ["V174", "12.3", "proposals are applied in the RFC's order", "ConfirmationMismatch"],
      ["V175", "12.3", "new extensions are in force for the rest of the list", "Invalid"],
      ["V176", "12.1.1", "joiners take the leftmost blank leaves, after removals", "ConfirmationMismatch"],
      ["V177", "12.2", "the resulting tree is valid", "Invalid"],
      ["V178", "12.2", "the application judges the whole list", "policy"],
      ["V179", "12.2", "somebody stays in the group", "Invalid"],
      ["V180", "12.4", "a commit lists a bounded number of proposals", "Invalid"],
      ["V181", "12.2", "judging a list takes no quadratic time", "property"]
    ]
  },
  {
    number: 11,
    title: "the list of an external commit",
    rows: [
      ["V182", "12.2", "there is one ExternalInit", "Invalid"],
      ["V183", "12.2", "there is one Remove at most", "Invalid"],
      ["V184", "12.2", "the Remove is of the joiner's own earlier leaf", "Invalid, CredentialRefused"],
      ["V185", "12.2", "nothing stands beside ExternalInit, Remove and PSKs", "Invalid"],
      ["V186", "12.4.3.2", "nothing stands by reference", "Invalid"],
      ["V187", "12.4.3.2", "there is a path", "Invalid"],
      ["V188", "12.4.3.2", "the application may forbid joining without an invitation", "policy"],
      ["V189", "12.4.3.2", "the joiner takes the leftmost leaf that is blank after the Remove", "ConfirmationMismatch"],
      ["V190", "12.4.3.2", "the joiner's leaf obeys all leaf rules", "Invalid"],
      ["V191", "8.3", "the KEM output is for this epoch's external key", "ConfirmationMismatch, CgkaRejected Undecryptable"],
      ["V192", "12.4.3.2", "the joiner signs over the current group context, without a membership tag", "BadSignature"]
    ]
  }
]
