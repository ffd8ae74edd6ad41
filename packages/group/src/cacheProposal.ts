import { equalBytes } from "@copath/contracts"
import type { Invalid } from "@copath/membership"
import { type Proposal, proposalKind, type Sender } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { FrameRejected, PolicyRefused } from "./errors.ts"
import { judgeAlone } from "./judgeAlone.ts"
import type { Opened, Seen } from "./open.ts"
import type { GroupChoices } from "./options.ts"
import { nowSeconds, type Parts } from "./parts.ts"
import { proposalRef } from "./propose.ts"
import type { Received } from "./receive.ts"
import type { CachedProposal, GroupState, PublicEpoch } from "./state.ts"

/** Why a verified proposal is not kept. */
export type AdmitError = FrameRejected | PolicyRefused | Invalid

/**
 * Judges a verified proposal for the commits of this epoch (RFC 9420, 12.4; V144, V145); `undefined` for one that is kept already. A member's is judged
 * when it is committed; what comes from outside is judged here as well, and must please the application (V158). The cache is bounded, in all and for
 * each sender (V146).
 */
export const admitProposal = (
  p: Parts,
  options: GroupChoices,
  epoch: PublicEpoch,
  { auth, framed }: Seen,
  proposal: Proposal,
  now: bigint | undefined
): Result.Result<CachedProposal | undefined, AdmitError> => {
  const { sender } = framed.content
  const reference = proposalRef(p.suite, p.wire, { wireFormat: framed.wireFormat, content: framed.content, auth })
  // A public proposal can be replayed by anybody (V063).
  if (epoch.proposals.some((c) => equalBytes(c.reference, reference))) return Result.succeed(undefined)
  const full = overfull(options, epoch.proposals, sender)
  if (full !== undefined) return Result.fail(new FrameRejected({ reason: "LimitExceeded", rule: "V146", detail: full }))
  if (mustBePublic(p, proposal) && framed.wireFormat !== p.wire.formats.publicMessage) {
    const detail = "a proposal of this type travels as a public message, so that joiners can read it"
    return Result.fail(new FrameRejected({ reason: "WireFormatPolicy", rule: "V044", detail }))
  }
  if (sender._tag !== "member") {
    const objection = judgeAlone(p, options, epoch, { proposal, sender, reference }, now)
    if (objection !== undefined) return Result.fail(objection)
  }
  const refusal = p.policy.proposal({ tree: epoch.tree, context: epoch.context, sender, proposal })
  return refusal === undefined
    ? Result.succeed({ reference, proposal, sender })
    : Result.fail(new PolicyRefused({ rule: "V158", detail: refusal }))
}

/** Keeps a verified proposal, if it is admitted. */
export const cacheProposal: (
  p: Parts,
  options: GroupChoices,
  state: GroupState,
  opened: Opened,
  proposal: Proposal
) => Effect.Effect<Received, AdmitError> = Effect.fnUntraced(function* (p, options, state, opened, proposal) {
  const cached = yield* Effect.fromResult(admitProposal(p, options, state, opened, proposal, yield* nowSeconds))
  if (cached === undefined) return { _tag: "duplicate", state, retired: [] } as const
  return {
    _tag: "proposal",
    state: { ...state, protection: opened.protection, proposals: [...state.proposals, cached] },
    retired: opened.retired,
    ...cached,
    authenticatedData: opened.framed.content.authenticatedData
  } as const
})

const mustBePublic = (p: Parts, proposal: Proposal): boolean =>
  proposal._tag === "custom" && proposalKind(p.registry, proposal.proposalType)?.publicOnly === true

const overfull = (options: GroupChoices, kept: ReadonlyArray<CachedProposal>, sender: Sender): string | undefined => {
  if (kept.length >= options.maxProposals) return `${options.maxProposals} proposals wait already; commit them first`
  const same = kept.filter((c) => sameSender(c.sender, sender)).length
  return same >= options.maxProposalsOfOne ? `${same} proposals of this sender wait already; commit them first` : undefined
}

const sameSender = (a: Sender, b: Sender): boolean =>
  a._tag === b._tag &&
  (a._tag !== "member" || b._tag !== "member" || a.leafIndex === b.leafIndex) &&
  (a._tag !== "external" || b._tag !== "external" || a.senderIndex === b.senderIndex)
