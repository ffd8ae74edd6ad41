import { Recovery } from "@copath/client"
import { proposeUpdate, send } from "@copath/group"
import { type LeafIndex } from "@copath/tree-math"
import * as Effect from "effect/Effect"
import { memberNear } from "./classes.ts"
import type { CountedGroup } from "./countedGroup.ts"
import { refused } from "./refused.ts"
import type { Work } from "./tally.ts"

/** A member announces new keys, and all others keep the proposal for the next commit: they all do the same for it. */
export const propose = Effect.fnUntraced(function* (group: CountedGroup, leaf: LeafIndex) {
  const { costs, tally } = group.at
  const before = group.shared
  const actor = yield* group.state(leaf, group.sealed)
  tally.take()
  const { message, state } = yield* proposeUpdate(actor)
  costs.work("committer", tally.take(), message.length)
  costs.add("sent.proposal", "committer", message.length)
  costs.add("fanout.proposal", "server", message.length * (group.size - 1))
  const ratcheting = group.sealed || group.cast.size > 0
  if (ratcheting) group.cast.set(leaf, state)
  const speakers = group.spoken.size - group.among([leaf])
  group.spoken.add(leaf)
  group.shared = { ...before, proposals: state.proposals }
  const witness = group.at.receivers ? group.witness(before.tree, (other) => other === leaf) : undefined
  if (witness === undefined) return
  const { echoless, received } = yield* group.takeWhole(before, witness, message)
  if (received._tag !== "proposal") return yield* refused("Broken", "a proposal was not taken for one")
  group.charge("received.proposal", "member", echoless, group.size - 1, speakers, message)
  if (!ratcheting) return
  group.cast.set(witness, received.state)
  // Whoever has a state of this epoch goes on with it, and must have heard of this.
  for (const [other, own] of group.cast) {
    if (other === leaf || other === witness) continue
    const heard = yield* group.take(own, message)
    if (heard._tag === "proposal") group.cast.set(other, heard.state)
  }
})

/** A member says something; the observers open it, and stand for all. If they are all, nothing is told from samples. */
export const say = Effect.fnUntraced(function* (group: CountedGroup, leaf: LeafIndex, size: number) {
  const { costs, observers, tally } = group.at
  const { tree } = group.shared
  const heard = new Set<LeafIndex>()
  if (observers >= group.size) for (const member of tree.members()) heard.add(member)
  else for (const place of group.places(tree, observers)) heard.add(memberNear(tree, place, (other) => heard.has(other)) ?? leaf)
  heard.delete(leaf)
  for (const member of [leaf, ...heard]) group.cast.set(member, yield* group.state(member, true))
  const speaker = group.cast.get(leaf)
  if (speaker === undefined) return
  const text = new Uint8Array(size).fill(0x61)
  const { payload } = yield* (yield* Recovery).begin.compose(speaker, text)
  if (payload.length !== size) return yield* refused("Part", "texts are wrapped so that they can be asked for: those are not counted")
  tally.take()
  const sent = yield* send(speaker, text)
  const { message } = sent
  costs.work("sender", tally.take(), message.length)
  costs.add("sent.application", "sender", message.length)
  costs.add("fanout.application", "server", message.length * (group.size - 1))
  group.cast.set(leaf, sent.state)
  group.spoken.add(leaf)
  costs.add("received.application", "receiver", message.length, group.size - 1)
  const works: Array<Work> = []
  for (const member of heard) {
    const state = group.cast.get(member)
    if (state === undefined) continue
    tally.take()
    const received = yield* group.take(state, message)
    works.push(tally.take())
    if (received._tag !== "application") return yield* refused("Broken", "a text was not taken for one")
    group.cast.set(member, received.state)
  }
  costs.sampled("receiver", { works, devices: group.size - 1, bytes: message.length, drawn: false })
})
