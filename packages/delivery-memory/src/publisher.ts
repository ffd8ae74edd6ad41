import type { DeliveryRefused, DeliveryService, Published, Sending } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Semaphore from "effect/Semaphore"
import { barred, entryName } from "./gate.ts"
import type { Entry, GroupLog } from "./log.ts"
import type { MemoryOptions } from "./logs.ts"

/** `publish` of a service over logs. A refusal comes before anything is appended, and a message that is there already is not judged again. */
export const publisher = (logs: (group: string) => GroupLog, options: MemoryOptions): DeliveryService["Service"]["publish"] => {
  const turns = new Map<string, Semaphore.Semaphore>()
  /** A check may wait, for a signature or a credential; messages of a group then wait for each other. */
  const inTurn = (group: string): Semaphore.Semaphore => {
    const known = turns.get(group)
    if (known !== undefined) return known
    const made = Semaphore.makeUnsafe(1)
    turns.set(group, made)
    return made
  }
  const append = (group: string, entry: Entry): Effect.Effect<Published, DeliveryRefused> => Effect.fromResult(logs(group).publish(entry))
  const checked = (group: string, given: Entry, sending: Sending): Effect.Effect<Published, DeliveryRefused> => {
    const { check } = options
    if (check === undefined) return append(group, given)
    // What was looked at is what is appended, whatever the sender does with its array meanwhile.
    const entry = { ...given, message: given.message.slice() }
    return Effect.flatMap(check(group, entry.message, sending), (taken) =>
      Effect.uninterruptible(Effect.suspend(() => Effect.tap(append(group, entry), () => taken)))
    )
  }
  return (group, message, expected, sending = {}) => {
    const attempt = Effect.suspend((): Effect.Effect<Published, DeliveryRefused> => {
      const name = entryName(options, group, sending)
      if (Result.isFailure(name)) return Effect.fail(name.failure)
      const entry = { message, expected: Option.getOrUndefined(expected), name: name.success }
      const known = logs(group).look(entry)
      if (Result.isFailure(known)) return Effect.fail(known.failure)
      if (known.success !== undefined) return Effect.succeed(known.success)
      const refused = barred(options, group, message, sending.cookie)
      return refused === undefined ? checked(group, entry, sending) : Effect.fail(refused)
    })
    return options.check === undefined ? attempt : Effect.suspend(() => inTurn(group).withPermits(1)(attempt))
  }
}
