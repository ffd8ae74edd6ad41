import type { LeafIndex } from "@copath/tree-math"
import { credentialType, type Extension, type KeyPackage, type LeafNode, type Registry } from "@copath/wire"
import { sameBytes } from "../byteStrings.ts"
import type { CountedKind } from "../capabilityCounts.ts"
import { type GroupTerms, isDefaultExtension, isDefaultProposal } from "../groupTerms.ts"
import { type Invalid, invalid } from "../invalid.ts"
import type { PublicTree } from "../publicTree.ts"

/** The tree after the proposals, and what came into it (V118, V177). */
export interface ResultQuestion {
  /** After the proposals; the path is not merged yet. */
  readonly tree: PublicTree
  /** What the next epoch asks of every leaf. */
  readonly terms: GroupTerms
  /** Joiners and the leaves that they took. */
  readonly added: ReadonlyArray<{ readonly leaf: LeafIndex; readonly keyPackage: KeyPackage }>
  /** Replaced leaves with their new nodes. */
  readonly updated: ReadonlyArray<{ readonly leaf: LeafIndex; readonly leafNode: LeafNode }>
  /** Whether the list replaced the group context's extensions. */
  readonly newExtensions: boolean
  /** The group context's extensions before the list. */
  readonly before: ReadonlyArray<Extension>
  /** Extensions beyond RFC 9420's; left out, none. */
  readonly registry?: Registry | undefined
  /** The leaf that a path is about to replace; `undefined` for none. */
  readonly replacing: LeafIndex | undefined
  /** Code points of registered proposal types in the list, each once. */
  readonly customTypes: ReadonlyArray<number>
  /** The committer's leaf where a path is about to replace it: its present capabilities do not count. */
  readonly leaving: LeafNode | undefined
}
/** A rule of the tree after the proposals: an objection, or `undefined`. */
export type ResultRule = (q: ResultQuestion) => Invalid | undefined

const newLeaves = function* ({ added, updated }: ResultQuestion): Generator<{ readonly leaf: LeafIndex; readonly leafNode: LeafNode }> {
  yield* updated
  for (const { keyPackage, leaf } of added) yield { leaf, leafNode: keyPackage.leafNode }
}

/** V169, 12.2: no Add for a client that is a member still: the same signature key. */
export const addsNoMember: ResultRule = ({ added, tree }) => {
  for (const { keyPackage, leaf } of added) {
    if (tree.holdersOfSignatureKey(keyPackage.leafNode.signatureKey).length > 1) {
      return invalid("V169", leaf, `the client added at leaf ${leaf} is a member already; it can be added once its old leaf is removed`)
    }
  }
  return undefined
}

/** V102, 7.3: an updated leaf's signature key is its own alone. */
export const signatureKeysUnique: ResultRule = ({ tree, updated }) => {
  for (const { leaf, leafNode } of updated) {
    if (tree.holdersOfSignatureKey(leafNode.signatureKey).length > 1) {
      return invalid("V102", leaf, `leaf ${leaf} gets the signature key of another member`)
    }
  }
  return undefined
}

/** V103, 7.3 and 16.7: a new leaf's encryption key occurs at no other leaf or parent. */
export const encryptionKeysUnique: ResultRule = (q) => {
  for (const { leaf, leafNode } of newLeaves(q)) {
    if (q.tree.holdersOfEncryptionKey(leafNode.encryptionKey).length > 1) {
      return invalid("V103", leaf, `leaf ${leaf} gets an encryption key that another node of the tree has`)
    }
  }
  return undefined
}

/** V119, 16.7: a joiner's init key is no key of the tree. */
export const initKeysOutside: ResultRule = ({ added, tree }) => {
  for (const { keyPackage, leaf } of added) {
    if (tree.holdersOfEncryptionKey(keyPackage.initKey).length > 0) {
      return invalid("V119", leaf, `the init key of the client added at leaf ${leaf} is a key of the tree`)
    }
  }
  return undefined
}

const supporters = ({ leaving, tree }: ResultQuestion, kind: CountedKind, type: number): number =>
  tree.capabilities().of(kind, type) + (leaving === undefined || supports(leaving, kind, type) ? 0 : 1)

const supports = ({ capabilities, credential }: LeafNode, kind: CountedKind, type: number): boolean => {
  switch (kind) {
    case "extension":
      return capabilities.extensions.includes(type)
    case "proposal":
      return capabilities.proposals.includes(type)
    case "credential":
      return capabilities.credentials.includes(type)
    case "usedCredential":
      return credentialType(credential) === type
  }
}

