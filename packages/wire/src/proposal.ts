import { arm, type CodecType, opaque, struct, uint16, uint32, union, uint8, vector } from "@copath/codec"
import { extension } from "./extension.ts"
import { keyPackage } from "./keyPackage.ts"
import { leafNode } from "./leafNode.ts"
import { preSharedKeyId } from "./preSharedKey.ts"
import { proposalTypes } from "./registries.ts"

/*
 * The bodies of section 12.1:
 * struct { KeyPackage key_package; } Add;            struct { LeafNode leaf_node; } Update;
 * struct { uint32 removed; } Remove;                 struct { PreSharedKeyID psk; } PreSharedKey;
 * struct { opaque kem_output<V>; } ExternalInit;     struct { Extension extensions<V>; } GroupContextExtensions;
 * struct { opaque group_id<V>; ProtocolVersion version; CipherSuite cipher_suite; Extension extensions<V>; } ReInit;
 */
const add = { keyPackage }
const update = { leafNode }
const remove = { removed: uint32 }
const preSharedKey = { psk: preSharedKeyId }
const reInit = { groupId: opaque, version: uint16, cipherSuite: uint16, extensions: vector(extension) }
const externalInit = { kemOutput: opaque }
const groupContextExtensions = { extensions: vector(extension) }

/** Each proposal's body without its type. */
export const proposalBodies = {
  add: struct("Add", add),
  update: struct("Update", update),
  remove: struct("Remove", remove),
  preSharedKey: struct("PreSharedKey", preSharedKey),
  reInit: struct("ReInit", reInit),
  externalInit: struct("ExternalInit", externalInit),
  groupContextExtensions: struct("GroupContextExtensions", groupContextExtensions)
}

/**
 * ```
 * struct {
 *     ProposalType proposal_type;
 *     select (Proposal.proposal_type) { … };
 * } Proposal;
 * ```
 * Section 12.1.
 */
export const proposal = union("Proposal", uint16, {
  add: arm(proposalTypes.add, add),
  update: arm(proposalTypes.update, update),
  remove: arm(proposalTypes.remove, remove),
  psk: arm(proposalTypes.psk, preSharedKey),
  reInit: arm(proposalTypes.reInit, reInit),
  externalInit: arm(proposalTypes.externalInit, externalInit),
  groupContextExtensions: arm(proposalTypes.groupContextExtensions, groupContextExtensions)
})
/** What {@link proposal} decodes to: one change that somebody asks for. */
export type Proposal = CodecType<typeof proposal>

/**
 * ```
 * struct {
 *     ProposalOrRefType type;
 *     select (ProposalOrRef.type) {
 *         case proposal:  Proposal proposal;
 *         case reference: ProposalRef reference;
 *     };
 * } ProposalOrRef;
 * ```
 * Section 12.4.
 */
export const proposalOrRef = union("ProposalOrRef", uint8, { proposal: arm(1, { proposal }), reference: arm(2, { reference: opaque }) })
/** A proposal in a commit's list: spelled out, or the hash of the message that brought it (5.2). */
export type ProposalOrRef = CodecType<typeof proposalOrRef>
