import { type CodecType, encode, opaque, struct, uint16, vector } from "@copath/codec"
import { extension } from "./extension.ts"
import { leafNode } from "./leafNode.ts"

const content = { version: uint16, cipherSuite: uint16, initKey: opaque, leafNode, extensions: vector(extension) }

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
export const keyPackage = struct("KeyPackage", { ...content, signature: opaque })
export type KeyPackage = CodecType<typeof keyPackage>

const tbs = struct("KeyPackageTBS", content)
export type KeyPackageContent = CodecType<typeof tbs>

/** The bytes of `KeyPackageTBS` (section 10). */
export const keyPackageTbs = (k: KeyPackageContent): Uint8Array => encode(tbs, k)
