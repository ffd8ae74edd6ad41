import type { Delivered, DeliveryService } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { LawBroken } from "../broken.ts"

const listed = (seen: ReadonlyArray<Delivered>): string => {
  const positions = seen.map(({ position }) => String(position))
  return positions.length > 12 ? `${positions.slice(0, 12).join(", ")}, …` : positions.join(", ")
}

/** The next `count` messages of a subscription from a position. A service that does not bring them in time has lost some: that breaks a law, and which came is told. */
export const collected = Effect.fnUntraced(function* (
  subscription: ReturnType<DeliveryService["Service"]["subscribe"]>,
  count: number,
  patience: `${number} seconds` = "2 seconds"
) {
  const seen: Array<Delivered> = []
  const keep = (one: Delivered): Effect.Effect<void> => Effect.sync(() => void seen.push(one))
  const done = yield* Effect.timeoutOption(Stream.runForEach(Stream.take(subscription, count), keep), patience)
  if (Option.isSome(done)) return seen
  const came = seen.length === 0 ? "none" : `${seen.length}, at the positions ${listed(seen)}`
  return yield* new LawBroken({ law: "nothing is lost", detail: `of ${count} messages, there came within ${patience} ${came}` })
})
