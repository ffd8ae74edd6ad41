import { arm, type Codec, type CodecType, opaque, struct, uint16, uint32, union, uint8, vector } from "@copath/codec"
import { extension } from "./extension.ts"
import { keyPackage } from "./keyPackage.ts"
import { leafNode } from "./leafNode.ts"
import { preSharedKeyId, preSharedKeyIdOf } from "./preSharedKey.ts"
import { proposalTypes } from "./registries.ts"
import type { ProposalKind, PskKind } from "./registry.ts"

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

const knownOf = (psk: typeof preSharedKeyId) =>
  union("Proposal", uint16, {
    add: arm(proposalTypes.add, add),
    update: arm(proposalTypes.update, update),
    remove: arm(proposalTypes.remove, remove),
    psk: arm(proposalTypes.psk, { psk }),
    reInit: arm(proposalTypes.reInit, reInit),
    externalInit: arm(proposalTypes.externalInit, externalInit),
    groupContextExtensions: arm(proposalTypes.groupContextExtensions, groupContextExtensions)
  })

/** A proposal of a registered type beyond RFC 9420's seven (13.2): its body as bytes, which its {@link ProposalKind} reads. */
export interface CustomProposal {
  /** Set apart from the names of RFC 9420's types. */
  readonly _tag: "custom"
  /** Code point, section 17.4. */
  readonly proposalType: number
  /** The encoding of the body, type not included. */
  readonly body: Uint8Array
}

/** One change that somebody asks for: one of RFC 9420's, or of a registered type. */
export type Proposal = CodecType<ReturnType<typeof knownOf>> | CustomProposal

/**
 * ```
 * struct {
 *     ProposalType proposal_type;
 *     select (Proposal.proposal_type) { … };
 * } Proposal;
 * ```
 * Section 12.1. Of types beyond RFC 9420's only those of `kinds` decode: nobody else knows where a body ends (V013). `psks`: likewise types of PSKs.
 */
export const proposalOf = (kinds: ReadonlyArray<ProposalKind>, psks: ReadonlyArray<PskKind> = []): Codec<Proposal> => {
  const known = knownOf(preSharedKeyIdOf(psks))
  const registered = new Map(kinds.map((kind) => [kind.type, kind]))
  return {
    name: "Proposal",
    write: (w, p) => {
      if (p._tag !== "custom") return known.write(w, p)
      if (!registered.has(p.proposalType)) throw new RangeError(`proposal type ${p.proposalType} is not registered`)
      w.u16(p.proposalType)
      w.bytes(p.body)
    },
    read: (r) => {
      const at = r.offset
      const proposalType = r.u16()
      const kind = registered.get(proposalType)
      if (kind === undefined) {
        r.offset = at
        return known.read(r)
      }
      const from = r.offset
      kind.body.read(r)
      return { _tag: "custom", proposalType, body: r.bytes.subarray(from, r.offset) }
    }
  }
}

/** RFC 9420's seven types, and no other. */
export const proposal: Codec<Proposal> = proposalOf([])

/** A proposal in a commit's list: spelled out, or the hash of the message that brought it (5.2). */
export type ProposalOrRef =
  | { readonly _tag: "proposal"; readonly proposal: Proposal }
  | { readonly _tag: "reference"; readonly reference: Uint8Array }

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
export const proposalOrRefOf = (proposals: Codec<Proposal>): Codec<ProposalOrRef> =>
  union("ProposalOrRef", uint8, { proposal: arm(1, { proposal: proposals }), reference: arm(2, { reference: opaque }) })
/** {@link proposalOrRefOf} of RFC 9420's types. */
export const proposalOrRef: Codec<ProposalOrRef> = proposalOrRefOf(proposal)
