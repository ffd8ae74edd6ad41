import { type Codec, arm, type CodecType, encode, opaque, struct, uint16, uint32, uint64, uint8, union, vector } from "@copath/codec"
import { credential } from "./credential.ts"
import { extension } from "./extension.ts"

const capabilitiesStruct = struct("Capabilities", {
  versions: vector(uint16),
  cipherSuites: vector(uint16),
  extensions: vector(uint16),
  proposals: vector(uint16),
  credentials: vector(uint16)
})

/**
 * ```
 * struct {
 *     ProtocolVersion versions<V>;
 *     CipherSuite cipher_suites<V>;
 *     ExtensionType extensions<V>;
 *     ProposalType proposals<V>;
 *     CredentialType credentials<V>;
 * } Capabilities;
 * ```
 * Section 7.2.
 */
export interface Capabilities extends CodecType<typeof capabilitiesStruct> {}
/** Codec of {@link Capabilities}. */
export const capabilities: Codec<Capabilities> = capabilitiesStruct

const lifetimeStruct = struct("Lifetime", { notBefore: uint64, notAfter: uint64 })

/** `struct { uint64 not_before; uint64 not_after; } Lifetime`, in seconds since 1970 (7.2). */
export interface Lifetime extends CodecType<typeof lifetimeStruct> {}
/** Codec of {@link Lifetime}. */
export const lifetime: Codec<Lifetime> = lifetimeStruct

/** `LeafNodeSource` with what each source adds: a lifetime, nothing, a parent hash (7.2). */
export const leafNodeSource = union("LeafNodeSource", uint8, {
  keyPackage: arm(1, { lifetime }),
  update: arm(2, {}),
  commit: arm(3, { parentHash: opaque })
})
/** How a leaf came into being: with a key package, an Update or a commit. */
export type LeafNodeSource = CodecType<typeof leafNodeSource>

const content = {
  encryptionKey: opaque,
  signatureKey: opaque,
  credential,
  capabilities,
  source: leafNodeSource,
  extensions: vector(extension)
}

const leafNodeStruct = struct("LeafNode", { ...content, signature: opaque })

/**
 * ```
 * struct {
 *     HPKEPublicKey encryption_key;
 *     SignaturePublicKey signature_key;
 *     Credential credential;
 *     Capabilities capabilities;
 *     LeafNodeSource leaf_node_source;
 *     select (LeafNode.leaf_node_source) {
 *         case key_package: Lifetime lifetime;
 *         case update:      struct{};
 *         case commit:      opaque parent_hash<V>;
 *     };
 *     Extension extensions<V>;
 *     opaque signature<V>;
 * } LeafNode;
 * ```
 * Section 7.2. `source` holds the source and what depends on it.
 */
export interface LeafNode extends CodecType<typeof leafNodeStruct> {}
/** Codec of {@link LeafNode}. */
export const leafNode: Codec<LeafNode> = leafNodeStruct

const leafNodeContentStruct = struct("LeafNode", content)

/** A leaf node before it is signed. */
export interface LeafNodeContent extends CodecType<typeof leafNodeContentStruct> {}
/** Codec of {@link LeafNodeContent}. */
export const leafNodeContent: Codec<LeafNodeContent> = leafNodeContentStruct

/** Where a leaf of source `update` or `commit` stands; both are part of its signature. */
export interface LeafPlace {
  /** As in the group context. */
  readonly groupId: Uint8Array
  /** Leaf index, not node index. */
  readonly leafIndex: number
}

const tbsPlaced = struct("LeafNodeTBS", { leaf: leafNodeContent, groupId: opaque, leafIndex: uint32 })

/** The bytes of `LeafNodeTBS` (7.2): a leaf made for a key package is not bound to a place. */
export const leafNodeTbs = (leaf: LeafNodeContent, place: LeafPlace): Uint8Array =>
  leaf.source._tag === "keyPackage"
    ? encode(leafNodeContent, leaf)
    : encode(tbsPlaced, { leaf, groupId: place.groupId, leafIndex: place.leafIndex })
