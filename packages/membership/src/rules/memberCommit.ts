import { type Invalid, invalid, type RuleId } from "../invalid.ts"
import { proposalKind } from "@copath/wire"
import { pathRequired, type PlanInput, type Proposed, removedBy } from "../proposed.ts"
import {
  initKeysDiffer,
  listBounded,
  type ListRule,
  newLeafKeysDiffer,
  newSignatureKeysDiffer,
  oneAddPerClient,
  oneChangePerLeaf,
  oneExtensionsList,
  positionOf,
  pskIdsOnce,
  referencesOnce
} from "./proposalList.ts"

const none =
  (rule: RuleId, detail: string, found: (p: Proposed, input: PlanInput) => boolean): ListRule =>
  (input): Invalid | undefined => {
    const at = positionOf(input.proposals, (p) => found(p, input))
    return at === undefined ? undefined : invalid(rule, at, `proposal ${at} ${detail}`)
  }

/** V179: somebody stays. */
export const somebodyStays: ListRule = ({ proposals, registry, tree }) => {
  const removed = proposals.filter((p) => removedBy(p, registry) !== undefined).length
  return removed === 0 || removed < tree.memberCount
    ? undefined
    : invalid("V179", undefined, `${removed} Removes are listed for ${tree.memberCount} members; at least the committer stays`)
}

/** V149, 12.1.2: no Update by value. */
export const noUpdateByValue = none(
  "V149",
  "is an Update by value; the committer's own leaf is renewed by the path",
  ({ proposal, reference }) => proposal._tag === "update" && reference === undefined
)

/** V164, 12.2: no Update by the committer. */
export const noOwnUpdate = none(
  "V164",
  "is the committer's own Update; the path takes its place",
  ({ proposal, sender }, { committer }) => proposal._tag === "update" && sender._tag === "member" && sender.leafIndex === committer
)

/** V165, 12.2, and V215: no Remove of the committer. */
export const noOwnRemove = none(
  "V165",
  "removes the committer, who cannot commit that",
  (proposed, { committer, registry }) => removedBy(proposed, registry) === committer && committer !== undefined
)

/** V161: a proposal of a kind that travels by reference alone is not spelled out. */
const byReferenceOnly = none(
  "V161",
  "is of a type that a commit holds by reference only",
  ({ proposal, reference }, { registry }) =>
    reference === undefined &&
    proposal._tag === "custom" &&
    registry !== undefined &&
    proposalKind(registry, proposal.proposalType)?.byValue === false
)

/** V172, 12.2: a ReInit stands alone. */
export const reInitAlone: ListRule = ({ proposals }) => {
  const at = positionOf(proposals, ({ proposal }) => proposal._tag === "reInit")
  return at === undefined || proposals.length === 1
    ? undefined
    : invalid("V172", at, `proposal ${at} is a ReInit beside ${proposals.length - 1} others; it must be the only one`)
}

/** V173, 12.2, and V155: no ExternalInit. */
export const noExternalInit = none(
  "V173",
  "is an ExternalInit, which only external commits may hold",
  ({ proposal }) => proposal._tag === "externalInit"
)

/** V193, 12.4 (V160 for registered kinds): a path where the list demands one. */
export const pathPresent: ListRule = ({ hasPath, proposals, registry, rules }) =>
  hasPath || !pathRequired(proposals, rules, registry)
    ? undefined
    : invalid("V193", undefined, proposals.length === 0 ? "a commit without proposals needs a path" : "this list of proposals needs a path")

/** What the list of a member's commit must satisfy (12.2), in the order in which it is asked. */
export const memberCommitRules: ReadonlyArray<ListRule> = [
  listBounded,
  noExternalInit,
  referencesOnce,
  somebodyStays,
  noUpdateByValue,
  noOwnUpdate,
  noOwnRemove,
  byReferenceOnly,
  oneChangePerLeaf,
  oneAddPerClient,
  initKeysDiffer,
  newLeafKeysDiffer,
  newSignatureKeysDiffer,
  pskIdsOnce,
  oneExtensionsList,
  reInitAlone,
  pathPresent
]
