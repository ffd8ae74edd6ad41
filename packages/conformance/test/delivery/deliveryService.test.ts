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
  "telling no epoch": "V312: of 100",
  "telling the refused epoch": "V312: of 100",
  "taking two of a hundred": "V312: of 100",
  "a gap at every tenth": "V313: a group",
  "another order after each connection": "V313: a group",
  "starting anew one late": "V313: a group",
  "forgetting keys": "V315: the same bytes",
  "the epoch before the key": "V315: the same bytes",
  "a key for any bytes": "V315: the same bytes",
  "keys of all groups in one": "V315: the same bytes",
  "knowing messages by their bytes": "V315: the same bytes",
  "no size limit": "a message over the limit",
  "a refused commit moves the epoch": "a message over the limit"
} as const
type Fault = keyof typeof faults

interface Group {
  readonly log: Array<Delivered>
  readonly named: Map<string, Delivered>
  commits: number
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
      const group = groups.get(key) ?? {
        log: [],
        named: new Map<string, Delivered>(),
        commits: 0,
        epoch: undefined,
        slots: new Map<bigint, bigint>()
      }
      groups.set(key, group)
      return group
    }
    const names = new Map<string, Delivered>()
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
      if (is("a gap at every tenth")) fresh = fresh.map((one) => ({ ...one, position: one.position + one.position / 10n }))
      if (is("another order after each connection") && from === start && fresh.length > 2 && start % 2 === 1) {
        const [first, second, ...others] = fresh
        if (first !== undefined && second !== undefined) fresh = [second, first, ...others]
      }
      if (is("starting anew one late") && from === start && start > 0) fresh = fresh.slice(1)
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
      publish: (name, message, expected, sending) =>
        Effect.suspend(() => {
          const group = at(name)
          const epoch = Option.getOrUndefined(expected)
          const refused = (reason: DeliveryRefused["reason"]) => {
            const told = is("telling the refused epoch") ? epoch : group.epoch
            const known = reason === "StaleEpoch" && told !== undefined && !is("telling no epoch")
            return Effect.fail(new DeliveryRefused({ group: name, reason, ...(known ? { epoch: told } : {}) }))
          }
          const text = is("knowing messages by their bytes") ? message.join() : sending?.key?.join()
          const named = is("keys of all groups in one") ? names : group.named
          const there = text === undefined || is("forgetting keys") ? undefined : named.get(text)
          const isStale = epoch !== undefined && epoch !== (group.epoch ?? epoch)
          if (there !== undefined && !(is("the epoch before the key") && isStale)) {
            if (there.message.join() !== message.join() && !is("a key for any bytes")) return refused("Invalid")
            return Effect.succeed({ position: there.position, duplicate: true })
          }
          const large = message.length > 100_000 && !is("no size limit")
          if (large && !is("a refused commit moves the epoch")) return refused("TooLarge")
          if (epoch !== undefined) {
            const stale = is("refusing past epochs only") ? epoch < (group.epoch ?? 0n) : epoch !== (group.epoch ?? epoch)
            const second = is("taking two of a hundred") && group.commits++ === 50
            if (stale && is("delivering refused commits")) append(group, message)
            if (stale && !second && !is("taking every commit")) return refused("StaleEpoch")
            group.epoch = epoch + 1n
          } else if (is("counting every message as a commit")) group.epoch = (group.epoch ?? 0n) + 1n
          if (large) return refused("TooLarge")
          const place = append(group, message)
          const last = group.log.at(-1)
          if (text !== undefined && last !== undefined) named.set(text, last)
          return Effect.succeed(place)
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
