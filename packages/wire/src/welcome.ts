import { type Codec, type CodecType, opaque, optional, struct, uint16, vector } from "@copath/codec"
import { hpkeCiphertext } from "./commit.ts"
import { preSharedKeyId, type PreSharedKeyId } from "./preSharedKey.ts"

/** `struct { opaque path_secret<V>; } PathSecret` (12.4.3.1): RFC 9420's filling of the second hole. */
export const pathSecret = struct("PathSecret", { pathSecret: opaque })
export type PathSecret = CodecType<typeof pathSecret>

export interface GroupSecrets<W> {
  readonly joinerSecret: Uint8Array
  readonly pathSecret: W | undefined
  readonly psks: ReadonlyArray<PreSharedKeyId>
}

/**
 * ```
 * struct {
 *     opaque joiner_secret<V>;
 *     optional<PathSecret> path_secret;
 *     PreSharedKeyID psks<V>;
 * } GroupSecrets;
 * ```
 * Section 12.4.3.1. `joinerSecret` is what the key schedule hands off.
 */
export const groupSecrets = <W>(welcome: Codec<W>): Codec<GroupSecrets<W>> =>
  struct<GroupSecrets<W>>("GroupSecrets", { joinerSecret: opaque, pathSecret: optional(welcome), psks: vector(preSharedKeyId) })

/** `struct { KeyPackageRef new_member; HPKECiphertext encrypted_group_secrets; } EncryptedGroupSecrets` (12.4.3.1). */
export const encryptedGroupSecrets = struct("EncryptedGroupSecrets", { newMember: opaque, encryptedGroupSecrets: hpkeCiphertext })
export type EncryptedGroupSecrets = CodecType<typeof encryptedGroupSecrets>

/**
 * ```
 * struct {
 *     CipherSuite cipher_suite;
 *     EncryptedGroupSecrets secrets<V>;
 *     opaque encrypted_group_info<V>;
 * } Welcome;
 * ```
 * Section 12.4.3.1.
 */
export const welcome = struct("Welcome", { cipherSuite: uint16, secrets: vector(encryptedGroupSecrets), encryptedGroupInfo: opaque })
export type Welcome = CodecType<typeof welcome>
