import { GroupStore, KeyPackageStore, PskStore, type StoreFailure } from "@copath/contracts"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { getBytes, loadGroup, putBytes, type Records, removeBytes, removeGroup, takeBytes, transactGroup } from "./records.ts"

/** The three stores of one client. */
export type Stores = GroupStore | KeyPackageStore | PskStore

/** Runs one operation on a store's records. `key` names the record in a failure; `writes` says whether the records may have changed. */
export type Run = <A>(
  key: string,
  writes: boolean,
  operation: (records: Records) => Result.Result<A, StoreFailure>
) => Result.Result<A, StoreFailure>

/** The stores over any way to hold records: the memory and the snapshot store differ in `run` alone. */
export const storesOver = (run: Run): Context.Context<Stores> => {
  const read = <A>(key: string, f: (records: Records) => A): Effect.Effect<A, StoreFailure> =>
    Effect.suspend(() => Effect.fromResult(run(key, false, (records) => Result.succeed(f(records)))))
  const write = <A>(key: string, f: (records: Records) => A): Effect.Effect<A, StoreFailure> =>
    Effect.suspend(() => Effect.fromResult(run(key, true, (records) => Result.succeed(f(records)))))
  const groups = GroupStore.of({
    load: (group) => read(group, (records) => loadGroup(records, group)),
    transact: (group, expected, delta) =>
      Effect.suspend(() => Effect.fromResult(run(group, true, (records) => transactGroup(records, group, expected, delta)))),
    remove: (group) => write(group, (records) => removeGroup(records, group)),
    list: () => read("", (records) => [...records.groups.keys()].toSorted())
  })
  const keyPackages = KeyPackageStore.of({
    put: (reference, secrets) => write(reference, (records) => putBytes(records.keyPackages, reference, secrets)),
    peek: (reference) => read(reference, (records) => getBytes(records.keyPackages, reference)),
    take: (reference) => write(reference, (records) => takeBytes(records.keyPackages, reference))
  })
  const psks = PskStore.of({
    put: (id, psk) => write(id, (records) => putBytes(records.psks, id, psk)),
    get: (id) => read(id, (records) => getBytes(records.psks, id)),
    remove: (id) => write(id, (records) => removeBytes(records.psks, id))
  })
  return Context.mergeAll(Context.make(GroupStore, groups), Context.make(KeyPackageStore, keyPackages), Context.make(PskStore, psks))
}
