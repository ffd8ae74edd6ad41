import { decode } from "@copath/codec"
import { Secret } from "@copath/contracts"
import { isSuiteId, nobleSuite } from "@copath/crypto-noble"
import { hex, toHex } from "@copath/vectors"
import { describeVectors } from "@copath/vectors/vitest"
import { rfc9420Wire } from "@copath/wire"
import { encode } from "@copath/codec"
import { Result } from "effect"
import { expect, it } from "vitest"
import { confirmedTranscriptHash, interimTranscriptHash } from "../../src/transcript.ts"

describeVectors("transcript-hashes.json", (cases) => {
  it.each(cases.map((c) => [c.cipher_suite, c] as const))("suite %i: both transcript hashes and the confirmation tag", (id, c) => {
    if (!isSuiteId(id)) throw new Error(`suite ${id}`)
    const suite = nobleSuite(id)
    const { auth, content, wireFormat } = Result.getOrThrow(decode(rfc9420Wire.authenticatedContent, hex(c.authenticated_content)))
    const framed = encode(rfc9420Wire.framedContent, content)
    const confirmed = confirmedTranscriptHash(suite, hex(c.interim_transcript_hash_before), wireFormat, framed, auth.signature)
    expect(toHex(confirmed)).toBe(c.confirmed_transcript_hash_after)
    const tag = suite.mac.tag(new Secret(hex(c.confirmation_key)), confirmed)
    expect(auth.confirmationTag).toEqual(tag)
    expect(toHex(interimTranscriptHash(suite, confirmed, tag))).toBe(c.interim_transcript_hash_after)
  })
})
