import { encodedPreSharedKeyId, type PreSharedKeyId, type Proposal } from "@copath/wire"
import { textKey } from "../byteStrings.ts"
import { type Invalid, invalid, type RuleId } from "../invalid.ts"
import { changedBy, type PlanInput, type Proposed } from "../proposed.ts"

/** A rule of a whole list; cheap, and asked before any proposal is looked into. */
export type ListRule = (input: PlanInput) => Invalid | undefined

/** The most proposals in one commit: as many as PSKs can be counted (8.4). */
export const MAX_PROPOSALS = 0xffff

/** V180: a list is bounded. */
export const listBounded: ListRule = ({ proposals }) =>
  proposals.length <= MAX_PROPOSALS
    ? undefined
    : invalid("V180", undefined, `${proposals.length} proposals are listed; at most ${MAX_PROPOSALS} are accepted`)

type KeyOf = (p: Proposed, input: PlanInput) => string | number | undefined

/** The first position whose key was seen before; proposals without a key are passed over. */
const firstRepeated = (input: PlanInput, keyOf: KeyOf): number | undefined => {
  const seen = new Set<string | number>()
  for (const [at, p] of input.proposals.entries()) {
    const key = keyOf(p, input)
    if (key === undefined) continue
    if (seen.has(key)) return at
    seen.add(key)
  }
  return undefined
}

const noRepeat =
  (rule: RuleId, what: string, keyOf: KeyOf): ListRule =>
  (input) => {
    const at = firstRepeated(input, keyOf)
    return at === undefined ? undefined : invalid(rule, at, `proposal ${at} repeats ${what} of an earlier one`)
  }

/** V163: no reference is listed twice. */
export const referencesOnce = noRepeat("V163", "the reference", ({ reference }) =>
  reference === undefined ? undefined : textKey(reference)
)

/** V166, 12.2: at most one Update or Remove for each leaf. */
export const oneChangePerLeaf = noRepeat("V166", "the change to the leaf", (p, { registry }) => changedBy(p, registry))

/** V168, 12.2: no two Adds for the same client: the same signature key. */
export const oneAddPerClient = noRepeat("V168", "the client's signature key", ({ proposal }) =>
  proposal._tag === "add" ? textKey(proposal.keyPackage.leafNode.signatureKey) : undefined
)

/** V128, 12.2: no two Adds with the same init key. */
export const initKeysDiffer = noRepeat("V128", "the init key", ({ proposal }) =>
  proposal._tag === "add" ? textKey(proposal.keyPackage.initKey) : undefined
)

/** V103, 7.3: no two new leaves with the same encryption key. */
export const newLeafKeysDiffer = noRepeat("V103", "the leaf's encryption key", ({ proposal }) => {
  if (proposal._tag === "add") return textKey(proposal.keyPackage.leafNode.encryptionKey)
  return proposal._tag === "update" ? textKey(proposal.leafNode.encryptionKey) : undefined
})

/** V102, 7.3: no two Updates to the same signature key. */
export const newSignatureKeysDiffer = noRepeat("V102", "the leaf's signature key", ({ proposal }) =>
  proposal._tag === "update" ? textKey(proposal.leafNode.signatureKey) : undefined
)

const pskKey = (psk: PreSharedKeyId): string => textKey(encodedPreSharedKeyId(psk))

/** V170, 12.2: no PreSharedKeyID twice. The nonce is part of it. */
export const pskIdsOnce = noRepeat("V170", "the PreSharedKeyID", ({ proposal }) =>
  proposal._tag === "psk" ? pskKey(proposal.psk) : undefined
)

const onlyOne = (rule: RuleId, tag: Proposal["_tag"]): ListRule =>
  noRepeat(rule, tag, ({ proposal }) => (proposal._tag === tag ? tag : undefined))

/** V171, 12.2: at most one GroupContextExtensions. */
export const oneExtensionsList = onlyOne("V171", "groupContextExtensions")
/** V183, 12.2: at most one Remove. */
export const oneRemove = onlyOne("V183", "remove")

/** The first position of a proposal that `found` picks. */
export const positionOf = (proposals: ReadonlyArray<Proposed>, found: (p: Proposed) => boolean): number | undefined => {
  const at = proposals.findIndex(found)
  return at < 0 ? undefined : at
}
