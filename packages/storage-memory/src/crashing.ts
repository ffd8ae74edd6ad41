import { GroupStore, KeyPackageStore, PskStore, StoreFailure } from "@copath/contracts"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Stores } from "./services.ts"

/** One call of a store. */
export interface StoreCall {
  /** Calls are counted from 0 over all three stores. */
  readonly number: number
  /** The contract and its method, such as `GroupStore.transact`. */
  readonly operation: `${"GroupStore" | "KeyPackageStore" | "PskStore"}.${string}`
  /** The group, reference or id; empty for `list`. */
  readonly key: string
}

/**
 * What befalls a call. `before`: it fails as `Unavailable` and the old record is intact. `after`: it is done, but the process dies before it
 * hears of it, as a {@link Crashed} defect.
 */
export type CrashPlan = (call: StoreCall) => "before" | "after" | undefined

/** The defect of a process that died after its write. */
export class Crashed extends Data.TaggedError("Crashed")<StoreCall> {}

/** Fails the calls with these numbers, before they do anything. */
export const failAt = (...numbers: ReadonlyArray<number>): CrashPlan => {
  const chosen = new Set(numbers)
  return (call) => (chosen.has(call.number) ? "before" : undefined)
}

/** Dies after the calls with these numbers have been done. */
export const dieAfter = (...numbers: ReadonlyArray<number>): CrashPlan => {
  const chosen = new Set(numbers)
  return (call) => (chosen.has(call.number) ? "after" : undefined)
}

/**
 * Any stores, failing by plan. *When to use*: to prove that an application loses nothing that it acknowledged, and uses no key twice,
 * whichever storage call fails: run the scenario once to count its calls, then once for each.
 */
export const withCrashes = <E, R>(stores: Layer.Layer<Stores, E, R>, plan: CrashPlan): Layer.Layer<Stores, E, R> =>
  Layer.effectContext(
    Effect.gen(function* () {
      const groups = yield* GroupStore
      const keyPackages = yield* KeyPackageStore
      const psks = yield* PskStore
      let count = 0
      const at = <A>(
        operation: StoreCall["operation"],
        key: string,
        does: Effect.Effect<A, StoreFailure>
      ): Effect.Effect<A, StoreFailure> =>
        Effect.suspend(() => {
          const call: StoreCall = { number: count++, operation, key }
          const fate = plan(call)
          if (fate === "before") return Effect.fail(new StoreFailure({ reason: "Unavailable", key }))
          return fate === "after" ? Effect.flatMap(does, () => Effect.die(new Crashed(call))) : does
        })
      return Context.mergeAll(
        Context.make(
          GroupStore,
          GroupStore.of({
            load: (group) => at("GroupStore.load", group, groups.load(group)),
            transact: (group, expected, delta) => at("GroupStore.transact", group, groups.transact(group, expected, delta)),
            remove: (group) => at("GroupStore.remove", group, groups.remove(group)),
            list: () => at("GroupStore.list", "", groups.list())
          })
        ),
        Context.make(
          KeyPackageStore,
          KeyPackageStore.of({
            put: (reference, secrets) => at("KeyPackageStore.put", reference, keyPackages.put(reference, secrets)),
            peek: (reference) => at("KeyPackageStore.peek", reference, keyPackages.peek(reference)),
            take: (reference) => at("KeyPackageStore.take", reference, keyPackages.take(reference))
          })
        ),
        Context.make(
          PskStore,
          PskStore.of({
            put: (id, psk) => at("PskStore.put", id, psks.put(id, psk)),
            get: (id) => at("PskStore.get", id, psks.get(id)),
            remove: (id) => at("PskStore.remove", id, psks.remove(id))
          })
        )
      )
    })
  ).pipe(Layer.provide(stores))
