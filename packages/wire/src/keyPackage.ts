import { type Codec, type CodecType, encode, opaque, struct, uint16, vector } from "@copath/codec"
import { extension } from "./extension.ts"
import { leafNode } from "./leafNode.ts"

const content = { version: uint16, cipherSuite: uint16, initKey: opaque, leafNode, extensions: vector(extension) }

const keyPackageStruct = struct("KeyPackage", { ...content, signature: opaque })

/**
 * ```
 * struct {
 *     ProtocolVersion version;
 *     CipherSuite cipher_suite;
 *     HPKEPublicKey init_key;
 *     LeafNode leaf_node;
 *     Extension extensions<V>;
 *     opaque signature<V>;
 * } KeyPackage;
 * ```
 * Section 10.
 */
export interface KeyPackage extends CodecType<typeof keyPackageStruct> {}
/** Codec of {@link KeyPackage}. */
export const keyPackage: Codec<KeyPackage> = keyPackageStruct

const tbs = struct("KeyPackageTBS", content)
/** A {@link KeyPackage} before it is signed; its leaf is signed already. */
export interface KeyPackageContent extends CodecType<typeof tbs> {}

/** The bytes of `KeyPackageTBS` (section 10). */
export const keyPackageTbs = (k: KeyPackageContent): Uint8Array => encode(tbs, k)
