import { externalPsk, type Intent, resumptionPsk } from "@copath/group"
import type { PublicTree } from "@copath/membership"
import { leafIndex } from "@copath/tree-math"
import { MLS10, type Proposal } from "@copath/wire"
import { Effect } from "effect"
import type { MessageOf } from "../service/messages.ts"
import { BadRequest } from "./failure.ts"
import { extensionsIn, keyPackageIn, memberNamed } from "./read.ts"

/** The proposal that a description means, in the group with this id and tree. */
export const proposalOf = Effect.fnUntraced(function* (
  description: MessageOf<"ProposalDescription">,
  groupId: Uint8Array,
  tree: PublicTree
) {
  const type = Buffer.from(description.proposalType).toString("ascii")
  const { cipherSuite } = description
  const extensions = extensionsIn(description.extensions)
  const made = (proposal: Proposal): Proposal => proposal
  switch (type) {
    case "add":
      return made({ _tag: "add", keyPackage: yield* keyPackageIn(description.keyPackage) })
    case "remove":
      return made({ _tag: "remove", removed: yield* memberNamed(tree, description.removedId) })
    case "externalPSK":
      return made({ _tag: "psk", psk: yield* externalPsk(description.pskId) })
    case "resumptionPSK":
      return made({ _tag: "psk", psk: yield* resumptionPsk(groupId, BigInt(description.epochId)) })
    case "groupContextExtensions":
      return made({ _tag: "groupContextExtensions", extensions })
    case "reinit":
      return made({ _tag: "reInit", groupId: description.groupId, version: MLS10, cipherSuite, extensions })
    default:
      return yield* new BadRequest({ reason: "UnknownProposalType", detail: `there is no proposal of type "${type}"` })
  }
})

/** What a committer wants by these proposals of its own. A ReInit does not go into a commit by value, says the interface. */
export const intentOf = (proposals: ReadonlyArray<Proposal>): Effect.Effect<Intent, BadRequest> => {
  const lists = proposals.flatMap((p) => (p._tag === "groupContextExtensions" ? [p.extensions] : []))
  const [extensions, ...more] = lists
  const known = new Set(["add", "remove", "psk", "groupContextExtensions"])
  const odd = more.length > 0 ? "groupContextExtensions" : proposals.find((p) => !known.has(p._tag))?._tag
  if (odd !== undefined) {
    return Effect.fail(new BadRequest({ reason: "Malformed", detail: `a commit does not take this ${odd} by value` }))
  }
  return Effect.succeed({
    add: proposals.flatMap((p) => (p._tag === "add" ? [p.keyPackage] : [])),
    remove: proposals.flatMap((p) => (p._tag === "remove" ? [leafIndex(p.removed)] : [])),
    psks: proposals.flatMap((p) => (p._tag === "psk" ? [p.psk] : [])),
    ...(extensions === undefined ? {} : { extensions })
  })
}
