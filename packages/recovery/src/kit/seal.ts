import { decode, decodeOwned, encode, oneOf, opaque, struct, uint16 } from "@copath/codec"
import { CipherSuite, Entropy } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { BackupKey } from "./backupKey.ts"
import { kitCodec, type RejoinKit } from "./kit.ts"
import { KitRefused } from "./refused.ts"

const head = { format: oneOf("format", uint16, [1]), cipherSuite: uint16 }

/** What is authenticated with the kit, and readable without the key. */
const headCodec = struct("KitHead", head)

/**
 * ```
 * struct {
 *     uint16 format;          // 1
 *     CipherSuite suite;      // by its registered id
 *     opaque nonce<V>;
 *     opaque sealed<V>;       // RejoinKit
 * } SealedKit;
 * ```
 */
const sealedCodec = struct("SealedKit", { ...head, nonce: opaque, sealed: opaque })

/** The kit under the suite's AEAD, to be put wherever backups are. Without the key it shows the cipher suite and a length. */
export const sealKit: (kit: RejoinKit, key: BackupKey) => Effect.Effect<Uint8Array, never, CipherSuite | Entropy> = Effect.fnUntraced(
  function* (kit: RejoinKit, key: BackupKey) {
    const { aead, id } = yield* CipherSuite
    const fields = { format: 1, cipherSuite: id } as const
    const nonce = (yield* Entropy).secret(aead.nonceSize).expose().slice()
    const plain = encode(kitCodec, kit)
    const sealed = aead.seal(key.secret, nonce, encode(headCodec, fields), plain)
    plain.fill(0)
    return encode(sealedCodec, { ...fields, nonce, sealed })
  }
)

/** The kit again; `KitRefused` for other bytes, another suite's, or another key. */
export const openKit: (bytes: Uint8Array, key: BackupKey) => Effect.Effect<RejoinKit, KitRefused, CipherSuite> = Effect.fnUntraced(
  function* (bytes: Uint8Array, key: BackupKey) {
    const { aead, id } = yield* CipherSuite
    const malformed = () => refused("Malformed", "these bytes are no sealed kit")
    const { cipherSuite, format, nonce, sealed } = yield* Effect.fromResult(Result.mapError(decode(sealedCodec, bytes), malformed))
    if (cipherSuite !== id) return yield* refused("OtherSuite", `it is of cipher suite ${cipherSuite}, not ${id}`)
    if (nonce.length !== aead.nonceSize) return yield* malformed()
    // A key of another length is no key of this suite's.
    const plain =
      key.secret.length === aead.keySize ? aead.open(key.secret, nonce, encode(headCodec, { format, cipherSuite }), sealed) : undefined
    if (plain === undefined) return yield* refused("WrongKey", "another key sealed it, or it was changed since")
    return yield* Effect.fromResult(Result.mapError(decodeOwned(kitCodec, plain), malformed))
  }
)

const refused = (reason: KitRefused["reason"], detail: string): KitRefused => new KitRefused({ reason, detail })
