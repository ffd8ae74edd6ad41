import type { Plan, Proposed, PublicTree } from "@copath/membership"
import type { LeafIndex } from "@copath/tree-math"
import type { GroupContext, Proposal, Sender } from "@copath/wire"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { PolicyRefused } from "./errors.ts"

/** A commit's list that RFC 9420 allows, before the application has its say. */
export interface CommitQuestion {
  /** The tree of the epoch in which it is committed: who is who. */
  readonly tree: PublicTree
  /** The group context of that epoch. */
  readonly context: GroupContext
  /** Leaf index; `undefined` for somebody who joins by this commit. */
  readonly committer: LeafIndex | undefined
  /** The list with the sender of each proposal. */
  readonly proposals: ReadonlyArray<Proposed>
  /** What comes of it. */
  readonly plan: Plan
}

/** A proposal that arrived by itself, before it is kept. */
export interface ProposalQuestion {
  /** The tree of its epoch. */
  readonly tree: PublicTree
  /** The group context of its epoch. */
  readonly context: GroupContext
  /** Verified. */
  readonly sender: Sender
  /** What is proposed. */
  readonly proposal: Proposal
}

/** The application's rules, asked on sending and on receiving alike. An answer is the reason for refusing; `undefined` agrees. */
export interface Policy {
  /** Who may change what (12.2; V178), and whether outsiders may join by themselves (V188). */
  readonly commit: (q: CommitQuestion) => string | undefined
  /** Which proposals are kept for a commit, those of new members above all (12.1.8; V158). */
  readonly proposal: (q: ProposalQuestion) => string | undefined
  /** Whether it lets some members do what it forbids others: then signatures must tell members apart (R033). */
  readonly tellsMembersApart?: boolean
}

/** Whatever RFC 9420 allows. */
export const permissive: Policy = { commit: () => undefined, proposal: () => undefined }

/** The application's rules as a service: {@link permissive} unless others are provided. All members must choose alike. */
export const GroupPolicy = Context.Reference<Policy>("@copath/group/GroupPolicy", { defaultValue: () => permissive })

/** Fails when the policy refuses the list. */
export const permitted = (policy: Policy, q: CommitQuestion): Effect.Effect<void, PolicyRefused> => {
  const detail = policy.commit(q)
  return detail === undefined ? Effect.void : Effect.fail(new PolicyRefused({ rule: q.committer === undefined ? "V188" : "V178", detail }))
}
