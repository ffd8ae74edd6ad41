import { type Delivered, DeliveryRefused, DeliveryService } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { deliveryLaws } from "../../src/index.ts"
import { everyLawBites } from "../laws.ts"

const faults = {
  "losing every tenth message": "every subscriber gets every message once",
  "delivering twice": "every subscriber gets every message once",
  "forgetting the past": "every subscriber gets every message once",
  "keeping the sender's array": "a message arrives with the bytes",
  "cutting at 65,535 bytes": "a message arrives with the bytes",
  "counting from 1": "publish answers with the position",
  "ignoring the position": "a subscription from a position",
  "a window of 1,000 for slow readers": "a slow reader loses nothing",
  "ending all streams with one": "an abandoned subscription",
  "one log for all groups": "groups share neither",
  "newest first": "a service of total order shows all",
  "taking every commit": "a service of ordered epochs takes one",
  "delivering refused commits": "a service of ordered epochs takes one",
  "refusing past epochs only": "a service of ordered epochs takes commits for",
  "counting every message as a commit": "a message without an expected epoch",
  "slots for all epochs alike": "a service with slots",
  "no size limit": "a message over the limit",
  "a refused commit moves the epoch": "a message over the limit"
} as const
type Fault = keyof typeof faults

interface Group {
  readonly log: Array<Delivered>
  epoch: bigint | undefined
  readonly slots: Map<bigint, bigint>
}

/** The plainest service there is: subscribers look again and again. */
const service = (fault: Fault | "none"): Layer.Layer<DeliveryService> =>
  Layer.sync(DeliveryService, () => {
    const is = (f: Fault): boolean => f === fault
    const groups = new Map<string, Group>()
    let ended = false
    const at = (name: string): Group => {
      const key = is("one log for all groups") ? "" : name
      const group = groups.get(key) ?? { log: [], epoch: undefined, slots: new Map<bigint, bigint>() }
      groups.set(key, group)
      return group
    }
    const append = (group: Group, message: Uint8Array): { readonly position: bigint } => {
      const kept = is("keeping the sender's array") ? message : message.slice(0, is("cutting at 65,535 bytes") ? 65_535 : message.length)
      const position = BigInt(group.log.length)
      group.log.push({ position, message: kept })
      return { position: is("counting from 1") ? position + 1n : position }
    }
    const next = (name: string, from: number, start: number): ReadonlyArray<Delivered> => {
      const { log } = at(name)
      let fresh = log.slice(from)
      if (is("losing every tenth message")) fresh = fresh.filter(({ position }) => position % 10n !== 9n)
      if (is("delivering twice")) fresh = fresh.flatMap((one) => (one.position === 3n ? [one, one] : [one]))
      if (is("forgetting the past") && from === start) fresh = fresh.slice(-1)
      if (is("a window of 1,000 for slow readers")) fresh = fresh.slice(-1_000)
      if (is("newest first")) fresh = fresh.toReversed()
      return fresh
    }
    return DeliveryService.of({
      id: "plain",
      ordering: "total",
      slots: true,
      reserve: (name, epoch) =>
        Effect.sync(() => {
          const { slots } = at(name)
          const key = is("slots for all epochs alike") ? 0n : epoch
          const slot = slots.get(key) ?? 0n
          slots.set(key, slot + 1n)
          return slot
        }),
      publish: (name, message, expected) =>
        Effect.suspend(() => {
          const group = at(name)
          const refused = (reason: DeliveryRefused["reason"]) => Effect.fail(new DeliveryRefused({ group: name, reason }))
          const epoch = Option.getOrUndefined(expected)
          const large = message.length > 100_000 && !is("no size limit")
          if (large && !is("a refused commit moves the epoch")) return refused("TooLarge")
          if (epoch !== undefined) {
            const stale = is("refusing past epochs only") ? epoch < (group.epoch ?? 0n) : epoch !== (group.epoch ?? epoch)
            if (stale && is("delivering refused commits")) append(group, message)
            if (stale && !is("taking every commit")) return refused("StaleEpoch")
            group.epoch = epoch + 1n
          } else if (is("counting every message as a commit")) group.epoch = (group.epoch ?? 0n) + 1n
          if (large) return refused("TooLarge")
          return Effect.succeed(append(group, message))
        }),
      subscribe: (name, from) =>
        Stream.suspend(() => {
          const start = is("ignoring the position") ? 0 : Number(from)
          let seen = start
          const look = Effect.gen(function* () {
            while (at(name).log.length <= seen) yield* Effect.sleep("1 millis")
            const fresh = next(name, seen, start)
            seen = at(name).log.length
            return fresh
          })
          const all = Stream.flatMap(Stream.fromEffectRepeat(look), Stream.fromIterable)
          if (!is("ending all streams with one")) return all
          return all.pipe(
            Stream.takeWhile(() => !ended),
            Stream.ensuring(Effect.sync(() => void (ended = true)))
          )
        })
    })
  })

everyLawBites(deliveryLaws({ maxMessageBytes: 100_000 }), service, faults)
