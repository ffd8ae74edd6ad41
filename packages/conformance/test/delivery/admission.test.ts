import { DeliveryRefused, DeliveryService, type Delivered } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { admissionLaws, type AdmissionLawOptions } from "../../src/index.ts"
import { everyLawBites } from "../laws.ts"

const faults = {
  "refusing after fan-out": "V316: of a message",
  "a refused message moves the epoch": "V316: of a message",
  "taking what is too large": "V316: of a message",
  "giving another reason": "V316: of a message",
  "senders share their keys": "V315: equal keys",
  "no keys": "V315: equal keys"
} as const
type Fault = keyof typeof faults

const small = Uint8Array.of(1)
const options: AdmissionLawOptions = {
  message: small,
  sending: { token: small },
  otherSending: { token: Uint8Array.of(2) },
  refusals: [
    { message: small, reason: "Unauthenticated" },
    { message: new Uint8Array(9), sending: { token: small }, reason: "TooLarge" }
  ]
}

/** One group, which is looked at again and again. */
const service = (fault: Fault | "none"): Layer.Layer<DeliveryService> =>
  Layer.sync(DeliveryService, () => {
    const is = (f: Fault): boolean => f === fault
    const log: Array<Delivered> = []
    const named = new Map<string, bigint>()
    let epoch: bigint | undefined = undefined
    const append = (message: Uint8Array): bigint => {
      log.push({ position: BigInt(log.length), message })
      return BigInt(log.length - 1)
    }
    const objection = (message: Uint8Array, token: Uint8Array | undefined): DeliveryRefused["reason"] | undefined => {
      if (token === undefined) return is("giving another reason") ? "Cookie" : "Unauthenticated"
      return message.length > 8 && !is("taking what is too large") ? "TooLarge" : undefined
    }
    return DeliveryService.of({
      id: "plain",
      ordering: "total",
      slots: false,
      reserve: (group) => Effect.fail(new DeliveryRefused({ group, reason: "Unavailable" })),
      publish: (group, message, expected, { key, token } = {}) =>
        Effect.suspend(() => {
          const refused = (reason: DeliveryRefused["reason"]) => Effect.fail(new DeliveryRefused({ group, reason }))
          const reason = objection(message, token)
          const at = Option.getOrUndefined(expected)
          if (reason !== undefined) {
            if (is("refusing after fan-out")) append(message)
            if (is("a refused message moves the epoch") && at !== undefined) epoch = at + 1n
            return refused(reason)
          }
          const name =
            key === undefined || is("no keys") ? undefined : `${is("senders share their keys") ? "" : String(token)} ${key.join()}`
          const there = name === undefined ? undefined : named.get(name)
          if (there !== undefined) return Effect.succeed({ position: there, duplicate: true })
          if (at !== undefined && epoch !== undefined && at !== epoch) return refused("StaleEpoch")
          if (at !== undefined) epoch = at + 1n
          const position = append(message)
          if (name !== undefined) named.set(name, position)
          return Effect.succeed({ position })
        }),
      subscribe: (_group, from) =>
        Stream.suspend(() => {
          let seen = Number(from)
          const look = Effect.gen(function* () {
            while (log.length <= seen) yield* Effect.sleep("1 millis")
            const fresh = log.slice(seen)
            seen = log.length
            return fresh
          })
          return Stream.flatMap(Stream.fromEffectRepeat(look), Stream.fromIterable)
        })
    })
  })

everyLawBites(admissionLaws(options), service, faults)
