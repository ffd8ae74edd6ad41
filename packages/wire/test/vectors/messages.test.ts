import { encode } from "@copath/codec"
import { hex, toHex } from "@copath/vectors"
import { describeVectors } from "@copath/vectors/vitest"
import { groupInfoTbs, keyPackageTbs, rfc9420Wire } from "@copath/wire"
import { expect, test } from "vitest"
import { fieldCodecs, fieldNames } from "../fields.ts"
import { accepted } from "../samples.ts"

describeVectors("messages.json", (cases) => {
  test.for(fieldNames)("%s decodes in every case and encodes back to the same bytes", (name) => {
    for (const one of cases) {
      const codec = fieldCodecs[name]
      expect(toHex(encode(codec, accepted(codec, hex(one[name]))))).toBe(one[name])
    }
  })

  test("envelopes hold what their field's name says", () => {
    for (const one of cases) {
      const tags = (
        [one.mls_welcome, one.mls_group_info, one.mls_key_package, one.public_message_application, one.private_message] as const
      ).map((field) => accepted(rfc9420Wire.mlsMessage, hex(field))._tag)
      expect(tags).toEqual(["welcome", "groupInfo", "keyPackage", "publicMessage", "privateMessage"])
    }
  })

  test("what is signed of a key package and of a group info is its beginning", () => {
    for (const one of cases.slice(0, 20)) {
      const keyPackage = accepted(rfc9420Wire.mlsMessage, hex(one.mls_key_package))
      const groupInfo = accepted(rfc9420Wire.mlsMessage, hex(one.mls_group_info))
      const signed = [
        keyPackage._tag === "keyPackage" ? toHex(keyPackageTbs(keyPackage.keyPackage)) : "",
        groupInfo._tag === "groupInfo" ? toHex(groupInfoTbs(groupInfo.groupInfo)) : ""
      ]
      expect(one.mls_key_package.slice(8).startsWith(signed[0] ?? "?")).toBe(true)
      expect(one.mls_group_info.slice(8).startsWith(signed[1] ?? "?")).toBe(true)
    }
  })
})
