import { MessageProtection, type Retained, type Secret } from "@copath/contracts"
import * as Effect from "effect/Effect"
import type { GroupState } from "./state.ts"

/** How far back somebody reads who takes this state: the effective window of forward secrecy, of all epochs that are kept. */
export interface Retention extends Retained {
  /** Epochs before this one whose late messages can still be opened. */
  readonly epochs: number
}

/** What a group's state still opens of the past, for an application that shows it or bounds it. */
export const retention: (state: GroupState) => Effect.Effect<Retention, never, MessageProtection> = Effect.fnUntraced(function* (state) {
  const protection = yield* MessageProtection
  const kept = [state, ...state.past].flatMap((epoch) => (epoch.protection === undefined ? [] : [epoch.protection]))
  const all = kept.map(protection.retained)
  return {
    keys: all.reduce((sum, { keys }) => sum + keys, 0),
    oldest: Math.max(...all.map(({ oldest }) => oldest)),
    epochs: state.past.length
  }
})

/** The group without what has waited too long for late messages. */
export interface Forgotten {
  /** The same epoch. */
  readonly state: GroupState
  /** To be wiped once `state` is written down. */
  readonly retired: ReadonlyArray<Secret>
}

/**
 * Forgets what the message protection's window does not allow to wait any longer. `now`: a clock of the caller's in whole seconds below 2^32, the same
 * one each time. Call it every so often: what waits counts its age from the first call that finds it.
 */
export const forget: (state: GroupState, now: number) => Effect.Effect<Forgotten, never, MessageProtection> = Effect.fnUntraced(
  function* (state, now) {
    const protection = yield* MessageProtection
    const current = protection.forget(state.protection, now)
    const retired = [...current.retired]
    const past = state.past.map((epoch) => {
      // An epoch without a state of its own is served by the current one.
      if (epoch.protection === undefined) return epoch
      const forgotten = protection.forget(epoch.protection, now)
      retired.push(...forgotten.retired)
      return { ...epoch, protection: forgotten.state }
    })
    return { state: { ...state, protection: current.state, past }, retired }
  }
)
