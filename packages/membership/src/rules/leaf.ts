import { credentialType, type LeafNode, MLS10, type Registry } from "@copath/wire"
import { type GroupTerms, isDefaultExtension, isDefaultProposal } from "../groupTerms.ts"
import { type Invalid, invalid, type RuleId } from "../invalid.ts"
import { checkExtensions } from "./extensions.ts"

/** A leaf node, where it was found, and what it is judged by. */
export interface LeafQuestion {
  /** Decoded, its signature not yet verified. */
  readonly leaf: LeafNode
  /** Where it was found, which tells the source it must have; in a tree any will do (V100). */
  readonly place: "keyPackage" | "update" | "commit" | "tree"
  /** Where it stands, for messages, such as "the leaf of proposal 3". */
  readonly where: string
  /** For {@link Invalid.subject}: a position in the proposal list or a leaf index; `undefined` for neither. */
  readonly subject: number | undefined
  /** What the group asks of every leaf. */
  readonly terms: GroupTerms
  /** Seconds since 1970; `undefined` leaves the window of validity unchecked (V114). */
  readonly now: bigint | undefined
  /** Longest accepted lifetime, in seconds (V112). */
  readonly maxLifetime: bigint
  /** Nh, in bytes. */
  readonly hashSize: number
  /** Extensions beyond RFC 9420's; left out, none. */
  readonly registry?: Registry | undefined
}
/** A rule of one leaf by itself: an objection, or `undefined`. */
export type LeafRule = (q: LeafQuestion) => Invalid | undefined

const sourceRule =
  (rule: RuleId, place: LeafQuestion["place"], source: LeafNode["source"]["_tag"]): LeafRule =>
  (q) =>
    q.place !== place || q.leaf.source._tag === source
      ? undefined
      : invalid(rule, q.subject, `${q.where} has leaf_node_source ${q.leaf.source._tag}; it must be ${source}`)

/** V097, 7.3: a key package's leaf is of source `key_package`. */
export const keyPackageSource = sourceRule("V097", "keyPackage", "keyPackage")
/** V098, 7.3: an Update's leaf is of source `update`. */
export const updateSource = sourceRule("V098", "update", "update")
/** V099, 7.3: a path's leaf is of source `commit`. */
export const commitSource = sourceRule("V099", "commit", "commit")

/** V110, 7.2: the capabilities list `mls10` and the group's suite. */
export const supportsVersionAndSuite: LeafRule = ({ leaf: { capabilities }, subject, terms, where }) =>
  capabilities.versions.includes(MLS10) && capabilities.cipherSuites.includes(terms.suiteId)
    ? undefined
    : invalid("V110", subject, `${where} does not list version ${MLS10} and cipher suite ${terms.suiteId} in its capabilities`)

/** V093, 7.2: a leaf supports its own credential type. */
export const supportsOwnCredential: LeafRule = ({ leaf, subject, where }) => {
  const type = credentialType(leaf.credential)
  return leaf.capabilities.credentials.includes(type)
    ? undefined
    : invalid("V093", subject, `${where} uses credential type ${type} without listing it in its capabilities`)
}

/** V106, 7.3: the leaf's own extensions are among its capabilities. */
export const supportsOwnExtensions: LeafRule = ({ leaf, subject, where }) => {
  const listed = new Set(leaf.capabilities.extensions)
  const stray = leaf.extensions.find((e) => !isDefaultExtension(e.extensionType) && !listed.has(e.extensionType))
  return stray === undefined
    ? undefined
    : invalid("V106", subject, `${where} holds extension ${stray.extensionType} without listing it in its capabilities`)
}

/** V107 and V108, 13.4: the leaf's extensions are of types that leaves may have, each once. */
export const leafExtensions: LeafRule = ({ leaf, registry, subject, where }) =>
  checkExtensions({ place: "leaf", extensions: leaf.extensions, where, subject }, registry)

