import { decode, encode } from "@copath/codec"
import { receive, send, commit, proposeCustom, adopt } from "@copath/group"
import { it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { describe, expect } from "vitest"
import {
  appData,
  attachData,
  componentIds,
  componentsList,
  dictionaryExtension,
  readAad,
  safeAad,
  SafeAadOff,
  usesSafeAad,
  writeAad
} from "../../src/index.ts"
import { at, groupOf, knowing, services, utf8 } from "../story.ts"

const list = (...ids: ReadonlyArray<number>): Uint8Array => encode(componentsList, { componentIds: ids })
const framed = (...ids: ReadonlyArray<number>) => [dictionaryExtension([{ componentId: componentIds.safeAad, data: list(...ids) }])]
const NOTE = 0x8001

describe("safe AAD", () => {
  it("is framed in a group with safe_aad in its dictionary, even an empty list, and in no other", () => {
    expect(usesSafeAad([])).toBe(false)
    expect(usesSafeAad([dictionaryExtension([{ componentId: 9, data: new Uint8Array(0) }])])).toBe(false)
    for (const context of [framed(), framed(NOTE)]) {
      expect(usesSafeAad(context)).toBe(true)
      expect(Result.getOrThrow(writeAad(context, { items: new Map(), other: new Uint8Array(0) }))).toEqual(Uint8Array.of(0))
    }
  })

  it("items come first, in ascending order, and the rest behind them", () => {
    const items = new Map([
      [0x8002, utf8("b")],
      [NOTE, utf8("a")]
    ])
    const bytes = Result.getOrThrow(writeAad(framed(NOTE), { items, other: utf8("rest") }))
    expect(Buffer.from(bytes).toString("hex")).toBe("088001016180020162" + Buffer.from("rest").toString("hex"))
    const read = Result.getOrThrow(readAad(framed(NOTE), bytes))
    expect(read.items).toEqual(items)
    expect(read.other).toEqual(utf8("rest"))
  })

  it("items for a group without the framing are refused, and the rest goes as it is", () => {
    expect(Result.getOrThrow(writeAad([], { items: new Map(), other: utf8("rest") }))).toEqual(utf8("rest"))
    const refused = writeAad([], { items: new Map([[NOTE, utf8("a")]]), other: new Uint8Array(0) })
    expect(Result.isFailure(refused) && refused.failure).toEqual(new SafeAadOff({ component: NOTE }))
    expect(Result.getOrThrow(readAad([], utf8("rest")))).toEqual({ items: new Map(), other: utf8("rest") })
  })

  it("what is unsorted, doubled or cut is no SafeAAD", () => {
    const items = (...ids: ReadonlyArray<number>): Uint8Array =>
      Uint8Array.of(3 * ids.length, ...ids.flatMap((id) => [id >>> 8, id & 0xff, 0]))
    expect(Result.isSuccess(decode(safeAad, items(1, 2)))).toBe(true)
    for (const bad of [items(2, 1), items(1, 1), items(1, 2).subarray(0, 4), new Uint8Array(0)]) {
      expect(Result.isFailure(readAad(framed(), bad))).toBe(true)
    }
    expect(() => encode(safeAad, { aadItems: [2, 1].map((componentId) => ({ componentId, aadItemData: utf8("") })) })).toThrow(RangeError)
  })

  it("unknown components' items are passed over, reserved ones too", () => {
    const items = new Map([
      [0x0a0a, utf8("ignore me")],
      [NOTE, utf8("a")]
    ])
    const bytes = Result.getOrThrow(writeAad(framed(NOTE), { items, other: new Uint8Array(0) }))
    expect(Result.getOrThrow(readAad(framed(NOTE), bytes)).items.get(NOTE)).toEqual(utf8("a"))
  })

  it.effect("travels with application messages, proposals and commits", () =>
    Effect.gen(function* () {
      const group = yield* groupOf(["alice", "bob"], { extensions: framed(NOTE), leafExtensions: framed(NOTE) })
      const alice = at(group, "alice")
      const { extensions } = alice.context
      const authenticatedData = Result.getOrThrow(writeAad(extensions, { items: new Map([[NOTE, utf8("n")]]), other: utf8("x") }))
      const read = (bytes: Uint8Array) => Result.getOrThrow(readAad(extensions, bytes)).items.get(NOTE)
      const said = yield* receive(at(group, "bob"), (yield* send(alice, utf8("hi"), { authenticatedData })).message)
      expect(said._tag === "application" && read(said.authenticatedData)).toEqual(utf8("n"))
      const { body, proposalType } = attachData(0x0a0a, utf8(""))
      const proposed = yield* receive(at(group, "bob"), (yield* proposeCustom(alice, proposalType, body, { authenticatedData })).message)
      expect(proposed._tag === "proposal" && read(proposed.authenticatedData)).toEqual(utf8("n"))
      const made = yield* commit(alice, { authenticatedData })
      const taken = yield* receive(at(group, "bob"), made.message)
      expect(taken._tag === "commit" && read(taken.authenticatedData)).toEqual(utf8("n"))
      expect(read((yield* adopt(made.state)).authenticatedData)).toEqual(utf8("n"))
    }).pipe(knowing(appData()), Effect.provide(services()))
  )
})
