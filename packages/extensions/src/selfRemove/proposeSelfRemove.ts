import {
  type GroupServices,
  type GroupState,
  proposeCustom,
  type ProposalSent,
  type ProposeError,
  SendRejected,
  type SendOptions
} from "@copath/group"
import * as Effect from "effect/Effect"
import { draftProposalTypes } from "../codePoints.ts"

const nothing = new Uint8Array(0)

/**
 * Leaves the group: a public message that any member's commit takes along, and any external joiner's that is given it (draft-ietf-mls-extensions-09, 6.3.1).
 * Until then we are a member and must not commit: our own commit would leave it out.
 *
 * `SendRejected` (`Invalid`): a member does not support it (V159), or this epoch has one of ours already (V161).
 */
export const proposeSelfRemove: (state: GroupState, options?: SendOptions) => Effect.Effect<ProposalSent, ProposeError, GroupServices> =
  Effect.fnUntraced(function* (state: GroupState, options: SendOptions = {}) {
    const refuse = (rule: string, detail: string) => new SendRejected({ reason: "Invalid", rule, detail })
    const { me, proposals, tree } = state
    if (tree.capabilities().of("proposal", draftProposalTypes.selfRemove) < tree.memberCount) {
      return yield* refuse("V159", "some member does not support SelfRemove; propose to be removed instead")
    }
    const mine = proposals.some(
      ({ proposal, sender }) =>
        sender._tag === "member" &&
        sender.leafIndex === me &&
        proposal._tag === "custom" &&
        proposal.proposalType === draftProposalTypes.selfRemove
    )
    if (mine) return yield* refuse("V161", "a SelfRemove of ours waits in this epoch already; one is enough")
    return yield* proposeCustom(state, draftProposalTypes.selfRemove, nothing, options)
  })
