import { type DeliveryRefused, DeliveryService, type Sending } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { assert } from "vitest"
import { type Law, register } from "../law.ts"
import { recalling } from "./recalling.ts"

/** A message that a service refuses. */
export interface Refusal {
  /** Published as it stands, and never delivered. */
  readonly message: Uint8Array
  /** What goes along with it. */
  readonly sending?: Sending
  /** The one that the refusal must give. */
  readonly reason: DeliveryRefused["reason"]
}

/** What a service that does not take everything was told. */
export interface AdmissionLawOptions {
  /** A message that it takes, with `sending`. */
  readonly message: Uint8Array
  /** What one honest sender sends along. */
  readonly sending: Sending
  /** What another honest sender sends along. */
  readonly otherSending: Sending
  /** Messages that it refuses, one at least for each kind of refusal. */
  readonly refusals: ReadonlyArray<Refusal>
}

type Check = Effect.Effect<void, unknown, DeliveryService>
const group = "g"

const nothingOut = ({ message, refusals, sending }: AdmissionLawOptions): Check =>
  Effect.gen(function* () {
    const service = yield* DeliveryService
    let fannedOut = 0
    const count = Stream.runForEach(service.subscribe(group, 0n), (delivered) =>
      Effect.sync(() => void (fannedOut += delivered.message.length))
    )
    const listeners = yield* Effect.forkChild(Effect.all([count, count, count], { concurrency: 3 }))
    yield* Effect.yieldNow
    for (const refusal of refusals) {
      for (const expected of [Option.none(), Option.some(5n)]) {
        const refused = yield* Effect.flip(service.publish(group, refusal.message, expected, refusal.sending))
        assert.deepInclude(refused, { _tag: "DeliveryRefused", group, reason: refusal.reason })
      }
    }
    yield* Effect.sleep("50 millis")
    assert.strictEqual(fannedOut, 0, "bytes of a refused message went out")
    const { position } = yield* service.publish(group, message, Option.some(4n), sending)
    assert.strictEqual(position, 0n, "a refused message took a place, or moved the epoch")
    yield* Effect.sleep("50 millis")
    yield* Fiber.interrupt(listeners)
    assert.strictEqual(fannedOut, 3 * message.length)
  })

const keysOfTwo = ({ message, otherSending, sending }: AdmissionLawOptions): Check =>
  Effect.gen(function* () {
    const service = yield* DeliveryService
    const send = (from: Sending) => service.publish(group, message, Option.none(), { ...from, key: Uint8Array.of(7) })
    const [mine, theirs, again] = [yield* send(sending), yield* send(otherSending), yield* send(sending)]
    assert.strictEqual(theirs.duplicate === true, false)
    assert.notStrictEqual(mine.position, theirs.position)
    assert.deepStrictEqual(again, { position: mine.position, duplicate: true })
  })

/** The laws themselves, for whoever registers tests in another way. */
export const admissionLaws = (options: AdmissionLawOptions): ReadonlyArray<Law<DeliveryService>> => [
  { title: "V316: of a message that is refused nothing goes out, whatever the reason", check: nothingOut(options) },
  { title: "V315: equal keys of two senders name two messages", check: keysOfTwo(options) }
]

/** What every `DeliveryService` does that knows its senders and does not take everything. */
export const deliveryAdmissionLaws = <E>(layer: Layer.Layer<DeliveryService, E>, options: AdmissionLawOptions): void =>
  register("a delivery service that does not take everything", admissionLaws(options), recalling(layer))
