import { encode, encodeFor, opaque, rest, struct, uint16 } from "@copath/codec"

const confirmed = struct("ConfirmedTranscriptHashInput", { before: rest, wireFormat: uint16, framed: rest, signature: opaque })
const interim = struct("InterimTranscriptHashInput", { before: rest, confirmationTag: opaque })

/**
 * ```
 * struct {
 *     WireFormat wire_format;
 *     FramedContent content; // with content_type == commit
 *     opaque signature<V>;
 * } ConfirmedTranscriptHashInput;
 * ```
 * Section 8.2, after the interim transcript hash `before`, as it is hashed. `framed` is the content's encoding, `hash` must
 * not keep what it is given.
 */
export const hashConfirmedTranscript = (
  hash: (input: Uint8Array) => Uint8Array,
  before: Uint8Array,
  wireFormat: number,
  framed: Uint8Array,
  signature: Uint8Array
): Uint8Array => encodeFor(confirmed, { before, wireFormat, framed, signature }, hash)

/** `struct { MAC confirmation_tag; } InterimTranscriptHashInput` (8.2), after the confirmed transcript hash `before`, as it is hashed. */
export const interimTranscriptHashInput = (before: Uint8Array, confirmationTag: Uint8Array): Uint8Array =>
  encode(interim, { before, confirmationTag })
