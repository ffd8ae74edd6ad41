import { KeyPackageDirectory, NoKeyPackage } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
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
  "keeping the publisher's array": "key packages are handed out with the bytes"
} as const
type Fault = keyof typeof faults

const directory = (fault: Fault | "none"): Layer.Layer<KeyPackageDirectory> =>
  Layer.sync(KeyPackageDirectory, () => {
    const is = (f: Fault): boolean => f === fault
    const shelves = new Map<string, { oneTime: ReadonlyArray<Uint8Array>; last: Uint8Array | undefined }>()
    const key = (client: string, suite: number): string => (is("one shelf for all suites") ? client : `${suite}:${client}`)
    const at = (client: string, suite: number) => shelves.get(key(client, suite)) ?? { oneTime: [], last: undefined }
    const own = (b: Uint8Array): Uint8Array => (is("keeping the publisher's array") ? b : b.slice())
    return KeyPackageDirectory.of({
      publish: (client, suite, packages, lastResort) =>
        Effect.sync(() => {
          const { last: before, oneTime } = at(client, suite)
          const given = Option.getOrUndefined(Option.map(lastResort, own))
          const newest = is("forgetting the last resort") ? given : (given ?? before)
          const last = is("keeping the first last resort") ? (before ?? given) : newest
          shelves.set(key(client, suite), { oneTime: [...oneTime, ...packages.map(own)], last })
        }),
      take: Effect.fnUntraced(function* (client: string, suite: number) {
        const { last, oneTime } = at(client, suite)
        const [first, ...others] = oneTime
        if (is("looking before waiting")) yield* Effect.yieldNow
        const oneGoes = first !== undefined && !(is("last resort first") && last !== undefined)
        if (oneGoes && !is("handing the first out for ever")) shelves.set(key(client, suite), { oneTime: others, last })
        if (!oneGoes && is("dropping the last resort")) shelves.set(key(client, suite), { oneTime, last: undefined })
        const found = oneGoes ? first : last
        if (found === undefined) return yield* new NoKeyPackage({ client: is("naming nobody") ? "" : client, cipherSuite: suite })
        return own(found)
      }),
      count: (client, suite) =>
        Effect.sync(() => {
          const { last, oneTime } = at(client, suite)
          return oneTime.length + (is("counting the last resort") && last !== undefined ? 1 : 0)
        })
    })
  })

everyLawBites(directoryLaws, directory, faults)
