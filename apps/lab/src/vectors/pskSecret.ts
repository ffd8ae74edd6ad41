import { encode } from "@copath/codec"
import { pskSecret } from "@copath/schedule-rfc9420"
import { hex, type PskSecretCase } from "@copath/vectors"
import { preSharedKeyId } from "@copath/wire"
import { type Comparison, secretOf, shown, type Tools } from "./check.ts"

/** `psk_secret.json`: up to ten external pre-shared keys, combined (RFC 9420, 8.4). */
export function* pskSecrets(one: PskSecretCase, { suite }: Tools): Iterable<Comparison> {
  const list = one.psks.map(({ psk, psk_id, psk_nonce }) => ({
    id: encode(preSharedKeyId, { _tag: "external", pskId: hex(psk_id), pskNonce: hex(psk_nonce) }),
    secret: secretOf(psk)
  }))
  yield ["psk_secret", shown(pskSecret(suite, list)), one.psk_secret]
}
