import { type SeatTaken, Seats, type Trial } from "@copath/client"
import type { GroupState } from "@copath/group"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { CopyServices } from "./copy.ts"
import { reasonOf } from "../simulation/member.ts"

/** How members took a message. */
export interface Judged {
  /** How many took it in. */
  readonly accepted: number
  /** What the first said who did not. */
  readonly reason: string | undefined
}

/** Whether members take a message, each by itself; what is to be vouched for they talk about until nobody has anything left to say. None of them is changed. */
export const judged: (members: ReadonlyArray<GroupState>, message: Uint8Array) => Effect.Effect<Judged, never, CopyServices> =
  Effect.fnUntraced(function* (members: ReadonlyArray<GroupState>, message: Uint8Array) {
    const seats = yield* Seats
    const trials: Array<Trial<SeatTaken>> = []
    const objections: Array<string> = []
    for (const state of members) {
      const seat = yield* Effect.result(seats.sit(state, 1))
      if (Result.isFailure(seat)) objections.push(reasonOf(seat.failure))
      else trials.push(yield* seat.success.take(message))
    }
    yield* talk(trials)
    for (const { verdict } of trials) {
      if (verdict._tag === "refused") objections.push(reasonOf(verdict.error))
      if (verdict._tag === "waiting") objections.push("NotVouchedFor")
    }
    const accepted = trials.filter(({ verdict }) => verdict._tag === "adopted").length
    return { accepted, reason: objections[0] }
  })

/** Everybody hears what everybody has to say, each once; who waits for somebody silent steps in. */
const talk = Effect.fnUntraced(function* (trials: Array<Trial<SeatTaken>>) {
  const said = new Set<string>()
  const steppedIn = new Set<number>()
  const queue: Array<{ readonly by: number; readonly statement: Uint8Array }> = []
  const put = (by: number, trial: Trial<SeatTaken>): void => {
    trials[by] = trial
    for (const statement of trial.statements) {
      const once = statement.join()
      if (!said.has(once)) queue.push({ by, statement })
      said.add(once)
    }
  }
  for (const [i, trial] of trials.entries()) put(i, trial)
  for (;;) {
    const next = queue.shift()
    if (next !== undefined) {
      for (const [i, trial] of trials.entries())
        if (i !== next.by && trial.verdict._tag === "waiting") put(i, yield* trial.hear(next.statement))
      continue
    }
    const silent = trials.findIndex(({ verdict }, i) => verdict._tag === "waiting" && !steppedIn.has(i))
    const waiting = trials[silent]
    if (waiting === undefined) return
    steppedIn.add(silent)
    put(silent, yield* waiting.stepIn)
  }
})
