import { adopt, commit, createGroup, type GroupState, joinGroup, makeKeyPackage, receive } from "@copath/group"
import { Effect } from "effect"
import { identityOf, utf8 } from "./services.ts"

/** A group of these names, each with its own state, in the order of their leaves. */
export const groupOf = Effect.fnUntraced(function* (id: string, names: ReadonlyArray<string>) {
  const [creator, ...others] = names
  const alone = yield* createGroup({ groupId: utf8(id), identity: yield* identityOf(creator ?? "") })
  const made = []
  for (const name of others) made.push(yield* makeKeyPackage(yield* identityOf(name)))
  const added = yield* commit(alone, { add: made.map((m) => m.keyPackage) })
  const states = [(yield* adopt(added.state)).state]
  for (const { secrets } of made) {
    states.push(yield* joinGroup({ welcome: added.welcome ?? new Uint8Array(0), keyPackage: secrets }))
  }
  return states as [GroupState, ...Array<GroupState>]
})

/** The state after a message that must be one of these kinds. */
export const after = Effect.fnUntraced(function* (state: GroupState, message: Uint8Array) {
  const got = yield* receive(state, message)
  if (got._tag === "removed") throw new Error("removed")
  return got.state
})
