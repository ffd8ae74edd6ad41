import { MessageProtection } from "@copath/contracts"
import { commit, externalJoin, type GroupState, makeGroupInfo, send } from "@copath/group"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { type CopyServices, identityOf, signsApart, withoutIdentity } from "./copy.ts"
import { type Judged, judged } from "./judged.ts"
import { reasonOf } from "../simulation/member.ts"
import { type CopiedAct, copiedActs, type CopiedHolding, type CopyAttempt } from "../result/stolenCopy.ts"

/** Who tries what before whom. */
export interface CopyTrial {
  /** The copy, as far as it could follow. */
  readonly copy: GroupState
  /** The members who judge what it sends, as they stand now; the first one gives out the GroupInfo by which it could come back. */
  readonly honest: ReadonlyArray<GroupState>
  /** Messages that have gone up since the copy was made, at most: so far its counters may be behind, and so far it skips. */
  readonly behind: number
  /** The first free position for what it sends, where the message protection wants one and the service gives none to who is behind. */
  readonly slot: bigint
}

/** All that a copy can try, each by itself; where members sign with other keys than their identity, once more without that. */
export const copyAttempts: (trial: CopyTrial) => Effect.Effect<ReadonlyArray<CopyAttempt>, never, CopyServices> = Effect.fnUntraced(
  function* (trial: CopyTrial) {
    const attempts: Array<CopyAttempt> = []
    for (const act of copiedActs) attempts.push(yield* attempt(trial, act, "everything"))
    if (!(yield* signsApart(trial.copy))) return attempts
    const robbed = { ...trial, copy: yield* withoutIdentity(trial.copy) }
    for (const act of copiedActs) attempts.push(yield* attempt(robbed, act, "all but the identity key"))
    return attempts
  }
)

/** As the copy stands, and where nobody takes that, with all that is public of the present epoch. */
const attempt = Effect.fnUntraced(function* (trial: CopyTrial, act: CopiedAct, holding: CopiedHolding) {
  let best: Judged | undefined
  let whyNot = ""
  for (const copy of [trial.copy, upToDate(trial)]) {
    const made = yield* Effect.result(withoutDefects(acts[act]({ ...trial, copy })))
    if (Result.isFailure(made)) whyNot = wordsOf(made.failure)
    for (const message of Result.isSuccess(made) ? made.success : []) {
      const came = yield* judged(trial.honest, message)
      if (best === undefined || came.accepted >= best.accepted) best = came
      if (best.accepted === trial.honest.length) break
    }
    if ((best?.accepted ?? 0) > 0) break
  }
  if (best === undefined) return { act, holding, tried: false, accepted: 0, reason: whyNot } satisfies CopyAttempt
  const { accepted, reason } = best
  return { act, holding, tried: true, accepted, ...(reason === undefined ? {} : { reason }) } satisfies CopyAttempt
})

/** The copy with whatever is public of the present epoch: an older one is refused for its number, whatever its keys are worth. */
const upToDate = ({ copy, honest: [witness] }: CopyTrial): GroupState => {
  if (witness === undefined) return copy
  const { book, confirmationTag, context, contextBytes, interimTranscriptHash, proposals, reInit, tree } = witness
  return { ...copy, book, confirmationTag, context, contextBytes, interimTranscriptHash, proposals, reInit, tree }
}

/** Keys of one epoch with what is public of another: parts that rightly take for granted that this cannot be may throw. */
const withoutDefects = <A, E>(effect: Effect.Effect<A, E, CopyServices>): Effect.Effect<A, unknown, CopyServices> =>
  Effect.catchDefect(effect, (defect) => Effect.fail(defect))

/** The messages that each act comes to, one of which must be taken; or why there are none. */
const acts: Readonly<Record<CopiedAct, (trial: CopyTrial) => Effect.Effect<ReadonlyArray<Uint8Array>, unknown, CopyServices>>> = {
  speak: Effect.fnUntraced(function* ({ behind, copy, slot }: CopyTrial) {
    const messages: Array<Uint8Array> = []
    for (let state = copy; messages.length <= behind;) {
      const place = yield* placed(slot + BigInt(messages.length))
      const said = yield* send(state, new TextEncoder().encode("it is me"), place)
      messages.push(said.message)
      state = said.state
    }
    return messages
  }),
  commit: Effect.fnUntraced(function* ({ copy, slot }: CopyTrial) {
    return [(yield* commit(copy, { path: true, ...(yield* placed(slot)) })).message]
  }),
  remove: Effect.fnUntraced(function* ({ copy, honest, slot }: CopyTrial) {
    const place = yield* placed(slot)
    let objection: unknown = { _tag: "NobodyLeft" }
    // Some key agreements let only neighbours remove.
    for (const { me } of honest) {
      const made = yield* Effect.result(commit(copy, { remove: [me], path: true, ...place }))
      if (Result.isSuccess(made)) return [made.success.message]
      objection = made.failure
    }
    return yield* Effect.fail(objection)
  }),
  "re-join": Effect.fnUntraced(function* ({ copy, honest }: CopyTrial) {
    const [witness] = honest
    if (witness === undefined) return yield* Effect.fail({ _tag: "NobodyLeft" })
    const groupInfo = yield* makeGroupInfo(witness)
    return [(yield* externalJoin({ groupInfo, identity: yield* identityOf(copy), resync: true })).message]
  })
}

const placed = (slot: bigint) => Effect.map(MessageProtection, ({ needs }) => (needs.slot ? { slot } : {}))

/** In the words of who refused, where there are some. */
const wordsOf = (cause: unknown): string => {
  const { detail } = typeof cause === "object" && cause !== null ? (cause as { readonly detail?: unknown }) : {}
  return typeof detail === "string" && detail !== "" ? detail : reasonOf(cause)
}
