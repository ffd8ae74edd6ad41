import { DeliveryRefused, type MessageCheck, type Sending } from "@copath/contracts"
import * as Effect from "effect/Effect"
import { type Observation, observe, type ObserveError, type Observed } from "./observer.ts"
import type { GroupServices } from "./parts.ts"

/** Observers of many groups, as a delivery service uses them. */
export interface Watch {
  /** Begins to follow a group under the name that the service knows it by; or begins anew, after a commit that members refused for its tags. */
  readonly follow: (group: string, observed: Observed) => void
  /** Refuses what every member of a followed group would refuse. Of other groups it takes everything. */
  readonly check: MessageCheck
}

/**
 * A {@link MessageCheck} over observers, each one step ahead of what its service has taken. A commit that names a proposal which the service has not seen is
 * refused too: publish the proposal, then the commit again. The services are those at hand now.
 */
export const watchGroups: Effect.Effect<Watch, never, GroupServices> = Effect.suspend(() => watchWith(() => Effect.void))

/** A message that holds as far as anybody can tell, before a service takes it. */
export interface Passing {
  /** The name that the service knows the group by. */
  readonly group: string
  /** The encoded MLSMessage. */
  readonly message: Uint8Array
  /** The group's public side without the message. */
  readonly before: Observed
  /** What an observer makes of it. */
  readonly seen: Observation
  /** What came along with it. */
  readonly sending: Pick<Sending, "proof">
}

/** {@link watchGroups} that asks once more of what holds in public: for services that demand a proof with a commit. */
export const watchWith = (also: (passing: Passing) => Effect.Effect<void, DeliveryRefused>): Effect.Effect<Watch, never, GroupServices> =>
  Effect.map(Effect.context<GroupServices>(), (services) => {
    const watched = new Map<string, Observed>()
    const check: MessageCheck = (group, message, sending = {}) => {
      const before = watched.get(group)
      if (before === undefined) return Effect.succeed(Effect.void)
      return observe(before, message).pipe(
        Effect.provideContext(services),
        Effect.mapError((error) => refusal(group, before, error)),
        Effect.tap((seen) => also({ group, message, before, seen, sending })),
        Effect.map((seen) => Effect.sync(() => void watched.set(group, seen.state)))
      )
    }
    return { follow: (group, observed) => void watched.set(group, observed), check }
  })

const refusal = (group: string, { context }: Observed, error: ObserveError): DeliveryRefused => {
  if (error._tag === "FrameRejected" && error.reason === "StaleEpoch")
    return new DeliveryRefused({ group, reason: "StaleEpoch", epoch: context.epoch })
  return new DeliveryRefused({ group, reason: "Invalid", detail: "rule" in error ? error.rule : error._tag })
}
