import { encode } from "@copath/codec"
import { type Header, noBytes, Secret, SenderDataProtection } from "@copath/contracts"
import { privateContentAad, senderData } from "@copath/wire"
import { Effect } from "effect"
import { expect, it } from "vitest"
import { visible } from "../src/index.ts"

const service = Effect.runSync(Effect.provide(SenderDataProtection, visible))
const header: Header = { groupId: Uint8Array.of(7), epoch: 1n, contentType: 1, authenticatedData: Uint8Array.of(1, 2) }
const dataOf = (leafIndex: number) => encode(senderData, { leafIndex, generation: 7, reuseGuard: new Uint8Array(4) })
const secret = new Secret(new Uint8Array(32))

it("says who sends to everybody, without a key and without a byte more", () => {
  const sealed = service.seal(secret, header, noBytes, dataOf(3))
  expect(service.conceals).toBe(false)
  expect(sealed.length).toBe(dataOf(3).length + service.overhead)
  expect(service.open(new Secret(new Uint8Array(32).fill(1)), header, Uint8Array.of(9), sealed)).toEqual(dataOf(3))
})

it("binds the content to what it says: another sender or another header is another AAD", () => {
  const bound = (data: Uint8Array, h: Header = header) => service.contentAad(encode(privateContentAad, h), data)
  expect(bound(dataOf(3))).not.toEqual(bound(dataOf(4)))
  // Where the header ends and the data begins is no question: the header's last field has a length.
  expect(bound(dataOf(3), { ...header, authenticatedData: Uint8Array.of(1) })).not.toEqual(bound(dataOf(3)))
  expect(bound(dataOf(3)).length).toBe(encode(privateContentAad, header).length + dataOf(3).length)
})
