import { leafIndex } from "@copath/tree-math"
import { type Proposal, proposalKind, type Registry, resumptionUsages, type Sender } from "@copath/wire"
import { sameBytes } from "../byteStrings.ts"
import type { GroupTerms } from "../groupTerms.ts"
import { firstObjection, type Invalid, invalid } from "../invalid.ts"
import type { PlanInput, Proposed } from "../proposed.ts"
import { checkExtensions } from "./extensions.ts"
import { keyPackageRules } from "./keyPackage.ts"
import { type LeafQuestion, leafRules } from "./leaf.ts"

/** One proposal of a list. `terms` are those of the next epoch: new extensions are in force already (12.3; V175). */
export interface ProposalQuestion {
  /** The proposal and its sender. */
  readonly proposed: Proposed
  /** Position in the list. */
  readonly at: number
  /** The whole list and the epoch in which it is committed. */
  readonly input: PlanInput
  /** What the next epoch asks of every leaf. */
  readonly terms: GroupTerms
}
/** A rule of one proposal: an objection, or `undefined`. */
export type ProposalRule = (q: ProposalQuestion) => Invalid | undefined

const judged = ({ at, input, terms }: ProposalQuestion): Omit<LeafQuestion, "leaf" | "place" | "where"> => ({
  subject: at,
  terms,
  now: input.now,
  maxLifetime: input.maxLifetime,
  hashSize: input.hashSize,
  registry: input.registry
})

const mayPropose: Record<Sender["_tag"], ReadonlySet<string> | undefined> = {
  member: undefined,
  external: new Set(["add", "remove", "psk", "reInit", "groupContextExtensions"]),
  newMemberProposal: new Set(["add"]),
  newMemberCommit: undefined
}

/** Whether a sender of some type may propose this (12.1.8); registered kinds say themselves whether external senders may (V160). */
export const maySend = (sender: Sender["_tag"], proposal: Proposal, registry: Registry | undefined): boolean => {
  if (proposal._tag === "custom" && sender === "external") {
    return registry !== undefined && proposalKind(registry, proposal.proposalType)?.external === true
  }
  return mayPropose[sender]?.has(proposal._tag) !== false
}

/** V157, 12.1.8: senders from outside propose only what they may. */
export const senderMaySend: ProposalRule = ({ at, input, proposed: { proposal, sender } }) =>
  !maySend(sender._tag, proposal, input.registry)
    ? invalid("V157", at, `proposal ${at} is of type ${proposal._tag}, which a sender of type ${sender._tag} cannot send`)
    : undefined

/** V147, 12.1.1: an Add's key package is valid. */
export const addIsValid: ProposalRule = (q) => {
  const { proposal } = q.proposed
  return proposal._tag === "add"
    ? firstObjection(keyPackageRules, { ...judged(q), keyPackage: proposal.keyPackage, where: `the key package of proposal ${q.at}` })
    : undefined
}

/** V148, 12.1.2: an Update comes from a member, for its own leaf. */
export const updateFromMember: ProposalRule = ({ at, input, proposed: { proposal, sender } }) =>
  proposal._tag !== "update" || (sender._tag === "member" && input.tree.occupied(leafIndex(sender.leafIndex)))
    ? undefined
    : invalid("V148", at, `proposal ${at} is an Update whose sender is no member`)

/** V148, 12.1.2: an Update's leaf is valid. */
export const updateIsValid: ProposalRule = (q) => {
  const { proposal } = q.proposed
  return proposal._tag === "update"
    ? firstObjection(leafRules, { ...judged(q), leaf: proposal.leafNode, place: "update", where: `the leaf of proposal ${q.at}` })
    : undefined
}

/** V101, 7.3: an Update brings a fresh encryption key. */
export const updateIsFresh: ProposalRule = ({ at, input, proposed: { proposal, sender } }) => {
  if (proposal._tag !== "update" || sender._tag !== "member") return undefined
  const old = input.tree.leafAt(leafIndex(sender.leafIndex))
  return old !== undefined && sameBytes(old.encryptionKey, proposal.leafNode.encryptionKey)
    ? invalid("V101", at, `proposal ${at} is an Update that keeps the old encryption key; a fresh one is needed`)
    : undefined
}

/** V150, 12.1.3: a Remove names a member. */
export const removesMember: ProposalRule = ({ at, input, proposed: { proposal } }) =>
  proposal._tag !== "remove" || (proposal.removed < input.tree.leafCount && input.tree.occupied(leafIndex(proposal.removed)))
    ? undefined
    : invalid("V150", at, `proposal ${at} removes leaf ${proposal.removed}, where there is no member`)

/** V151, 12.1.4: a PSK's nonce has the length of a hash. */
export const pskNonceSized: ProposalRule = ({ at, input, proposed: { proposal } }) =>
  proposal._tag !== "psk" || proposal.psk.pskNonce.length === input.hashSize
    ? undefined
    : invalid("V151", at, `proposal ${at} has a PSK nonce of ${proposal.psk.pskNonce.length} bytes; ${input.hashSize} are right`)

/** V152, 12.1.4: resumption PSKs for re-creating or branching a group serve only that. */
export const pskUsageFits: ProposalRule = ({ at, input, proposed: { proposal } }) => {
  if (proposal._tag !== "psk" || proposal.psk._tag !== "resumption" || proposal.psk.usage === resumptionUsages.application) return undefined
  return input.resumption !== undefined && proposal.psk.usage === resumptionUsages[input.resumption]
    ? undefined
    : invalid("V152", at, `proposal ${at} uses a resumption PSK outside of the operation that it is for`)
}

/** V153, 12.1.5: a ReInit does not lower the version. */
export const reInitNotOlder: ProposalRule = ({ at, input, proposed: { proposal } }) =>
  proposal._tag !== "reInit" || proposal.version >= input.groupContext.version
    ? undefined
    : invalid("V153", at, `proposal ${at} re-creates the group with version ${proposal.version}, below ${input.groupContext.version}`)

/** V154: the suite that a ReInit announces is one that we could start a group with. */
export const reInitSuiteKnown: ProposalRule = ({ at, input, proposed: { proposal } }) =>
  proposal._tag !== "reInit" || input.suites === undefined || input.suites.has(proposal.cipherSuite)
    ? undefined
    : invalid("V154", at, `proposal ${at} re-creates the group with suite ${proposal.cipherSuite}, which is not one of ours`)

/** V154, with V107, V108 and V156: a ReInit's extensions can start a group. */
export const reInitExtensions: ProposalRule = ({ at, input, proposed: { proposal } }) =>
  proposal._tag === "reInit"
    ? checkExtensions({ place: "groupContext", extensions: proposal.extensions, where: `proposal ${at}`, subject: at }, input.registry)
    : undefined

/** V156, with V107 and V108: a new list of group context extensions is well-formed. */
export const newExtensions: ProposalRule = ({ at, input, proposed: { proposal } }) =>
  proposal._tag === "groupContextExtensions"
    ? checkExtensions({ place: "groupContext", extensions: proposal.extensions, where: `proposal ${at}`, subject: at }, input.registry)
    : undefined

/** What each proposal must satisfy by itself (12.1; V161). */
export const proposalRules: ReadonlyArray<ProposalRule> = [
  senderMaySend,
  addIsValid,
  updateFromMember,
  updateIsValid,
  updateIsFresh,
  removesMember,
  pskNonceSized,
  pskUsageFits,
  reInitNotOlder,
  reInitSuiteKnown,
  reInitExtensions,
  newExtensions
]
