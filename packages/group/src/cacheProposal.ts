import { equalBytes } from "@copath/contracts"
import type { Proposal } from "@copath/wire"
import * as Result from "effect/Result"
import { FrameRejected } from "./errors.ts"
import type { Opened } from "./open.ts"
import type { GroupChoices } from "./options.ts"
import type { Parts } from "./parts.ts"
import { proposalRef } from "./propose.ts"
import type { Received } from "./receive.ts"
import type { GroupState } from "./state.ts"

/**
 * Keeps a verified proposal for the commits of this epoch (RFC 9420, 12.4; V144, V145). It is judged when it is committed; here only the
 * cache is bounded (V146).
 */
export const cacheProposal = (
  p: Parts,
  options: GroupChoices,
  state: GroupState,
  opened: Opened,
  proposal: Proposal
): Result.Result<Received, FrameRejected> => {
  const { auth, framed, protection, retired, sender } = opened
  const reference = proposalRef(p.suite, p.wire, { wireFormat: framed.wireFormat, content: framed.content, auth })
  // A public proposal can be replayed by anybody (V063).
  if (state.proposals.some((c) => equalBytes(c.reference, reference))) return Result.succeed({ _tag: "duplicate", state, retired: [] })
  if (state.proposals.length >= options.maxProposals) {
    const detail = `${options.maxProposals} proposals wait already; commit them first`
    return Result.fail(new FrameRejected({ reason: "LimitExceeded", rule: "V146", detail }))
  }
  const cached = { reference, proposal, sender: framed.content.sender }
  return Result.succeed({
    _tag: "proposal",
    state: { ...state, protection, proposals: [...state.proposals, cached] },
    retired,
    sender,
    proposal,
    reference
  })
}
