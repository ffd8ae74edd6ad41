import type { Delivered, Inbox } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { GroupLog } from "./log.ts"

/** A pull never carries more messages than this: a late subscriber of a long log does not copy it whole. */
const MOST = 256

/** Waits until the log has grown. */
export const grown = (log: GroupLog): Effect.Effect<void> =>
  Effect.callback<void>((resume) => {
    const takeBack = log.onNext(() => resume(Effect.void))
    return Effect.sync(takeBack)
  })

/**
 * Everything from a position on, and then what comes. The stream reads the log itself, at its consumer's pace: there is no buffer that
 * could overflow, and nothing is lost between what was there and what is new.
 */
export const follow = (log: GroupLog, from: bigint): Stream.Stream<Delivered> =>
  Stream.fromPull(
    Effect.sync(() => {
      let next = Number(from)
      const pull: Effect.Effect<readonly [Delivered, ...Array<Delivered>]> = Effect.suspend(() => {
        const [first, ...more] = log.read(next, MOST)
        if (first === undefined) return Effect.flatMap(grown(log), () => pull)
        next += 1 + more.length
        return Effect.succeed([first, ...more] as const)
      })
      return pull
    })
  )

/** A queue on the log itself: everything from a position on, whenever it is asked. */
export const logInbox = (log: GroupLog, from: bigint): Effect.Effect<Inbox> =>
  Effect.sync(() => {
    let next = Number(from)
    const fetch = Effect.sync(() => {
      const fresh = log.read(next, Number.POSITIVE_INFINITY)
      next += fresh.length
      return fresh
    })
    return { fetch, close: Effect.void }
  })
