import type { Failure } from "@copath/client"
import { type CipherSuite, equalBytes, type Secret } from "@copath/contracts"
import { commit, type GroupServices, type GroupState, type Identity, makeIdentity, send } from "@copath/group"
import { leafIndex } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Held, SharedGroup, Told } from "./device.ts"
import type { Operation } from "./entry.ts"
import { type OuterParts, replayed } from "./outerParts.ts"

/** An outer group after operations, and what came of them. */
export interface Replayed {
  readonly group: SharedGroup
  readonly told: ReadonlyArray<Told>
  readonly retired: ReadonlyArray<Secret>
}

/**
 * Does what can be done of the operations that wait, in the inner order and never past one that must wait: so each device seals the same text with the
 * same generation of the shared leaf's ratchets. `innerEpoch`: the present one.
 */
export const drain: (start: SharedGroup, innerEpoch: bigint) => Effect.Effect<Replayed, never, CipherSuite | OuterParts> =
  Effect.fnUntraced(function* (start: SharedGroup, innerEpoch: bigint) {
    let group = start
    const told: Array<Told> = []
    const retired: Array<Secret> = []
    for (;;) {
      const next = group.held[0]
      if (next === undefined || mustWait(group, next.operation)) return { group, told, retired }
      const done = yield* replay(group, next)
      const counts = next.innerEpoch === innerEpoch ? 1 : 0
      group = { ...done.group, held: group.held.slice(1), taken: group.taken + counts }
      told.push(...done.told)
      retired.push(next.seed, ...done.retired)
    }
  })

const mustWait = ({ state }: SharedGroup, operation: Operation): boolean => {
  if (operation.epoch !== state.context.epoch) return operation.epoch > state.context.epoch
  if (operation._tag === "say" || state.pending !== undefined) return false
  return operation.take.some((reference) => !state.proposals.some((c) => equalBytes(c.reference, reference)))
}

const replay = (group: SharedGroup, held: Held): Effect.Effect<Replayed, never, CipherSuite | OuterParts> => {
  const { operation } = held
  const { epoch } = group.state.context
  if (operation.epoch < epoch) {
    return Effect.succeed(notDone(group, held, "Late", `epoch ${operation.epoch} of the outer group is over; it is in ${epoch}`))
  }
  return operation._tag === "say" ? say(group, held, operation) : makeCommit(group, held, operation)
}

const notDone = (
  group: SharedGroup,
  { from, mine, operation }: Held,
  reason: Extract<Told, { readonly _tag: "notDone" }>["reason"],
  detail: string,
  error?: Failure
): Replayed => ({ group, told: [{ _tag: "notDone", from, mine, reason, entry: operation, detail, error }], retired: [] })

const failed = (group: SharedGroup, held: Held, error: Failure & { readonly message: string }): Replayed =>
  notDone(group, held, "Failed", error.message, error)

/**
 * The device that asked has looked whether proposals wait (V084). Which of them the others have seen by now, and whether one of them comes from a backup, must
 * not matter here: every device's ratchet goes on alike.
 */
const say = Effect.fnUntraced(function* (group: SharedGroup, held: Held, operation: Extract<Operation, { readonly _tag: "say" }>) {
  const { authenticatedData, data, epoch, groupId, slot } = operation
  const { proposals, receiveOnly } = group.state
  const sealed = yield* Effect.result(
    replayed(
      held.seed,
      send({ ...group.state, proposals: [], receiveOnly: false }, data, { authenticatedData, ...(slot === undefined ? {} : { slot }) })
    )
  )
  if (Result.isFailure(sealed)) return failed(group, held, sealed.failure)
  const { message, retired, state } = sealed.success
  const told: Told = { _tag: "said", groupId, epoch, from: held.from, mine: held.mine, data, message }
  return { group: { ...group, state: { ...state, proposals, receiveOnly } }, told: [told], retired }
})

/** The first in the inner order has the outer epoch: two devices never race for it. */
const makeCommit = Effect.fnUntraced(function* (
  group: SharedGroup,
  held: Held,
  operation: Extract<Operation, { readonly _tag: "commit" }>
) {
  if (group.state.pending !== undefined) return notDone(group, held, "Beaten", "a commit of the shared leaf is under way in this epoch")
  const { epoch, groupId, path } = operation
  const { proposals } = group.state
  const named = proposals.filter((c) => operation.take.some((reference) => equalBytes(c.reference, reference)))
  const made = yield* Effect.result(replayed(held.seed, sharedCommit({ ...group.state, proposals: named }, operation)))
  if (Result.isFailure(made)) return failed(group, held, made.failure)
  const { message, retired, state, welcome } = made.success
  const told: Told = { _tag: "committed", groupId, epoch, from: held.from, mine: held.mine, message, welcome }
  // Without a path the leaf keeps its keys, and whoever was removed has them still.
  const seeded = path ? held.innerEpoch : undefined
  return { group: { ...group, state: { ...state, proposals }, seeded }, told: [told], retired }
})

const sharedCommit = Effect.fnUntraced(function* (state: GroupState, operation: Extract<Operation, { readonly _tag: "commit" }>) {
  const { add, authenticatedData, choose, custom, extensions, path, psks, reInit, remove, slot, take } = operation
  const identity = yield* identityAfter(state, operation.identity)
  const optional = {
    ...(identity === undefined ? {} : { identity }),
    ...(extensions === undefined ? {} : { extensions }),
    ...(reInit === undefined ? {} : { reInit }),
    ...(slot === undefined ? {} : { slot })
  }
  const chosen = { add, remove: remove.map(leafIndex), take: choose ? ("all" as const) : take, psks, custom }
  return yield* commit(state, { ...chosen, ...optional, authenticatedData, path })
})

const identityAfter = (
  { me, tree }: GroupState,
  identity: Extract<Operation, { readonly _tag: "commit" }>["identity"]
): Effect.Effect<Identity | undefined, never, GroupServices> => {
  if (identity._tag !== "derived") return Effect.succeed(identity._tag === "given" ? identity : undefined)
  const leaf = tree.leafAt(me)
  if (leaf === undefined) throw new Error("a member's own leaf is never blank")
  return makeIdentity(leaf.credential)
}
