import type { Group } from "../rule.ts"

/** Who may say what, how it travels, and how it is opened. */
export const framing: ReadonlyArray<Group> = [
  {
    number: 3,
    title: "framing and content authentication",
    rows: [
      ["V039", "6", "a message is for a group that we hold", "FrameRejected UnknownGroup"],
      ["V040", "6, 12.4.2", "a handshake message is of the current epoch", "FrameRejected StaleEpoch, FutureEpoch"],
      ["V041", "15.3", "application data is of this epoch or of one still kept", "FrameRejected StaleEpoch"],
      ["V042", "6", "messages of later epochs are held in bounded number, time and distance", "FrameRejected FutureEpoch"],
      ["V043", "6", "application data travels in private messages only", "FrameRejected PlainApplication"],
      ["V044", "6", "handshake messages travel as the group's policy says", "FrameRejected WireFormatPolicy"],
      ["V045", "6.1", "content is bound to the wire format that it was signed for", "BadSignature"],
      ["V046", "6", "a sender that is a member has a leaf in the tree", "FrameRejected UnknownSender"],
      ["V047", "6.1", "an external sender is in the group's list", "FrameRejected UnknownSender"],
      ["V048", "6.1, 12.1.8", "external senders only propose", "FrameRejected SenderContent"],
      ["V049", "12.1.8", "external senders propose only what is allowed to them", "FrameRejected SenderContent"],
      ["V050", "6.1", "a new member proposes its own Add and nothing else", "FrameRejected SenderContent"],
      ["V051", "6.1", "a new member's proposal is signed with the key of its own leaf", "BadSignature"],
      [
        "V052",
        "6.1, 12.4.3.2",
        "a new member commits, and signs with the key of its path's leaf",
        "FrameRejected SenderContent, BadSignature"
      ],
      ["V053", "12.4.3.2", "an ExternalInit and a new member's commit go together", "Invalid"],
      ["V054", "6", "private messages are members' only", "FrameRejected SenderContent"],
      ["V055", "6.2", "a member's public message has this epoch's membership tag", "BadTag"],
      ["V056", "6.2", "another's public message has no membership tag", "DecodeError Trailing"],
      ["V057", "6.1", "the signature is over wire format, content and current group context", "BadSignature"],
      ["V058", "6.1", "an outsider's proposal is signed without a group context", "BadSignature"],
      ["V059", "6.1", "the key that verifies is the leaf's of the message's epoch", "BadSignature"],
      ["V060", "6.1", "a commit has a confirmation tag and nothing else has one", "DecodeError Truncated, Trailing"],
      ["V061", "6", "authenticated data is shown once the signature has held", "property"],
      ["V062", "6, 12.1", "our own message, echoed, is a duplicate", "Duplicate"],
      ["V063", "16.9", "a replay of an accepted message is refused", "FrameRejected StaleEpoch, Unprotectable KeyConsumed, Duplicate"],
      ["V064", "6", "the sender shown is the verified one", "property"]
    ]
  },
  {
    number: 4,
    title: "private messages and the secret tree",
    rows: [
      ["V065", "6.3.2", "sender data opens with keys from the ciphertext's sample and the header", "Unprotectable BadCiphertext"],
      ["V066", "6.3.2", "a short ciphertext is sampled whole, and refused below the tag's length", "Unprotectable BadCiphertext"],
      ["V067", "6.3.2", "sender data names a member", "Unprotectable BadCiphertext"],
      ["V068", "6.3.2", "a message in our own name leaves our sending chain alone", "Duplicate, Unprotectable BadCiphertext"],
      ["V069", "6.3.1", "group, epoch, content type and authenticated data are bound to the ciphertext", "Unprotectable BadCiphertext"],
      ["V070", "6.3.1", "handshake and application keys are apart", "Unprotectable BadCiphertext"],
      ["V071", "6.3.1", "padding is zeros", "Unprotectable MalformedContent"],
      ["V072", "6.3.1", "padding costs no more than its length", "DecodeError LimitExceeded"],
      ["V073", "6.3.1", "the reuse guard is part of the nonce", "Unprotectable BadCiphertext"],
      ["V074", "9.1, 15.3", "a generation opens one message", "Unprotectable KeyConsumed"],
      ["V075", "15.3", "a chain jumps ahead no further than its limit", "Unprotectable TooFarAhead"],
      ["V076", "15.3", "keys kept for late messages are bounded", "Unprotectable OutOfOrder"],
      ["V077", "9.2", "a forgery moves no chain", "property"],
      ["V078", "9.2", "a bad signature behind a good ciphertext consumes no key", "property"],
      ["V079", "9.2", "used keys and what they came from are gone from the state", "property"],
      ["V080", "9.1", "a chain at its last generation refuses to send", "Unprotectable Exhausted"],
      ["V081", "15.2", "a message is no longer than its key may seal", "SendRejected TooLarge"],
      ["V082", "9", "the secret tree has the size of its epoch's tree", "Unprotectable BadCiphertext"],
      ["V083", "15.2", "an epoch that is over is for receiving only", "SendRejected OldEpoch"],
      ["V084", "12.4", "whoever has seen a proposal commits before sending application data", "SendRejected PendingProposals"],
      ["V085", "6.3.2", "sender data is made for members only", "types"]
    ]
  }
]
