import { type AdmissionLawOptions, deliveryAdmissionLaws, deliveryServiceLaws, keyPackageDirectoryLaws } from "@copath/conformance"
import { DeliveryRefused } from "@copath/contracts"
import * as Effect from "effect/Effect"
import { describe } from "vitest"
import { causal, layer, layerWith, type MemoryOptions, queuePerDevice, unordered } from "../src/index.ts"

/** Tokens of one byte, of which 1 and 2 are known; the cookie is 7; wire format 1; no byte 13 at the end. */
const choosy: MemoryOptions = {
  maxMessageBytes: 8,
  wireFormats: new Set([1]),
  authenticate: (token) =>
    new Map([
      [1, "ann"],
      [2, "bob"]
    ]).get(token?.[0] ?? 0),
  cookie: (_group, cookie) => cookie?.[0] === 7,
  check: (group, message) =>
    message.at(-1) === 13
      ? Effect.andThen(Effect.yieldNow, Effect.fail(new DeliveryRefused({ group, reason: "Invalid", detail: "V013" })))
      : Effect.succeed(Effect.void)
}
const sending = { token: Uint8Array.of(1), cookie: Uint8Array.of(7) }
const good = [0, 1, 0, 1, 5]
const bytes = (...b: ReadonlyArray<number>): Uint8Array => Uint8Array.from(b)
const admission: AdmissionLawOptions = {
  message: bytes(...good),
  sending,
  otherSending: { ...sending, token: Uint8Array.of(2) },
  refusals: [
    { message: bytes(...good, 0, 0, 0, 0), sending, reason: "TooLarge" },
    { message: bytes(0, 1, 0, 2, 5), sending, reason: "WireFormat" },
    { message: bytes(0, 2, 0, 1, 5), sending, reason: "WireFormat" },
    { message: bytes(0, 1, 0), sending, reason: "WireFormat" },
    { message: bytes(...good), reason: "Unauthenticated" },
    { message: bytes(...good), sending: { ...sending, token: Uint8Array.of(3) }, reason: "Unauthenticated" },
    { message: bytes(...good), sending: { token: sending.token }, reason: "Cookie" },
    { message: bytes(...good), sending: { ...sending, cookie: Uint8Array.of(8) }, reason: "Cookie" },
    { message: bytes(...good, 13), sending, reason: "Invalid" }
  ]
}

describe("memory", () => {
  deliveryServiceLaws(layer)
  keyPackageDirectoryLaws(layer)
})
describe("memory with a limit", () => {
  deliveryServiceLaws(layerWith({ maxMessageBytes: 100_000 }), { maxMessageBytes: 100_000 })
})
describe("memory that checks everything", () => {
  deliveryAdmissionLaws(layerWith(choosy), admission)
  deliveryServiceLaws(layerWith({ check: () => Effect.as(Effect.yieldNow, Effect.void) }))
})
describe("memory with limits on claims", () => {
  keyPackageDirectoryLaws(layerWith({ claims: { perRequester: 5 } }), { perRequester: 5 })
  keyPackageDirectoryLaws(layerWith({ claims: { perTarget: 9 } }), { perTarget: 9 })
  keyPackageDirectoryLaws(layerWith({ claims: { perRequester: 5, perTarget: 12 } }), { perRequester: 5, perTarget: 12 })
})
describe("unordered", () => {
  deliveryServiceLaws(unordered({ seed: "laws", maxMessageBytes: 100_000 }), { maxMessageBytes: 100_000 })
  deliveryAdmissionLaws(unordered(choosy), admission)
  keyPackageDirectoryLaws(unordered())
})
describe("unordered with a window of one", () => {
  deliveryServiceLaws(unordered({ window: 1 }))
})
describe("causal", () => {
  deliveryServiceLaws(causal({ seed: "laws", maxMessageBytes: 100_000 }), { maxMessageBytes: 100_000 })
  deliveryAdmissionLaws(causal(choosy), admission)
  keyPackageDirectoryLaws(causal())
})
describe("causal, the last one first", () => {
  deliveryServiceLaws(causal({ window: "backwards" }))
})
describe("a queue for each device", () => {
  deliveryServiceLaws(queuePerDevice({ maxMessageBytes: 100_000 }), { maxMessageBytes: 100_000 })
  deliveryAdmissionLaws(queuePerDevice(choosy), admission)
  keyPackageDirectoryLaws(queuePerDevice())
})
