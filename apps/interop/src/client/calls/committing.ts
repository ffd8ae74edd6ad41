import { encode } from "@copath/codec"
import { adopt, commit, exportTree, receive } from "@copath/group"
import { ratchetTree } from "@copath/wire"
import { Effect } from "effect"
import type { MessageOf } from "../../service/messages.ts"
import { authenticatorOf, type Client, keep, operate } from "../client.ts"
import type { Member } from "../entries.ts"
import { BadRequest } from "../failure.ts"
import type { Handlers } from "../handlers.ts"
import { intentOf, proposalOf } from "../proposal.ts"

/** Takes in proposals that the member does not know yet; gives the member, and the references of all of them in order. */
const takeProposals = Effect.fnUntraced(function* (client: Client, id: number, messages: ReadonlyArray<Uint8Array>) {
  let member = yield* client.entries.get(id, "member")
  const references: Array<Uint8Array> = []
  for (const message of messages) {
    const name = Buffer.from(message).toString("hex")
    const known = member.references.get(name)
    if (known !== undefined) {
      references.push(known)
      continue
    }
    const received = yield* client.suites.run(member, receive(member.state, message))
    if (received._tag !== "proposal") {
      return yield* new BadRequest({ reason: "WrongMessage", detail: `a proposal was expected, not a ${received._tag}` })
    }
    const { reference } = received
    member = keep(client, id, { ...member, references: new Map([...member.references, [name, reference]]) }, received)
    references.push(reference)
  }
  return { member, references }
})

/** Commits exactly these proposals. Nothing changes for the member until it handles its pending commit. */
export const makeCommit = Effect.fnUntraced(function* (client: Client, request: MessageOf<"CommitRequest">) {
  const { byReference, byValue, externalTree, forcePath, stateId } = request
  const { member, references } = yield* takeProposals(client, stateId, byReference)
  const { state } = member
  const make = Effect.gen(function* () {
    const own = yield* Effect.forEach(byValue, (description) => proposalOf(description, state.context.groupId, state.tree))
    const intent = yield* intentOf(own)
    return yield* commit(state, { ...intent, take: references, path: forcePath })
  })
  const made = yield* client.suites.run({ ...member, externalTree }, make)
  const { pending } = keep(client, stateId, member, made).state
  const next = externalTree && pending !== undefined ? { ...pending.next, pending: undefined } : undefined
  return {
    commit: made.message,
    ...(made.welcome === undefined ? {} : { welcome: made.welcome }),
    ...(next === undefined ? {} : { ratchetTree: encode(ratchetTree, exportTree(next)) })
  }
})

/** Takes in a commit of somebody else, and the proposals that it refers to. */
export const takeCommit = Effect.fnUntraced(function* (client: Client, request: MessageOf<"HandleCommitRequest">) {
  const { stateId } = request
  yield* takeProposals(client, stateId, request.proposal)
  return yield* operate(client, stateId, (member) => received(member, request.commit))
})

const received = Effect.fnUntraced(function* ({ state }: Member, message: Uint8Array) {
  const taken = yield* receive(state, message)
  if (taken._tag === "commit") return taken
  if (taken._tag === "removed") {
    return yield* new BadRequest({ reason: "Removed", detail: "this commit removes the member from the group" })
  }
  return yield* new BadRequest({ reason: "WrongMessage", detail: `a commit was expected, not a ${taken._tag}` })
})

/** The member's own commit was accepted. */
export const takePending = (client: Client, id: number) => operate(client, id, ({ state }: Member) => adopt(state))

/** Commits of a member, and of the others. */
export const committing: Handlers<"Commit" | "HandleCommit" | "HandlePendingCommit"> = {
  Commit: makeCommit,

  HandleCommit: Effect.fnUntraced(function* (client, request) {
    const { state } = yield* takeCommit(client, request)
    return { stateId: request.stateId, epochAuthenticator: authenticatorOf(state) }
  }),

  HandlePendingCommit: Effect.fnUntraced(function* (client, { stateId }) {
    const { state } = yield* takePending(client, stateId)
    return { stateId, epochAuthenticator: authenticatorOf(state) }
  })
}
