import { type CommitAdoption, type NotKept, type Seats, StateKeeping } from "@copath/client"
import { SignatureScheme } from "@copath/contracts"
import { type GroupServices, type GroupState, type Identity, makeIdentity, receive } from "@copath/group"
import * as Effect from "effect/Effect"
import type { Upload } from "../simulation/watch.ts"

/** What copies of states need of a composition. */
export type CopyServices = GroupServices | CommitAdoption | Seats | StateKeeping

/** A copy of a member's state, woken up from the bytes that its `StateKeeping` wrote. */
export const awakeCopy: (written: Uint8Array) => Effect.Effect<GroupState, NotKept, CopyServices> = Effect.fnUntraced(function* (
  written: Uint8Array
) {
  return (yield* (yield* StateKeeping).read(written)).state
})

/** Something that went up in a run, with the step that it was part of. */
export interface OnWire extends Pick<Upload, "kind" | "message" | "accepted"> {
  /** Counts the steps, from 0: the `step` of the moment that came next. */
  readonly state: number
}

/** What there is for a copy to follow. */
export interface Following {
  /** The step after which the state was written down. */
  readonly at: number
  /** Everything that went up in the run, in order. */
  readonly wire: ReadonlyArray<OnWire>
  /** Texts of the run, by which they are known again. */
  readonly texts: ReadonlyArray<Uint8Array>
  /** The last step whose messages it gets; to the end, unless it is said. */
  readonly until?: number
}

/** What a copy came to that was fed with the wire. */
export interface Followed {
  /** As far as it got. */
  readonly state: GroupState
  /** Indices of the texts that it read. */
  readonly read: ReadonlySet<number>
}

/**
 * A copy of a member's state that is fed with everything on the wire: with what went before, of which it should be able to read nothing, and then with the
 * rest, which it follows as the member would. It makes no commits of its own, so it stays behind where the member itself renewed its keys.
 */
export const followWire: (copy: GroupState, what: Following) => Effect.Effect<Followed, never, CopyServices> = Effect.fnUntraced(function* (
  copy: GroupState,
  { at, texts, until = Number.POSITIVE_INFINITY, wire }: Following
) {
  const numbers = new Map(texts.map((text, i) => [nameBytes(text), i]))
  const read = new Set<number>()
  let state = copy
  for (const { accepted, kind, message, state: when } of wire) {
    if (!accepted || when > until || (kind !== "application" && kind !== "proposal" && kind !== "commit")) continue
    if (when <= at && kind !== "application") continue
    const taken = yield* Effect.option(receive(state, message))
    if (taken._tag === "None") continue
    if (taken.value._tag === "application") for (const text of textsIn(numbers, taken.value.data)) read.add(text)
    if (when > at && "state" in taken.value) state = taken.value.state
  }
  return { state, read }
})

const nameBytes = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")

/** Numbers of the texts that stand in this data. */
const textsIn = (numbers: ReadonlyMap<string, number>, data: Uint8Array): ReadonlyArray<number> => {
  const whole = nameBytes(data)
  const exact = numbers.get(whole)
  return exact === undefined ? [...numbers].flatMap(([text, i]) => (whole.includes(text) ? [i] : [])) : [exact]
}

/** Who a state says that its member is. */
export const identityOf = ({ identity, me, tree }: GroupState): Effect.Effect<Identity> => {
  const leaf = tree.leafAt(me)
  return leaf === undefined
    ? Effect.die(new RangeError("a member has a leaf"))
    : Effect.succeed({ credential: leaf.credential, signatureKey: identity })
}

/** The state without the long-term identity key: a new one, of whoever has the copy, in its place. */
export const withoutIdentity: (state: GroupState) => Effect.Effect<GroupState, never, CopyServices> = Effect.fnUntraced(function* (
  state: GroupState
) {
  const { credential } = yield* identityOf(state)
  const { signatureKey } = yield* Effect.orDie(makeIdentity(credential))
  return { ...state, identity: signatureKey }
})

/** Whether what members say is signed with other keys than their identity: such as the leaf has to name beside it. */
export const signsApart: (state: GroupState) => Effect.Effect<boolean, never, CopyServices> = Effect.fnUntraced(function* ({
  identity
}: GroupState) {
  const { note } = yield* Effect.orDie((yield* SignatureScheme).begin(identity))
  return note.length > 0
})
