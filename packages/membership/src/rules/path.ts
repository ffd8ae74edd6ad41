import { credentialType, type GroupContext, type LeafNode, type Registry } from "@copath/wire"
import { sameBytes, textKey } from "../byteStrings.ts"
import { type Invalid, invalid } from "../invalid.ts"
import type { Plan } from "../plan.ts"

/** A commit's path, as far as it is public. */
export interface PathInput {
  /** The list of the same commit, judged and applied. */
  readonly plan: Plan
  /** The path's leaf, signed. */
  readonly leaf: LeafNode
  /** The keys that the path puts into parents. */
  readonly pathKeys: ReadonlyArray<Uint8Array>
  /** The group context of the epoch in which the commit is made. */
  readonly groupContext: GroupContext
  /** The cipher suite as it stands on the wire. */
  readonly suiteId: number
  /** Nh, in bytes. */
  readonly hashSize: number
  /** Seconds since 1970; see `PlanInput`. */
  readonly now: bigint | undefined
  /** Longest accepted lifetime of a leaf, in seconds (V112); a path's leaf has none. */
  readonly maxLifetime: bigint
  /** What `merge` computed for the leaf. */
  readonly parentHash: Uint8Array
  /** Extensions beyond RFC 9420's; left out, none. */
  readonly registry?: Registry
}

/** A path; `external` for a joiner's. */
export interface PathQuestion extends PathInput {
  /** Whether the commit holds an ExternalInit. */
  readonly external: boolean
}
/** A rule of a path: an objection, or `undefined`. */
export type PathRule = (q: PathQuestion) => Invalid | undefined

/** V101, 12.4.2 (V184 for a joiner that removes its old leaf): the path brings a fresh leaf key. */
export const leafKeyFresh: PathRule = ({ external, leaf, plan }) =>
  plan.replaced !== undefined && sameBytes(plan.replaced.encryptionKey, leaf.encryptionKey)
    ? invalid(
        external ? "V184" : "V101",
        plan.change.committer,
        "the path's leaf keeps the encryption key of the leaf that it replaces; a fresh one is needed"
      )
    : undefined

/** V103, 12.4.2: the leaf's key is no key of the tree. */
export const leafKeyUnique: PathRule = ({ leaf, plan }) =>
  plan.tree.holdersOfEncryptionKey(leaf.encryptionKey).length === 0
    ? undefined
    : invalid("V103", plan.change.committer, "the path's leaf has an encryption key that another node of the tree has")

/** V102, 7.3: the leaf's signature key is no other member's. */
export const leafSignatureKeyUnique: PathRule = ({ leaf, plan }) =>
  plan.tree.holdersOfSignatureKey(leaf.signatureKey).every((holder) => holder === plan.change.committer)
    ? undefined
    : invalid("V102", plan.change.committer, "the path's leaf has the signature key of another member")

/** V198, 12.4.2: the path's keys are new to the tree, those that the path is about to overwrite included, and differ from one another. */
export const pathKeysNew: PathRule = ({ leaf, pathKeys, plan }) => {
  const seen = new Set([textKey(leaf.encryptionKey)])
  for (const [at, key] of pathKeys.entries()) {
    const text = textKey(key)
    if (seen.has(text)) return invalid("V198", at, `key ${at} of the path occurs in the path twice`)
    if (plan.tree.holdersOfEncryptionKey(key).length > 0) return invalid("V198", at, `key ${at} of the path is a key of the tree already`)
    seen.add(text)
  }
  return undefined
}

/** V119, 16.7: no joiner's init key is a key of the path. */
export const initKeysOffPath: PathRule = ({ leaf, pathKeys, plan }) => {
  if (plan.added.length === 0) return undefined
  const keys = new Set([leaf.encryptionKey, ...pathKeys].map(textKey))
  const joiner = plan.added.find(({ keyPackage }) => keys.has(textKey(keyPackage.initKey)))
  return joiner === undefined
    ? undefined
    : invalid("V119", joiner.leaf, `the init key of the client added at leaf ${joiner.leaf} is a key of the path`)
}

/** V092, 7.3: the leaf's credential type is supported by all, and the leaf supports every type that others use. */
export const pathCredentialSupported: PathRule = ({ leaf, plan }) => {
  const { change, tree } = plan
  const counts = tree.capabilities()
  const old = tree.leafAt(change.committer)
  const type = credentialType(leaf.credential)
  const others = tree.memberCount - (old === undefined ? 0 : 1)
  const supporting = counts.of("credential", type) - (old?.capabilities.credentials.includes(type) === true ? 1 : 0)
  if (supporting < others)
    return invalid("V092", change.committer, `the path's leaf uses credential type ${type}, which some member does not support`)
  const usedByOthers = (t: number): boolean =>
    counts.of("usedCredential", t) > (old !== undefined && credentialType(old.credential) === t ? 1 : 0)
  const missing = counts.usedCredentialTypes().find((t) => usedByOthers(t) && !leaf.capabilities.credentials.includes(t))
  return missing === undefined
    ? undefined
    : invalid("V092", change.committer, `the path's leaf does not support credential type ${missing}, which a member uses`)
}

/** V200, 7.9.2: the leaf's parent hash is that of the merged tree. */
export const parentHashRight: PathRule = ({ leaf, parentHash, plan }) =>
  leaf.source._tag === "commit" && sameBytes(leaf.source.parentHash, parentHash)
    ? undefined
    : invalid("V200", plan.change.committer, "the path's leaf has a parent hash that is not the one of the merged tree")

/** What a path must satisfy beside its leaf's own rules (12.4.2; V117, V190, V195). */
export const pathRules: ReadonlyArray<PathRule> = [
  leafKeyFresh,
  leafKeyUnique,
  leafSignatureKeyUnique,
  pathKeysNew,
  initKeysOffPath,
  pathCredentialSupported,
  parentHashRight
]
