import { encode, fixed, struct, uint16 } from "@copath/codec"
import type { Suite } from "./cipherSuite.ts"
import type { Psk } from "./keySchedule.ts"
import { Secret } from "./secret.ts"

/**
 * ```
 * struct {
 *     PreSharedKeyID id;
 *     uint16 index;
 *     uint16 count;
 * } PSKLabel;
 * ```
 * Section 8.4. `id` arrives encoded, as it stood in the proposal.
 */
const pskLabel = ({ id }: Psk, index: number, count: number): Uint8Array =>
  encode(struct("PSKLabel", { id: fixed(id.length), index: uint16, count: uint16 }), { id, index, count })

const zeros = (suite: Suite): Secret => new Secret(new Uint8Array(suite.kdf.size))

/**
 * `psk_secret` (RFC 9420, 8.4): every pre-shared key in commit order, chained. Without any it is Nh zero bytes. `derive`: the schedule's labelled expansion to
 * Nh bytes, with the encoded `PSKLabel` as context. More than 65,535 keys are a defect.
 */
export const pskChain = (suite: Suite, list: ReadonlyArray<Psk>, derive: (extracted: Secret, context: Uint8Array) => Secret): Secret => {
  let secret = zeros(suite)
  for (const [index, psk] of list.entries()) {
    const extracted = suite.kdf.extract(zeros(suite), psk.secret)
    const input = derive(extracted, pskLabel(psk, index, list.length))
    const next = suite.kdf.extract(input, secret)
    for (const used of [extracted, input, secret]) used.wipe()
    secret = next
  }
  return secret
}