/** V138, 11.1: newly required capabilities are met by all who stay or come. */
export const requirementsMet: ResultRule = (q) => {
  if (!q.newExtensions) return undefined
  const { credentialTypes, extensionTypes, proposalTypes } = q.terms.required
  const lacking = (kind: CountedKind, types: ReadonlyArray<number>): number | undefined =>
    types.find((type) => supporters(q, kind, type) < q.tree.memberCount)
  const missing =
    lacking(
      "extension",
      extensionTypes.filter((type) => !isDefaultExtension(type))
    ) ??
    lacking(
      "proposal",
      proposalTypes.filter((type) => !isDefaultProposal(type))
    ) ??
    lacking("credential", credentialTypes)
  return missing === undefined
    ? undefined
    : invalid("V138", undefined, `the new extensions require type ${missing}, which some member does not support`)
}

/** V139, 12.1.7: new group context extensions are of types that all who stay or come support. */
export const extensionsSupported: ResultRule = (q) => {
  if (!q.newExtensions) return undefined
  const missing = q.terms.extensionTypes.find((type) => supporters(q, "extension", type) < q.tree.memberCount)
  return missing === undefined
    ? undefined
    : invalid("V139", undefined, `the group context gets extension ${missing}, which some member does not support`)
}

/** V138 for registered extensions: what a new or changed one asks, all who stay or come have. One pass over the members, for such a list alone. */
export const demandsMet: ResultRule = ({ before, newExtensions, registry, replacing, terms, tree }) => {
  if (!newExtensions) return undefined
  for (const { demands, type } of registry?.extensions ?? []) {
    const data = dataOf(terms.extensions, type)
    if (demands === undefined || data === undefined || sameData(data, dataOf(before, type))) continue
    for (const leaf of tree.members()) {
      const leafNode = leaf === replacing ? undefined : tree.leafAt(leaf)
      const lacking = leafNode === undefined ? undefined : demands(data, leafNode)
      if (lacking !== undefined) return invalid("V138", leaf, `leaf ${leaf} ${lacking}`)
    }
  }
  return undefined
}

const dataOf = (extensions: ReadonlyArray<Extension>, type: number): Uint8Array | undefined =>
  extensions.find((e) => e.extensionType === type)?.extensionData

const sameData = (a: Uint8Array, b: Uint8Array | undefined): boolean => b !== undefined && sameBytes(a, b)

/** V159, 13.2: a proposal of a registered type is supported by all who take in the commit; those that it adds need not. */
const customTypesSupported: ResultRule = (q) => {
  const joined = (type: number): number =>
    q.added.filter(({ keyPackage }) => keyPackage.leafNode.capabilities.proposals.includes(type)).length
  const missing = q.customTypes.find((type) => supporters(q, "proposal", type) - joined(type) < q.tree.memberCount - q.added.length)
  return missing === undefined
    ? undefined
    : invalid("V159", undefined, `a proposal of type ${missing} is listed, which some member does not support`)
}

/** V092, 7.3: a credential type in use is supported by all, and new leaves support every type in use. */
export const credentialsSupported: ResultRule = (q) => {
  let used: ReadonlyArray<number> | undefined
  for (const { leaf, leafNode } of newLeaves(q)) {
    const type = credentialType(leafNode.credential)
    if (supporters(q, "credential", type) < q.tree.memberCount) {
      return invalid("V092", leaf, `leaf ${leaf} uses credential type ${type}, which some member does not support`)
    }
    used ??= usedTypes(q)
    const missing = used.find((t) => !leafNode.capabilities.credentials.includes(t))
    if (missing !== undefined) return invalid("V092", leaf, `leaf ${leaf} does not support credential type ${missing}, which a member uses`)
  }
  return undefined
}

/** Credential types in use, that of a leaf about to be replaced apart if it is the only one. */
const usedTypes = ({ leaving, tree }: ResultQuestion): ReadonlyArray<number> => {
  const counts = tree.capabilities()
  const own = leaving === undefined ? undefined : credentialType(leaving.credential)
  return counts.usedCredentialTypes().filter((type) => type !== own || counts.of("usedCredential", type) > 1)
}

/** What the tree after the proposals must satisfy (12.2, last point). One look-up for each new leaf, whatever the size of the group (V181). */
export const resultRules: ReadonlyArray<ResultRule> = [
  addsNoMember,
  signatureKeysUnique,
  encryptionKeysUnique,
  initKeysOutside,
  requirementsMet,
  extensionsSupported,
  demandsMet,
  customTypesSupported,
  credentialsSupported
]
