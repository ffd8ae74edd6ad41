import { encode, fixed, struct, uint16 } from "@copath/codec"
import { expandWithLabel, type Psk, Secret, type Suite } from "@copath/contracts"

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

/** `psk_secret` (8.4): every pre-shared key in commit order, chained. Without any it is Nh zero bytes. More than 65,535 are a defect. */
export const pskSecret = (suite: Suite, list: ReadonlyArray<Psk>): Secret => {
  let secret = zeros(suite)
  for (const [index, psk] of list.entries()) {
    const extracted = suite.kdf.extract(zeros(suite), psk.secret)
    const input = expandWithLabel(suite, extracted, "derived psk", pskLabel(psk, index, list.length), suite.kdf.size)
    const next = suite.kdf.extract(input, secret)
    for (const used of [extracted, input, secret]) used.wipe()
    secret = next
  }
  return secret
}
