import type { Secret } from "@copath/contracts"
import type { GroupServices, GroupState } from "@copath/group"
import { Effect } from "effect"
import { Entries, type Member } from "./entries.ts"
import type { BadRequest } from "./failure.ts"
import { makeSuites, type Provider, type Suites } from "./suites.ts"

/** The client under test: any number of members, of any number of groups. */
export interface Client {
  readonly name: string
  readonly suites: Suites
  readonly entries: Entries
}

/** A client without members. Without `grease` it sends none of the values that are there to be ignored (13.5): some peers trip over them. */
export const makeClient = (provider: Provider, grease = true): Client => ({
  name: provider === "node" ? "Copath (node:crypto)" : "Copath (noble)",
  suites: makeSuites(provider, { grease: grease ? "lists" : "none" }),
  entries: new Entries()
})

/** What an operation of the engine gives, beside other things: a new state, and secrets that have served. */
interface Outcome {
  readonly state: GroupState
  readonly retired?: ReadonlyArray<Secret>
}

/** Keeps a member's new state, and only then wipes what has served. In a new epoch the old one's proposals are forgotten. */
export const keep = (client: Client, id: number, member: Member, { retired = [], state }: Outcome): Member => {
  const sameEpoch = state.context.epoch === member.state.context.epoch
  const next: Member = { ...member, state, references: sameEpoch ? member.references : new Map() }
  client.entries.replace(id, next)
  for (const secret of retired) secret.wipe()
  return next
}

/** A new member, under a number of its own. */
export const enter = (
  client: Client,
  member: Pick<Member, "suite" | "encryptHandshake" | "psks">,
  { retired = [], state }: Outcome
): number => {
  const { encryptHandshake, psks, suite } = member
  const id = client.entries.add({ _tag: "member", suite, encryptHandshake, psks, state, references: new Map() })
  for (const secret of retired) secret.wipe()
  return id
}

/** Runs `operation` on the state of the member with this number and keeps what comes of it. */
export const operate: <A extends Outcome, E>(
  client: Client,
  id: number,
  operation: (member: Member) => Effect.Effect<A, E, GroupServices>
) => Effect.Effect<A, E | BadRequest> = Effect.fnUntraced(function* (client, id, operation) {
  const member = yield* client.entries.get(id, "member")
  const outcome = yield* client.suites.run(member, operation(member))
  keep(client, id, member, outcome)
  return outcome
})

/** `epoch_authenticator` (8.7): by it members see that they agree. */
export const authenticatorOf = ({ secrets }: GroupState): Uint8Array => secrets.authenticator?.expose().slice() ?? new Uint8Array(0)
