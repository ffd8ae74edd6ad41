import type { Group } from "../rule.ts"

/** What any byte string must satisfy to be read, and what any key, tag and signature must. */
export const bytes: ReadonlyArray<Group> = [
  {
    number: 1,
    title: "from bytes to structs",
    rows: [
      ["V001", "2.1.1", "an optional value's presence octet is 0 or 1", "DecodeError BadPresence"],
      ["V002", "2.1.2", "a length header is the shortest for its value", "DecodeError VarintNotMinimal"],
      ["V003", "2.1.2", "no length header begins with the bits 11", "DecodeError VarintPrefix"],
      [
        "V004",
        "2.1.2",
        "lengths are unsigned and of 30 bits; a huge one is refused where it stands, without allocating",
        "DecodeError LengthOverrun"
      ],
      ["V005", "2.1.2", "announced bytes are there", "DecodeError Truncated"],
      ["V006", "2.1.2", "a vector ends between two elements", "DecodeError LengthOverrun"],
      ["V007", "2.1", "nothing follows a whole value", "DecodeError Trailing"],
      ["V008", "13.4", "nothing follows the value inside a known extension", "DecodeError Trailing"],
      ["V009", "2.1", "a list of fixed-size items has a length that is a multiple of their size", "DecodeError LengthOverrun"],
      ["V010", "2.1", "a tag of a closed set is a listed one, and 0 never is", "DecodeError UnknownEnum"],
      ["V011", "6", "a message speaks version mls10", "DecodeError BadVersion"],
      ["V012", "6, 17.2", "a wire format is the RFC's, or one that the profile has registered", "DecodeError UnknownEnum"],
      ["V013", "2.1", "unknown extensions, capabilities and credentials are carried; unknown proposals are not", "DecodeError UnknownEnum"],
      ["V014", "2.1.2", "size limits are applied before anything is allocated", "DecodeError LimitExceeded"],
      ["V015", "2.1.2", "empty elements do not multiply memory", "DecodeError LimitExceeded"],
      ["V016", "2.1", "decoding does not recurse as deep as a sender likes", "property"],
      ["V017", "2.1", "any bytes give a value or a DecodeError, in bounded time", "property"],
      ["V018", "2.1", "what is accepted encodes to the same bytes again", "property"],
      ["V019", "2.1", "a uint64 keeps its 64 bits", "property"],
      ["V020", "2.1", "a uint32 is unsigned", "property"],
      ["V021", "2.1", "a decoded field does not change with the caller's buffer", "property"],
      ["V022", "2.1", "errors are short and hold nothing of the contents", "property"],
      ["V023", "6.3.1", "private content is read as the type told outside, and padding is what is left", "Unprotectable MalformedContent"],
      ["V024", "6.3.2", "sender data is 12 bytes", "Unprotectable BadCiphertext"],
      ["V025", "2.1", "bytes that spell a prototype's name are a key like any other", "property"]
    ]
  },
  {
    number: 2,
    title: "keys, signatures, identifiers",
    rows: [
      ["V026", "5.1.1", "an HPKE key is a point of the suite's KEM, in its encoding", "Invalid"],
      ["V027", "5.1.1", "a signature key is a point of the suite's curve, in its encoding", "Invalid"],
      ["V028", "RFC 9180 7.1.4", "a KEM output that gives the all-zero secret is refused", "CgkaRejected Undecryptable"],
      ["V029", "5.1.3", "a KEM output has the KEM's length", "CgkaRejected Undecryptable"],
      ["V030", "5.1.2", "a signature is in the suite's one encoding", "BadSignature"],
      ["V031", "5.1.2", "EdDSA is strict: S below L, canonical points, and one verdict from all providers", "BadSignature"],
      ["V032", "5.1.2", "a signature for one structure does not verify for another", "BadSignature"],
      ["V033", "5.1.3", "a ciphertext for one purpose does not open for another", "CgkaRejected Undecryptable"],
      ["V034", "5.1.2", "a key of another algorithm is not tried", "Invalid"],
      ["V035", "6.1, 6.2", "a MAC tag is compared whole, in constant time", "BadTag, ConfirmationMismatch"],
      ["V036", "5.2", "a reference is our own hash of the bytes received, under the right label", "Invalid"],
      ["V037", "5.2", "a reference has the hash's length", "Invalid"],
      ["V038", "5.1", "an unknown or unwanted suite ends in a typed refusal", "UnsupportedSuite, Invalid"]
    ]
  }
]
