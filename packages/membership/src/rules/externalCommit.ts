import { invalid } from "../invalid.ts"
import { listBounded, type ListRule, oneRemove, positionOf, pskIdsOnce } from "./proposalList.ts"

const allowed: ReadonlySet<string> = new Set(["externalInit", "remove", "psk"])

/** V182, 12.2: exactly one ExternalInit. */
export const oneExternalInit: ListRule = ({ proposals }) => {
  const count = proposals.filter(({ proposal }) => proposal._tag === "externalInit").length
  return count === 1 ? undefined : invalid("V182", undefined, `${count} ExternalInits are listed; an external commit has exactly one`)
}

/** V185, 12.2: only ExternalInit, Remove and PreSharedKey. */
export const onlyJoinersProposals: ListRule = ({ proposals }) => {
  const at = positionOf(proposals, ({ proposal }) => !allowed.has(proposal._tag))
  return at === undefined
    ? undefined
    : invalid(
        "V185",
        at,
        `proposal ${at} is of type ${proposals[at]?.proposal._tag}; an external commit has ExternalInit, Remove and PSKs only`
      )
}

/** V186, 12.4.3.2: nothing by reference. */
export const nothingByReference: ListRule = ({ proposals }) => {
  const at = positionOf(proposals, ({ reference }) => reference !== undefined)
  return at === undefined ? undefined : invalid("V186", at, `proposal ${at} of an external commit is by reference; it must be by value`)
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
  pskIdsOnce,
  joinerHasPath
]
