import { type Codec, type CodecType, opaque, optional, struct, uint16, vector } from "@copath/codec"
import { hpkeCiphertext } from "./commit.ts"
import { preSharedKeyId, type PreSharedKeyId } from "./preSharedKey.ts"

const pathSecretStruct = struct("PathSecret", { pathSecret: opaque })

/** `struct { opaque path_secret<V>; } PathSecret` (12.4.3.1): RFC 9420's filling of the second hole. */
export interface PathSecret extends CodecType<typeof pathSecretStruct> {}
/** Codec of {@link PathSecret}. */
export const pathSecret: Codec<PathSecret> = pathSecretStruct

/** What one joiner is told in secret. `W`: what the key agreement tells it. */
export interface GroupSecrets<W> {
  /** RFC 9420: Nh bytes. */
  readonly joinerSecret: Uint8Array
  /** RFC 9420: that of the lowest node above both committer and joiner; none for a commit without a path. */
  readonly pathSecret: W | undefined
  /** All that the joiner needs, in the order of the key derivation (8.4). */
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
 * Section 12.4.3.1. `joinerSecret` is what the key schedule hands off. `psk`: which types of PSKs there are.
 */
export const groupSecrets = <W>(welcome: Codec<W>, psk: Codec<PreSharedKeyId> = preSharedKeyId): Codec<GroupSecrets<W>> =>
  struct<GroupSecrets<W>>("GroupSecrets", { joinerSecret: opaque, pathSecret: optional(welcome), psks: vector(psk) })

const encryptedGroupSecretsStruct = struct("EncryptedGroupSecrets", { newMember: opaque, encryptedGroupSecrets: hpkeCiphertext })

/** `struct { KeyPackageRef new_member; HPKECiphertext encrypted_group_secrets; } EncryptedGroupSecrets` (12.4.3.1). */
export interface EncryptedGroupSecrets extends CodecType<typeof encryptedGroupSecretsStruct> {}
/** Codec of {@link EncryptedGroupSecrets}. */
export const encryptedGroupSecrets: Codec<EncryptedGroupSecrets> = encryptedGroupSecretsStruct

const welcomeStruct = struct("Welcome", { cipherSuite: uint16, secrets: vector(encryptedGroupSecrets), encryptedGroupInfo: opaque })

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
export interface Welcome extends CodecType<typeof welcomeStruct> {}
/** Codec of {@link Welcome}. */
export const welcome: Codec<Welcome> = welcomeStruct
