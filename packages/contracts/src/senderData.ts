import * as Context from "effect/Context"
import type { Header } from "./messageProtection.ts"
import type { Secret } from "./secret.ts"

/** How the encoded sender data (RFC 9420, 6.3.2), that is who sent a message at which generation, travels beside the ciphertext. */
export class SenderDataProtection extends Context.Service<
  SenderDataProtection,
  {
    /** The option id, such as `hidden`. */
    readonly id: string
    /** Whether only members learn who sent a message. */
    readonly conceals: boolean
    /** Bytes that sender data grows by. */
    readonly overhead: number
    /** Sender data as it travels. `secret`: the epoch's `sender_data_secret`; `ciphertext`: the sealed content, for those who sample it. */
    readonly seal: (secret: Secret, header: Header, ciphertext: Uint8Array, data: Uint8Array) => Uint8Array
    /** The inverse of `seal`; `undefined` for anything that was not sealed so. */
    readonly open: (secret: Secret, header: Header, ciphertext: Uint8Array, sealed: Uint8Array) => Uint8Array | undefined
    /** What the content is bound to, given the encoded PrivateContentAAD (6.3.1): the same where `seal` protects the data by itself. */
    readonly contentAad: (aad: Uint8Array, data: Uint8Array) => Uint8Array
  }
>()("@copath/contracts/SenderDataProtection") {}
