import { GroupStore, KeyPackageStore, noChange, PskStore } from "@copath/contracts"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { snapshotCell, snapshots } from "../src/index.ts"

const secret = Uint8Array.from({ length: 16 }, (_, i) => 0xa0 + i)
/** What the first version wrote: a group with one message in each box, a key package and a key. */
const FIRST =
  "00000000000000033201670000000000000002010200000000000000050a0000000000000000010b0a000000000000000101150000000000000002050230300103050230300104"
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
  it.effect("of the first format, before states had a bulk, are read whole and go on in the present one", () => {
    const cell = snapshotCell()
    cell.bytes = Uint8Array.from(Buffer.from(FIRST, "hex"))
    return Effect.gen(function* () {
      const { load, transact } = yield* GroupStore
      const { bulk, cursor, inbox, outbox, state, version } = Option.getOrThrow(yield* load("g"))
      assert.deepStrictEqual([version, state[0], bulk.length, cursor], [2n, 2, 0, 5n])
      assert.deepStrictEqual([outbox[0]?.message[0], inbox[0]?.notice[0]], [11, 21])
      assert.deepStrictEqual(yield* (yield* KeyPackageStore).take("00"), Option.some(Uint8Array.of(3)))
      yield* transact("g", Option.some(version), { ...noChange, bulk: Option.some(secret) })
      const after = Option.getOrThrow(yield* load("g"))
      assert.deepStrictEqual([after.state, after.bulk, after.outbox], [state, secret, outbox])
      assert.deepStrictEqual(yield* (yield* PskStore).get("00"), Option.some(Uint8Array.of(4)))
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
