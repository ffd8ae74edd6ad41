import { noBytes, type Suite } from "@copath/contracts"
import { hashConfirmedTranscript, interimTranscriptHashInput } from "@copath/wire"

/** `confirmed_transcript_hash` (RFC 9420, 8.2): covers what a commit says and who signed it. `framed` is the content's encoding. */
export const confirmedTranscriptHash = (
  suite: Suite,
  interim: Uint8Array,
  wireFormat: number,
  framed: Uint8Array,
  signature: Uint8Array
): Uint8Array => hashConfirmedTranscript(suite.hash.digest, interim, wireFormat, framed, signature)

/** `interim_transcript_hash` (8.2): also covers that the committer held the new epoch's key. */
export const interimTranscriptHash = (suite: Suite, confirmed: Uint8Array, confirmationTag: Uint8Array): Uint8Array =>
  suite.hash.digest(interimTranscriptHashInput(confirmed, confirmationTag))

/** The confirmed transcript hash of a group that nobody has committed to (section 11). */
export const emptyTranscript: Uint8Array = noBytes
