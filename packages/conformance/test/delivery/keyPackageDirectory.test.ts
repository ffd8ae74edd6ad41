import { DeliveryRefused, KeyPackageDirectory, NoKeyPackage } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { describe } from "vitest"
import { directoryLaws } from "../../src/index.ts"
import { everyLawBites } from "../laws.ts"

const faults = {
  "handing the first out for ever": "each one-time key package",
  "looking before waiting": "each one-time key package",
  "naming nobody": "each one-time key package",
  "dropping the last resort": "the last-resort key package",
  "last resort first": "the last-resort key package",
  "keeping the first last resort": "a newer last-resort",
  "forgetting the last resort": "a newer last-resort",
  "one shelf for all suites": "clients and cipher suites",
  "counting the last resort": "count tells",
  "keeping the publisher's array": "key packages are handed out with the bytes",
  "marking none": "V317: of 1,000 claims",
  "marking all": "V317: of 1,000 claims",
  "nothing after a hundred claims": "V317: of 1,000 claims"
} as const
const limitFaults = {
  "no limit for who asks": "V317: one who claims",
  "a limit for each pair": "V317: one who claims",
  "one limit for all who ask": "V317: one who claims",
  "a refused claim takes one away": "V317: one who claims",
  "no limit for who is asked for": "V317: one whose",
  "one limit for all who are asked for": "V317: one whose"
} as const
type Fault = keyof typeof faults | keyof typeof limitFaults

interface Limits {
  readonly perRequester: number
  readonly perTarget: number
}

const directory = (fault: Fault | "none", limits: Limits): Layer.Layer<KeyPackageDirectory> =>
  Layer.sync(KeyPackageDirectory, () => {
    const is = (f: Fault): boolean => f === fault
    const shelves = new Map<string, { oneTime: ReadonlyArray<Uint8Array>; last: Uint8Array | undefined }>()
    const key = (client: string, suite: number): string => (is("one shelf for all suites") ? client : `${suite}:${client}`)
    const at = (client: string, suite: number) => shelves.get(key(client, suite)) ?? { oneTime: [], last: undefined }
    let claims = 0
    const own = (b: Uint8Array): Uint8Array => (is("keeping the publisher's array") ? b : b.slice())
    const counts = new Map<string, number>()
    const overdrawn = (names: ReadonlyArray<readonly [name: string, limit: number]>): boolean => {
      if (names.some(([name, limit]) => (counts.get(name) ?? 0) >= limit)) return true
      for (const [name] of names) counts.set(name, (counts.get(name) ?? 0) + 1)
      return false
    }
    const limited = (client: string, requester: string): boolean => {
      const who = is("one limit for all who ask") ? "who" : is("a limit for each pair") ? `who ${requester} ${client}` : `who ${requester}`
      const whom = is("one limit for all who are asked for") ? "whom" : `whom ${client}`
      return overdrawn([
        [who, is("no limit for who asks") ? Infinity : limits.perRequester],
        [whom, is("no limit for who is asked for") ? Infinity : limits.perTarget]
      ])
    }
    const claim = Effect.fnUntraced(function* (client: string, suite: number, token?: Uint8Array) {
      const { last, oneTime } = at(client, suite)
      const [first, ...others] = oneTime
      if (is("looking before waiting")) yield* Effect.yieldNow
      const refused = limited(client, String(token))
      const oneGoes = first !== undefined && !(is("last resort first") && last !== undefined)
      const goes = oneGoes && !is("handing the first out for ever") && (!refused || is("a refused claim takes one away"))
      if (goes) shelves.set(key(client, suite), { oneTime: others, last })
      if (refused) return yield* new DeliveryRefused({ group: client, reason: "RateLimited" })
      if (!oneGoes && is("dropping the last resort")) shelves.set(key(client, suite), { oneTime, last: undefined })
      const found = oneGoes ? first : last
      claims++
      if (found === undefined || (is("nothing after a hundred claims") && claims > 100))
        return yield* new NoKeyPackage({ client: is("naming nobody") ? "" : client, cipherSuite: suite })
      return { message: own(found), lastResort: (!oneGoes && !is("marking none")) || is("marking all") }
    })
    return KeyPackageDirectory.of({
      publish: (client, suite, packages, lastResort) =>
        Effect.sync(() => {
          const { last: before, oneTime } = at(client, suite)
          const given = Option.getOrUndefined(Option.map(lastResort, own))
          const newest = is("forgetting the last resort") ? given : (given ?? before)
          const last = is("keeping the first last resort") ? (before ?? given) : newest
          shelves.set(key(client, suite), { oneTime: [...oneTime, ...packages.map(own)], last })
        }),
      claim,
      take: (client, suite, token) => Effect.map(claim(client, suite, token), ({ message }) => message),
      count: (client, suite) =>
        Effect.sync(() => {
          const { last, oneTime } = at(client, suite)
          return oneTime.length + (is("counting the last resort") && last !== undefined ? 1 : 0)
        })
    })
  })

const free = { perRequester: Infinity, perTarget: Infinity }
const few = { perRequester: 3, perTarget: 7 }

describe("without limits", () => {
  everyLawBites(directoryLaws(), (fault) => directory(fault, free), faults)
})
describe("with limits", () => {
  const limits = directoryLaws(few).filter(({ title }) => title.startsWith("V317"))
  everyLawBites(limits, (fault) => directory(fault, few), limitFaults)
})
