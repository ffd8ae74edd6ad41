import { type Delivered, DeliveryRefused, type Published } from "@copath/contracts"
import * as Result from "effect/Result"

/** What a log promises and refuses. */
export interface LogRules {
  /** Whether one commit per epoch wins. Without it `expected` is not looked at, and groups may fork. */
  readonly oneCommitPerEpoch: boolean
  /** Largest message taken, in bytes. */
  readonly maxMessageBytes: number
}

/** One message on its way into a log. */
export interface Entry {
  /** Never looked into: its length and sameness are all that counts. */
  readonly message: Uint8Array
  /** For a commit, the epoch at which the group should be. */
  readonly expected?: bigint | undefined
  /** Names the message among all of the group: its sender and the sender's key for it. Without it every entry is a new one. */
  readonly name?: string | undefined
}

/**
 * One group's messages in their order of arrival, the epoch at which the group stands, and the slots given away. Nothing waits in here:
 * each call is done when it returns, so two callers cannot interleave and the order is total.
 */
export interface GroupLog {
  /** What there is to say before an entry is appended: where it stands already, why it is refused, or nothing. */
  readonly look: (entry: Entry) => Result.Result<Published | undefined, DeliveryRefused>
  /** Appends a copy of the message, unless {@link look} has something to say. With `expected`, the epoch then counts one on. */
  readonly publish: (entry: Entry) => Result.Result<Published, DeliveryRefused>
  /** The next slot of an epoch, from 0. A past epoch is refused as `StaleEpoch`: its slots are forgotten. */
  readonly reserve: (epoch: bigint) => Result.Result<bigint, DeliveryRefused>
  /** At most `most` messages from a position on; none if there are none yet, or no longer. */
  readonly read: (from: number, most: number) => ReadonlyArray<Delivered>
  /** How many messages there ever were: the position that the next one gets. */
  readonly length: () => number
  /** Whether the message at this position was given with `expected`: a commit. */
  readonly isCommit: (position: bigint) => boolean
  /** Gives up the messages before a position; what is sent again under its key is known all the same. */
  readonly forget: (before: number) => void
  /** Bytes of all messages that are there. */
  readonly bytes: () => number
  /** Calls `wake` once, at the next message. The answer takes it back. */
  readonly onNext: (wake: () => void) => () => void
}

const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, at) => byte === b[at])

/** An empty log; the first commit says at which epoch the group stands. */
export const groupLog = (group: string, rules: LogRules): GroupLog => {
  let messages: Array<Delivered> = []
  let bytes = 0
  /** The position of the first message that is there. */
  let first = 0
  const commits = new Set<bigint>()
  const named = new Map<string, Delivered>()
  const slots = new Map<bigint, bigint>()
  let epoch: bigint | undefined = undefined
  let waiting = new Set<() => void>()
  const refused = (reason: DeliveryRefused["reason"], detail?: string) =>
    Result.fail(new DeliveryRefused({ group, reason, ...(detail === undefined ? {} : { detail }) }))
  const stale = (at: bigint) => Result.fail(new DeliveryRefused({ group, reason: "StaleEpoch", epoch: at }))

  const advance = (from: bigint): void => {
    epoch = from + 1n
    for (const past of slots.keys()) if (past < epoch) slots.delete(past)
  }

  const look: GroupLog["look"] = ({ expected, message, name }) => {
    // First of all: a commit that won has moved the epoch itself, and must not lose when it is sent again.
    const there = name === undefined ? undefined : named.get(name)
    if (there !== undefined) {
      return same(there.message, message)
        ? Result.succeed({ position: there.position, duplicate: true })
        : refused("Invalid", "this key of the sender's names another message")
    }
    if (message.length > rules.maxMessageBytes) return refused("TooLarge")
    if (expected !== undefined && rules.oneCommitPerEpoch && epoch !== undefined && epoch !== expected) return stale(epoch)
    return Result.succeed(undefined)
  }

  return {
    look,
    publish: (entry) =>
      Result.map(look(entry), (there) => {
        if (there !== undefined) return there
        const { expected, message, name } = entry
        if (expected !== undefined && rules.oneCommitPerEpoch) advance(expected)
        const delivered = { position: BigInt(first + messages.length), message: message.slice() }
        messages.push(delivered)
        bytes += message.length
        if (expected !== undefined) commits.add(delivered.position)
        if (name !== undefined) named.set(name, delivered)
        const woken = waiting
        waiting = new Set()
        for (const wake of woken) wake()
        return { position: delivered.position, duplicate: false }
      }),
    reserve: (at) => {
      if (epoch !== undefined && at < epoch) return stale(epoch)
      const slot = slots.get(at) ?? 0n
      slots.set(at, slot + 1n)
      return Result.succeed(slot)
    },
    read: (from, most) => messages.slice(Math.max(0, from - first), Math.max(0, from - first + most)),
    length: () => first + messages.length,
    isCommit: (position) => commits.has(position),
    forget: (before) => {
      const gone = messages.slice(0, Math.max(0, before - first))
      messages = messages.slice(gone.length)
      first += gone.length
      for (const { message, position } of gone) {
        bytes -= message.length
        commits.delete(position)
      }
    },
    bytes: () => bytes,
    onNext: (wake) => {
      waiting.add(wake)
      return () => void waiting.delete(wake)
    }
  }
}
