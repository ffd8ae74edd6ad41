import { noChange } from "@copath/contracts"
import * as Option from "effect/Option"
import { assert, it } from "vitest"
import { emptyRecords, putBytes, removeBytes, removeGroup, transactGroup } from "../src/records.ts"

it("overwritten and removed bytes are wiped, so that a deleted key is gone from memory too", () => {
  const records = emptyRecords()
  const write = (expected: Option.Option<bigint>, state: Option.Option<Uint8Array>) =>
    transactGroup(records, "g", expected, { ...noChange, state })
  write(Option.none(), Option.some(Uint8Array.of(1)))
  const first = records.groups.get("g")?.state
  write(Option.some(1n), Option.none())
  assert.deepStrictEqual(first, Uint8Array.of(1), "a change without a state keeps it")
  write(Option.some(2n), Option.some(Uint8Array.of(2)))
  const second = records.groups.get("g")?.state
  removeGroup(records, "g")
  putBytes(records.psks, "00", Uint8Array.of(3))
  const psk = records.psks.get("00")
  removeBytes(records.psks, "00")
  const large = emptyRecords()
  transactGroup(large, "g", Option.none(), { ...noChange, state: Option.some(Uint8Array.of(1)), bulk: Option.some(Uint8Array.of(5)) })
  const bulk = large.groups.get("g")?.bulk
  transactGroup(large, "g", Option.some(1n), { ...noChange, state: Option.some(Uint8Array.of(2)) })
  assert.deepStrictEqual(bulk, Uint8Array.of(5), "a change without a bulk keeps it")
  transactGroup(large, "g", Option.some(2n), { ...noChange, bulk: Option.some(Uint8Array.of(6)) })
  const last = large.groups.get("g")?.bulk
  removeGroup(large, "g")
  assert.deepStrictEqual([bulk, last], [Uint8Array.of(0), Uint8Array.of(0)])
  const taken = emptyRecords()
  transactGroup(taken, "g", Option.none(), { ...noChange, state: Option.some(Uint8Array.of(1)), receive: [Uint8Array.of(4)] })
  const notice = taken.groups.get("g")?.inbox[0]?.notice
  transactGroup(taken, "g", Option.some(1n), { ...noChange, taken: [0n] })
  assert.deepStrictEqual([notice, taken.groups.get("g")?.inbox], [Uint8Array.of(0), []], "a notice that was taken")
  assert.deepStrictEqual([first, second, psk], [Uint8Array.of(0), Uint8Array.of(0), Uint8Array.of(0)])
})

it("a first record without a state is a programming error", () => {
  assert.throws(() => transactGroup(emptyRecords(), "g", Option.none(), noChange), TypeError)
})
