import { CommitAdoption, Seats, StateKeeping } from "@copath/client"
import { Cgka, MessageProtection, SignatureScheme } from "@copath/contracts"
import { createGroup, makeIdentity } from "@copath/group"
import type { Step } from "@copath/lab-core"
import type { Composed } from "@copath/profile-lab"
import * as Effect from "effect/Effect"
import { refused } from "./refused.ts"

/** Whether the members of such a composition, in such a history, can be counted; else it says what stands against it. Nothing has been counted yet. */
export const countable = Effect.fnUntraced(function* (composed: Composed, steps: ReadonlyArray<Step>) {
  const cgka = yield* Cgka
  const scheme = yield* SignatureScheme
  const protection = yield* MessageProtection
  if (cgka.counting === undefined) {
    const detail = `public data do not tell what a member holds, and has to do with a commit: such a group can be run (lab run), not counted`
    return yield* refused("Part", detail)
  }
  if (cgka.removers === "inside") return yield* refused("Part", `in ${cgka.id} only some can remove: who does is not counted`)
  const identity = yield* makeIdentity({ _tag: "basic", identity: new Uint8Array(0) })
  const { note } = yield* scheme.begin(identity.signatureKey)
  if (note.length > 0)
    return yield* refused("Part", `the signature scheme ${scheme.id} has keys of its own, which do not follow from a leaf`)
  const ratchets = composed.choices.handshake === "private" || steps.some((step) => step.do === "say")
  if (ratchets && (protection.resume !== undefined || protection.needs.slot)) {
    const detail = `${protection.id} carries secrets from epoch to epoch, or sends in places that are given out: its messages are not counted; leave them out`
    return yield* refused("Part", detail)
  }
  if ((yield* CommitAdoption).waits) {
    return yield* refused("Part", "members hear of each other before a commit is in force: those who do are not counted")
  }
  if ((yield* StateKeeping).shows !== "nobody") return yield* refused("Part", "what members keep elsewhere, and fetch, is not counted")
  const seats = yield* Seats
  if (seats.shared) return yield* refused("Part", "a leaf's devices have a group of their own: that is not counted")
  const seat = yield* seats.sit(yield* createGroup({ identity }), 1)
  if ((yield* seat.renew({ path: true }))._tag === "proposal") {
    return yield* refused("Part", "devices announce new keys and leave it to another to commit them: that is not counted")
  }
  const wrong = steps.find((step) => step.do === "lose" || step.do === "miss" || (step.do === "note" && step.note.do === "partition"))
  if (wrong !== undefined)
    return yield* refused("Step", `what is lost, missed or parted (event ${wrong.event}, "${wrong.do}") is not counted at scale`)
  const asks = steps.find((step) => step.do === "note" && (step.note.do === "compromise" || step.note.do === "expect"))
  if (asks === undefined) return
  return yield* refused("Step", `what falls to a thief (event ${asks.event}) is not found where values are not told apart: lab run does it`)
})
