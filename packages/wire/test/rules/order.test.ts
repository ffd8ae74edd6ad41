import { encode } from "@copath/codec"
import { groupContext } from "@copath/wire"
import { expect, test } from "vitest"
import { accepted, bytes, groupContextSample } from "../samples.ts"

test("V142: extensions are written and read in the order given, which is part of what is hashed and signed", () => {
  const [one, two] = [
    { extensionType: 0xff02, extensionData: bytes("01") },
    { extensionType: 0xff01, extensionData: bytes("02") }
  ] as const
  const [as, reversed] = [
    { ...groupContextSample, extensions: [one, two] },
    { ...groupContextSample, extensions: [two, one] }
  ]
  expect(encode(groupContext, as)).not.toEqual(encode(groupContext, reversed))
  expect(accepted(groupContext, encode(groupContext, as))).toEqual(as)
  expect(accepted(groupContext, encode(groupContext, reversed))).toEqual(reversed)
})
