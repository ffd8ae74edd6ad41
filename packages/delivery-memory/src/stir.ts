import type { Delivered, Inbox } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { grown } from "./follow.ts"
import type { GroupLog } from "./log.ts"
import { type Reordering, reordering, reversing } from "./reorder.ts"

/** How disorderly a service is. */
export interface Stirring {
  /** Equal seeds, and equal calls in equal order, give equal deliveries. */
  readonly seed: string
  /** Most messages held back at a time, so how far one may be displaced; `undefined`: all there are, and the last comes first. */
  readonly window: number | undefined
  /** Milliseconds of silence after which a subscriber is given everything held back. */
  readonly holdMs: number
  /** Whether nothing passes a commit. */
  readonly barriers: boolean
}

/** One reader of a log, with an order of its own. */
interface Stirred {
  /** Takes in what is new; gives what that pushes out. */
  readonly press: () => ReadonlyArray<Delivered>
  /** Gives all that is held back. */
  readonly letGo: () => ReadonlyArray<Delivered>
  /** Whether anything is. */
  readonly isHolding: () => boolean
}

const stirred = (log: GroupLog, from: bigint, { barriers, seed, window }: Stirring): Stirred => {
  const held: Reordering = window === undefined ? reversing() : reordering(seed, window)
  let holding = 0
  let next = Number(from)
  const letGo = (): ReadonlyArray<Delivered> => {
    const out: Array<Delivered> = []
    for (let one = held.release(); one !== undefined; one = held.release()) out.push(one)
    holding = 0
    return out
  }
  const press = (): ReadonlyArray<Delivered> => {
    const fresh = log.read(next, Number.POSITIVE_INFINITY)
    next += fresh.length
    const out: Array<Delivered> = []
    for (const one of fresh) {
      if (barriers && log.isCommit(one.position)) {
        out.push(...letGo(), one)
        continue
      }
      held.offer(one)
      holding++
      const pushed = held.room() === 0 ? held.release() : undefined
      if (pushed === undefined) continue
      out.push(pushed)
      holding--
    }
    return out
  }
  return { press, letGo, isHolding: () => holding > 0 }
}

const some = (list: ReadonlyArray<Delivered>): readonly [Delivered, ...Array<Delivered>] | undefined => {
  const [first, ...more] = list
  return first === undefined ? undefined : [first, ...more]
}

/** Everything from a position on in a reader's own order. What is held back goes out after `holdMs` of silence. */
export const stirredStream = (log: GroupLog, from: bigint, stirring: Stirring): Stream.Stream<Delivered> =>
  Stream.fromPull(
    Effect.sync(() => {
      const reader = stirred(log, from, stirring)
      const pull: Effect.Effect<readonly [Delivered, ...Array<Delivered>]> = Effect.suspend(() => {
        const pushed = some(reader.press())
        if (pushed !== undefined) return Effect.succeed(pushed)
        if (!reader.isHolding()) return Effect.flatMap(grown(log), () => pull)
        return Effect.flatMap(Effect.timeoutOption(grown(log), stirring.holdMs), (more) => {
          const all = more._tag === "None" ? some(reader.letGo()) : undefined
          return all === undefined ? pull : Effect.succeed(all)
        })
      })
      return pull
    })
  )

/** The same for who asks: what is held back goes out when nothing has come since it was last asked. */
export const stirredInbox = (log: GroupLog, from: bigint, stirring: Stirring): Effect.Effect<Inbox> =>
  Effect.sync(() => {
    const reader = stirred(log, from, stirring)
    let last = -1
    const fetch = Effect.sync(() => {
      const out = reader.press()
      const length = log.length()
      const silent = length === last
      last = length
      return silent ? reader.letGo() : out
    })
    return { fetch, close: Effect.void }
  })
