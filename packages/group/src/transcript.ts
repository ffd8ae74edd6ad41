import { encode, opaque, rest, struct, uint16 } from "@copath/codec"
import { noBytes, type Suite } from "@copath/contracts"

const confirmedInput = struct("ConfirmedTranscriptHashInput", { before: rest, wireFormat: uint16, framed: rest, signature: opaque })
const interimInput = struct("InterimTranscriptHashInput", { confirmed: rest, confirmationTag: opaque })

/**
 * ```
 * struct {
 *     WireFormat wire_format;
 *     FramedContent content; // with content_type == commit
 *     opaque signature<V>;
 * } ConfirmedTranscriptHashInput;
 * ```
 * Section 8.2: covers what a commit says and who signed it. `framed` is the content's encoding.
 */
export const confirmedTranscriptHash = (
  suite: Suite,
  interim: Uint8Array,
  wireFormat: number,
  framed: Uint8Array,
  signature: Uint8Array
): Uint8Array => suite.hash.digest(encode(confirmedInput, { before: interim, wireFormat, framed, signature }))

/** `struct { MAC confirmation_tag; } InterimTranscriptHashInput` (8.2): also covers that the committer held the new epoch's key. */
export const interimTranscriptHash = (suite: Suite, confirmed: Uint8Array, confirmationTag: Uint8Array): Uint8Array =>
  suite.hash.digest(encode(interimInput, { confirmed, confirmationTag }))

/** The confirmed transcript hash of a group that nobody has committed to (section 11). */
export const emptyTranscript: Uint8Array = noBytes
