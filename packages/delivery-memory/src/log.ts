import { type Delivered, DeliveryRefused } from "@copath/contracts"
import * as Result from "effect/Result"

/** What a log promises and refuses. */
export interface LogRules {
  /** Whether one commit per epoch wins. Without it `expected` is not looked at, and groups may fork. */
  readonly oneCommitPerEpoch: boolean
  /** Largest message taken, in bytes. */
  readonly maxMessageBytes: number
}

/**
 * One group's messages in their order of arrival, the epoch at which the group stands, and the slots given away. Nothing waits in here:
 * each call is done when it returns, so two callers cannot interleave and the order is total.
 */
export interface GroupLog {
  /** Appends a copy of `message`. With `expected`: only if the group is at that epoch, which then counts one on. */
  readonly publish: (message: Uint8Array, expected: bigint | undefined) => Result.Result<bigint, DeliveryRefused>
  /** The next slot of an epoch, from 0. A past epoch is refused as `StaleEpoch`: its slots are forgotten. */
  readonly reserve: (epoch: bigint) => Result.Result<bigint, DeliveryRefused>
  /** At most `most` messages from a position on; none if there are none yet. */
  readonly read: (from: number, most: number) => ReadonlyArray<Delivered>
  /** Calls `wake` once, at the next message. The answer takes it back. */
  readonly onNext: (wake: () => void) => () => void
}

/** An empty log; the first commit says at which epoch the group stands. */
export const groupLog = (group: string, rules: LogRules): GroupLog => {
  const messages: Array<Delivered> = []
  const slots = new Map<bigint, bigint>()
  let epoch: bigint | undefined = undefined
  let waiting = new Set<() => void>()
  const refused = (reason: DeliveryRefused["reason"]) => Result.fail(new DeliveryRefused({ group, reason }))

  const advance = (from: bigint): void => {
    epoch = from + 1n
    for (const past of slots.keys()) if (past < epoch) slots.delete(past)
  }

  return {
    publish: (message, expected) => {
      if (message.length > rules.maxMessageBytes) return refused("TooLarge")
      if (expected !== undefined && rules.oneCommitPerEpoch) {
        if (epoch !== undefined && epoch !== expected) return refused("StaleEpoch")
        advance(expected)
      }
      const position = BigInt(messages.length)
      messages.push({ position, message: message.slice() })
      const woken = waiting
      waiting = new Set()
      for (const wake of woken) wake()
      return Result.succeed(position)
    },
    reserve: (at) => {
      if (epoch !== undefined && at < epoch) return refused("StaleEpoch")
      const slot = slots.get(at) ?? 0n
      slots.set(at, slot + 1n)
      return Result.succeed(slot)
    },
    read: (from, most) => messages.slice(from, from + most),
    onNext: (wake) => {
      waiting.add(wake)
      return () => void waiting.delete(wake)
    }
  }
}
