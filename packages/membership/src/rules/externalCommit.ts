import { proposalKind } from "@copath/wire"
import { invalid } from "../invalid.ts"
import type { PlanInput, Proposed } from "../proposed.ts"
import { listBounded, type ListRule, oneChangePerLeaf, oneRemove, positionOf, pskIdsOnce, referencesOnce } from "./proposalList.ts"

const byValue: ReadonlySet<string> = new Set(["externalInit", "remove", "psk"])

/** How an external commit may hold a proposal: RFC 9420's three by value, registered kinds as they say. */
const manner = ({ proposal }: Proposed, { registry }: PlanInput): "never" | "byValue" | "byReference" | "either" => {
  if (byValue.has(proposal._tag)) return "byValue"
  if (proposal._tag !== "custom" || registry === undefined) return "never"
  return proposalKind(registry, proposal.proposalType)?.inExternalCommit ?? "never"
}

/** V182, 12.2: exactly one ExternalInit. */
export const oneExternalInit: ListRule = ({ proposals }) => {
  const count = proposals.filter(({ proposal }) => proposal._tag === "externalInit").length
  return count === 1 ? undefined : invalid("V182", undefined, `${count} ExternalInits are listed; an external commit has exactly one`)
}

/** V185, 12.2: only ExternalInit, Remove and PreSharedKey, and kinds registered for it. */
export const onlyJoinersProposals: ListRule = (input) => {
  const { proposals } = input
  const at = positionOf(proposals, (p) => manner(p, input) === "never")
  return at === undefined
    ? undefined
    : invalid(
        "V185",
        at,
        `proposal ${at} is of type ${proposals[at]?.proposal._tag}; an external commit has ExternalInit, Remove and PSKs only`
      )
}

/** V186, 12.4.3.2: nothing by reference, but for kinds that are registered so; those are not by value. */
export const nothingByReference: ListRule = (input) => {
  const { proposals } = input
  const wrong = (p: Proposed): boolean => manner(p, input) === (p.reference === undefined ? "byReference" : "byValue")
  const at = positionOf(proposals, (p) => wrong(p) || (p.reference !== undefined && manner(p, input) === "never"))
  if (at === undefined) return undefined
  const [is, must] = proposals[at]?.reference === undefined ? ["by value", "by reference"] : ["by reference", "by value"]
  return invalid("V186", at, `proposal ${at} of an external commit is ${is}; it must be ${must}`)
}

/** V187, 12.4.3.2: a path is present. */
export const joinerHasPath: ListRule = ({ hasPath }) =>
  hasPath ? undefined : invalid("V187", undefined, "an external commit needs a path")

/** What the list of an external commit must satisfy (12.2), in the order in which it is asked. */
export const externalCommitRules: ReadonlyArray<ListRule> = [
  listBounded,
  nothingByReference,
  onlyJoinersProposals,
  oneExternalInit,
  oneRemove,
  referencesOnce,
  oneChangePerLeaf,
  pskIdsOnce,
  joinerHasPath
]
