import * as Result from "effect/Result"
import { termsOf } from "./groupTerms.ts"
import { firstObjection, type Invalid, invalid } from "./invalid.ts"
import { hpkeKey, leafObligations, type Obligation } from "./obligation.ts"
import { senderObligations, sendersIn } from "./plan.ts"
import { checkExtensions } from "./rules/extensions.ts"
import { nodesDecoded, treeContentRules, type TreeInput } from "./rules/tree.ts"

/**
 * Judges a tree and the group context that came with it, as a joiner must (12.4.3.1): what is left to be shown, or the first objection. One pass over
 * the nodes for each rule, and no rule compares nodes pairwise (V238).
 */
export const checkTree = (input: TreeInput, rules = treeContentRules): Result.Result<ReadonlyArray<Obligation>, Invalid> => {
  const { groupContext, suiteId, tree } = input
  const context = checkExtensions(
    { place: "groupContext", extensions: groupContext.extensions, where: "the group context", subject: undefined },
    input.registry
  )
  if (context !== undefined) return Result.fail(context)
  const terms = termsOf(groupContext.version, suiteId, groupContext.extensions)
  if (Result.isFailure(terms))
    return Result.fail(invalid("V156", undefined, `required_capabilities does not decode: ${terms.failure.message}`))
  const nodes = nodesDecoded(tree)
  const objection = firstObjection(rules, { ...input, ...nodes, terms: terms.success })
  if (objection !== undefined) return Result.fail(objection)
  const list: Array<Obligation> = []
  for (const { leaf, leafNode } of nodes.leaves) list.push(...leafObligations(leafNode, leaf, "member", undefined))
  for (const { encryptionKey } of nodes.parents.values()) list.push(hpkeKey(encryptionKey))
  for (const sender of sendersIn(groupContext.extensions)) list.push(...senderObligations(sender))
  return Result.succeed(list)
}