/** V104, 7.3 and 11.1: the group's required capabilities are among the leaf's. */
export const meetsRequirements: LeafRule = ({ leaf: { capabilities }, subject, terms: { required }, where }) => {
  const extension = required.extensionTypes.find((type) => !isDefaultExtension(type) && !capabilities.extensions.includes(type))
  const proposal = required.proposalTypes.find((type) => !isDefaultProposal(type) && !capabilities.proposals.includes(type))
  const credential = required.credentialTypes.find((type) => !capabilities.credentials.includes(type))
  const lacking = [
    ["extension", extension],
    ["proposal", proposal],
    ["credential", credential]
  ] as const
  const first = lacking.find(([, type]) => type !== undefined)
  return first === undefined
    ? undefined
    : invalid("V104", subject, `${where} lacks support for ${first[0]} type ${first[1]}, which the group requires`)
}

/** V105, 13.4: every extension of the group context is supported by the leaf. */
export const supportsGroupExtensions: LeafRule = ({ leaf: { capabilities }, subject, terms, where }) => {
  const missing = terms.extensionTypes.find((type) => !capabilities.extensions.includes(type))
  return missing === undefined
    ? undefined
    : invalid("V105", subject, `${where} lacks support for extension ${missing}, which the group context holds`)
}

/** V104 for registered extensions: what those of the group context ask of a leaf, this one has. */
export const meetsDemands = ({
  leaf,
  registry,
  subject,
  terms,
  where
}: Pick<LeafQuestion, "leaf" | "registry" | "subject" | "terms" | "where">): Invalid | undefined => {
  for (const { demands, type } of registry?.extensions ?? []) {
    const found = demands === undefined ? undefined : terms.extensions.find((e) => e.extensionType === type)
    const lacking = found === undefined ? undefined : demands?.(found.extensionData, leaf)
    if (lacking !== undefined) return invalid("V104", subject, `${where} ${lacking}`)
  }
  return undefined
}

/** V111, 7.2: a lifetime does not end before it begins. */
export const lifetimeInOrder: LeafRule = ({ leaf: { source }, subject, where }) =>
  source._tag !== "keyPackage" || source.lifetime.notBefore <= source.lifetime.notAfter
    ? undefined
    : invalid("V111", subject, `${where} has a lifetime whose end is before its beginning`)

/** V112, 7.2: a lifetime is not longer than we accept. */
export const lifetimeBounded: LeafRule = ({ leaf: { source }, maxLifetime, subject, where }) =>
  source._tag !== "keyPackage" || source.lifetime.notAfter - source.lifetime.notBefore <= maxLifetime
    ? undefined
    : invalid("V112", subject, `${where} has a lifetime longer than ${maxLifetime} seconds`)

/** V114, 7.3: now is inside the lifetime. */
export const lifetimeRunning: LeafRule = ({ leaf: { source }, now, subject, where }) =>
  now === undefined || source._tag !== "keyPackage" || (source.lifetime.notBefore <= now && now <= source.lifetime.notAfter)
    ? undefined
    : invalid("V114", subject, `${where} is not valid yet or not valid any more; a fresh key package is needed`)

/** V116, 7.2: a parent hash has the length of a hash, or none where 7.9 says so. */
export const parentHashSized: LeafRule = ({ hashSize, leaf: { source }, subject, where }) =>
  source._tag !== "commit" || source.parentHash.length === 0 || source.parentHash.length === hashSize
    ? undefined
    : invalid("V116", subject, `${where} has a parent hash of ${source.parentHash.length} bytes; ${hashSize} or none are right`)

/** What every leaf must satisfy by itself, whatever its place (7.3; V100, V117, V125). */
export const leafRules: ReadonlyArray<LeafRule> = [
  keyPackageSource,
  updateSource,
  commitSource,
  supportsVersionAndSuite,
  supportsOwnCredential,
  supportsOwnExtensions,
  leafExtensions,
  meetsRequirements,
  supportsGroupExtensions,
  meetsDemands,
  lifetimeInOrder,
  lifetimeBounded,
  lifetimeRunning,
  parentHashSized
]
