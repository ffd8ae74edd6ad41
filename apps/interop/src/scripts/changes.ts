import type { Draft } from "../service/messages.ts"
import { agree, type Stage } from "./stage.ts"

/** What a commit leads to, and for whom. */
interface Commit {
  readonly committer: string
  readonly request: Draft<"CommitRequest">
  /** Those who take it in, beside the committer. */
  readonly members: ReadonlyArray<string>
  readonly joiners: ReadonlyArray<string>
}

/** Joins by a Welcome, with the tree if that came apart. */
export const join = async (stage: Stage, actor: string, welcome: Uint8Array, ratchetTree: Uint8Array, authenticator?: Uint8Array) => {
  const { encryptHandshake } = stage
  const transactionId = stage.transaction(actor)
  const joined = await stage
    .client(actor)
    .JoinGroup({ transactionId, welcome, ratchetTree, encryptHandshake, identity: Buffer.from(actor) })
  if (authenticator !== undefined) agree(`epoch authenticator (${actor}, who joins)`, authenticator, joined.epochAuthenticator)
  stage.states.set(actor, joined.stateId)
}

/** Has these members take in a commit, and compares their epochs. */
export const takeIn = async (
  stage: Stage,
  members: ReadonlyArray<string>,
  commit: Uint8Array,
  proposal: ReadonlyArray<Uint8Array>,
  authenticator: Uint8Array
) => {
  for (const member of members) {
    const taken = await stage.client(member).HandleCommit({ stateId: stage.state(member), proposal, commit })
    agree(`epoch authenticator (${member})`, authenticator, taken.epochAuthenticator)
    stage.states.set(member, taken.stateId)
  }
}

/** A commit made, taken in by all, and joined by. */
export const commitFully = async (stage: Stage, { committer, joiners, members, request }: Commit) => {
  const client = stage.client(committer)
  const made = await client.Commit({ ...request, stateId: stage.state(committer) })
  const adopted = await client.HandlePendingCommit({ stateId: stage.state(committer) })
  stage.states.set(committer, adopted.stateId)
  await takeIn(stage, members, made.commit, request.byReference ?? [], adopted.epochAuthenticator)
  for (const joiner of joiners) await join(stage, joiner, made.welcome, made.ratchetTree, adopted.epochAuthenticator)
  stage.members = [committer, ...members, ...joiners]
  return { ...made, epochAuthenticator: adopted.epochAuthenticator }
}
