import { DeliveryService, type GroupStore, type KeyPackageStore, type PskStore } from "@copath/contracts"
import { layer as credentials } from "@copath/credential-basic"
import { cipherSuite, seededEntropy } from "@copath/crypto-noble"
import { layer as delivery } from "@copath/delivery-memory"
import { rfc9420 } from "@copath/profile-rfc9420"
import { layer as memory } from "@copath/storage-memory"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { type Client, defaultChoices, type MlsChoices, type MlsError, MlsOptions, type MlsServices, openClient } from "../src/index.ts"

export type Stores = GroupStore | KeyPackageStore | PskStore
export type Shared = Exclude<MlsServices, GroupStore | KeyPackageStore>

/** Few key packages and short pauses: tests open many clients. */
export const choices: MlsChoices = { ...defaultChoices, keyPackages: 2, pause: [5, 50] }

/** What all clients of a test share: crypto, the strict profile, credentials taken at their word, one delivery service. */
export const world = (seed = "mls", service = delivery, suite = cipherSuite(1)): Layer.Layer<Shared> =>
  Layer.mergeAll(
    Layer.provideMerge(Layer.mergeAll(rfc9420, credentials), Layer.mergeAll(suite, seededEntropy(seed))),
    service,
    Layer.succeed(MlsOptions, choices)
  )

/** A client over a store of its own, for as long as the scope at hand is open. */
export const client = (identity: string, stores: Layer.Layer<Stores> = memory): Effect.Effect<Client, MlsError, Shared | Scope.Scope> =>
  Effect.gen(function* () {
    const own = yield* Layer.build(Layer.fresh(stores))
    return yield* openClient({ identity }).pipe(Effect.provideContext(own))
  })

/** Text as bytes. */
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

/** A delivery service that takes a commit only after a moment (milliseconds), so that two members commit before either hears of the other. */
export const slow = (moment: number) =>
  Layer.effectContext(
    Effect.gen(function* () {
      const context = yield* Effect.context<DeliveryService>()
      const inner = Context.get(context, DeliveryService)
      return Context.add(context, DeliveryService, {
        ...inner,
        publish: (group: string, message: Uint8Array, expected: Option.Option<bigint>) =>
          Option.isNone(expected) ? inner.publish(group, message, expected) : Effect.delay(inner.publish(group, message, expected), moment)
      })
    })
  ).pipe(Layer.provideMerge(delivery))

/** {@link slow} enough for a race. */
export const racing = slow(20)
