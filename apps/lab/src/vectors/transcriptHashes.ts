import { encode } from "@copath/codec"
import { confirmedTranscriptHash, interimTranscriptHash } from "@copath/group"
import { hex, toHex, type TranscriptHashesCase } from "@copath/vectors"
import { rfc9420Wire } from "@copath/wire"
import { type Comparison, decoded, secretOf, type Tools } from "./check.ts"

/** `transcript-hashes.json`: both transcript hashes over one commit, and its confirmation tag (RFC 9420, 8.2 and 6.1). */
export function* transcriptHashes(one: TranscriptHashesCase, { suite }: Tools): Iterable<Comparison> {
  const { auth, content, wireFormat } = decoded(rfc9420Wire.authenticatedContent, one.authenticated_content)
  const framed = encode(rfc9420Wire.framedContent, content)
  const confirmed = confirmedTranscriptHash(suite, hex(one.interim_transcript_hash_before), wireFormat, framed, auth.signature)
  yield ["confirmed_transcript_hash_after", toHex(confirmed), one.confirmed_transcript_hash_after]
  const tag = suite.mac.tag(secretOf(one.confirmation_key), confirmed)
  yield ["confirmation_tag", auth.confirmationTag === undefined ? undefined : toHex(auth.confirmationTag), toHex(tag)]
  yield ["interim_transcript_hash_after", toHex(interimTranscriptHash(suite, confirmed, tag)), one.interim_transcript_hash_after]
}
