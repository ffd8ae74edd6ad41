import { GroupStore, KeyPackageStore, noChange, PskStore } from "@copath/contracts"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { snapshotCell, snapshots } from "../src/index.ts"

const secret = Uint8Array.from({ length: 16 }, (_, i) => 0xa0 + i)
const holds = (bytes: Uint8Array, part: Uint8Array): boolean => Buffer.from(bytes).includes(Buffer.from(part))

describe("snapshots", () => {
  it.effect("hold every byte that is stored, and none that was deleted", () => {
    const cell = snapshotCell()
    return Effect.gen(function* () {
      const groups = yield* GroupStore
      const keyPackages = yield* KeyPackageStore
      const psks = yield* PskStore
      const { version } = yield* groups.transact("g", Option.none(), { ...noChange, state: Option.some(secret) })
      assert.isTrue(holds(cell.bytes, secret))
      yield* groups.transact("g", Option.some(version), { ...noChange, state: Option.some(Uint8Array.of(1)) })
      assert.isFalse(holds(cell.bytes, secret))
      yield* keyPackages.put("00", secret)
      yield* keyPackages.take("00")
      yield* psks.put("00", secret)
      assert.isTrue(holds(cell.bytes, secret))
      yield* psks.remove("00")
      assert.isFalse(holds(cell.bytes, secret))
    }).pipe(Effect.provide(Layer.fresh(snapshots(cell))))
  })
  it.effect("that do not decode fail as Corrupt and are left as they are", () => {
    const cell = snapshotCell()
    return Effect.gen(function* () {
      const { load, transact } = yield* GroupStore
      const { version: first } = yield* transact("g", Option.none(), { ...noChange, state: Option.some(secret) })
      const damaged = cell.bytes.slice(0, -1)
      cell.bytes = damaged
      assert.strictEqual((yield* Effect.flip(load("g"))).reason, "Corrupt")
      const delta = noChange
      assert.strictEqual((yield* Effect.flip(transact("g", Option.some(first), delta))).reason, "Corrupt")
      assert.strictEqual(cell.bytes, damaged)
    }).pipe(Effect.provide(Layer.fresh(snapshots(cell))))
  })
})
