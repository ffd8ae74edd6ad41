import { encode, type Codec } from "@copath/codec"
import {
  applicationId,
  extension,
  extensionTypes,
  extensionValue,
  externalPub,
  externalSenders,
  makeExtension,
  ratchetTree,
  requiredCapabilities,
  requiredIn
} from "@copath/wire"
import * as Result from "effect/Result"
import { expect, test } from "vitest"
import { accepted, bytes, counting, freshLeaf, joined, reason } from "./samples.ts"

const required = { extensionTypes: [5], proposalTypes: [], credentialTypes: [1, 2] }

const known: ReadonlyArray<readonly [string, number, Codec<unknown>, unknown]> = [
  ["application_id", extensionTypes.applicationId, applicationId as Codec<unknown>, bytes("6964")],
  ["ratchet_tree", extensionTypes.ratchetTree, ratchetTree as Codec<unknown>, [{ _tag: "leaf", leafNode: freshLeaf }, undefined]],
  ["required_capabilities", extensionTypes.requiredCapabilities, requiredCapabilities as Codec<unknown>, required],
  ["external_pub", extensionTypes.externalPub, externalPub as Codec<unknown>, { externalPub: counting(1, 32) }],
  [
    "external_senders",
    extensionTypes.externalSenders,
    externalSenders as Codec<unknown>,
    [{ signatureKey: counting(1, 32), credential: { _tag: "basic", identity: bytes("61") } }]
  ]
]

test.for(known)("V008: the data of %s is decoded whole: a byte after it is refused", ([, type, codec, value]) => {
  const made = makeExtension(type, codec, value)
  expect(accepted(extension, encode(extension, made))).toEqual(made)
  expect(Result.getOrThrow(extensionValue([made], type, codec))).toEqual(value)
  const longer = { ...made, extensionData: joined(made.extensionData, bytes("00")) }
  expect(Result.getFailure(extensionValue([longer], type, codec))).toMatchObject({
    value: { reason: "Trailing", offset: made.extensionData.length }
  })
})

test("an extension that is not there has no value, and other types do not stand in for it", () => {
  const other = { extensionType: 0x0a0a, extensionData: bytes("ff") }
  expect(Result.getOrThrow(extensionValue([other], extensionTypes.externalPub, externalPub))).toBeUndefined()
})

test("V013: an unknown extension is carried as it came", () => {
  const input = bytes("0a0a 03 ffffff")
  expect(accepted(extension, input)).toEqual({ extensionType: 0x0a0a, extensionData: bytes("ffffff") })
  expect(encode(extension, accepted(extension, input))).toEqual(input)
})

test("V009: a list of two-byte types has an even length", () => {
  expect(reason(requiredCapabilities, bytes("02 0005 00 02 0001"))).toBe("accepted")
  expect(reason(requiredCapabilities, bytes("03 000500 00 02 0001"))).toBe("LengthOverrun")
  expect(reason(requiredCapabilities, bytes("02 0005 00 03 000100"))).toBe("LengthOverrun")
})

test("capabilities that nobody requires are none, and malformed ones are refused", () => {
  expect(Result.getOrThrow(requiredIn([]))).toEqual({ extensionTypes: [], proposalTypes: [], credentialTypes: [] })
  expect(Result.getOrThrow(requiredIn([makeExtension(extensionTypes.requiredCapabilities, requiredCapabilities, required)]))).toEqual(
    required
  )
  expect(Result.isFailure(requiredIn([{ extensionType: extensionTypes.requiredCapabilities, extensionData: bytes("00 00") }]))).toBe(true)
})
