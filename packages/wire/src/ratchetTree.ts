import { arm, type Codec, type CodecType, opaque, optional, struct, uint32, uint8, union, vector } from "@copath/codec"
import { leafNode } from "./leafNode.ts"

const parentNodeStruct = struct("ParentNode", { encryptionKey: opaque, parentHash: opaque, unmergedLeaves: vector(uint32) })

/**
 * ```
 * struct {
 *     HPKEPublicKey encryption_key;
 *     opaque parent_hash<V>;
 *     uint32 unmerged_leaves<V>;
 * } ParentNode;
 * ```
 * Section 7.1. Unmerged leaves are leaf indices, ascending.
 */
export interface ParentNode extends CodecType<typeof parentNodeStruct> {}
/** Codec of {@link ParentNode}. */
export const parentNode: Codec<ParentNode> = parentNodeStruct

/**
 * ```
 * struct {
 *     NodeType node_type;
 *     select (Node.node_type) {
 *         case leaf:   LeafNode leaf_node;
 *         case parent: ParentNode parent_node;
 *     };
 * } Node;
 * ```
 * Section 12.4.3.3.
 */
export const node = union("Node", uint8, { leaf: arm(1, { leafNode }), parent: arm(2, { parentNode }) })
/** What {@link node} decodes to: a leaf or a parent that is not blank. */
export type Node = CodecType<typeof node>

/** `optional<Node> ratchet_tree<V>`: nodes by index, blanks at the right end left out (12.4.3.3). */
export const ratchetTree: Codec<ReadonlyArray<Node | undefined>> = vector(optional(node))

/**
 * ```
 * struct {
 *     NodeType node_type;
 *     select (TreeHashInput.node_type) {
 *         case leaf:   LeafNodeHashInput leaf_node;
 *         case parent: ParentNodeHashInput parent_node;
 *     };
 * } TreeHashInput;
 * ```
 * Section 7.8, with the two inputs' fields in place.
 */
export const treeHashInput = union("TreeHashInput", uint8, {
  leaf: arm(1, { leafIndex: uint32, leafNode: optional(leafNode) }),
  parent: arm(2, { parentNode: optional(parentNode), leftHash: opaque, rightHash: opaque })
})
/** What {@link treeHashInput} encodes: a node, blank or not, and for a parent its children's hashes. */
export type TreeHashInput = CodecType<typeof treeHashInput>

const parentHashInputStruct = struct("ParentHashInput", { encryptionKey: opaque, parentHash: opaque, originalSiblingTreeHash: opaque })

/**
 * ```
 * struct {
 *     HPKEPublicKey encryption_key;
 *     opaque parent_hash<V>;
 *     opaque original_sibling_tree_hash<V>;
 * } ParentHashInput;
 * ```
 * Section 7.9.
 */
export interface ParentHashInput extends CodecType<typeof parentHashInputStruct> {}
/** Codec of {@link ParentHashInput}. */
export const parentHashInput: Codec<ParentHashInput> = parentHashInputStruct
