import { builtIn, signatureScheme } from "@copath/profile-lab"
import { Layer, Result } from "effect"
import { describe, expect, it } from "vitest"
import { pluggedParts } from "../src/index.ts"

const layer = Layer.empty as unknown as Parameters<typeof signatureScheme>[0]["layer"]
const mine = signatureScheme({ id: "mine", title: "Mine", source: "nobody", layer })
const objection = (exported: unknown): string => Result.match(pluggedParts(exported), { onSuccess: () => "taken", onFailure: (why) => why })

describe("what a module exports", () => {
  it("may be one part or several", () => {
    expect(pluggedParts(mine)).toEqual(Result.succeed([mine]))
    expect(pluggedParts([mine, { ...mine, id: "other" }])).toMatchObject({ success: [{ id: "mine" }, { id: "other" }] })
  })

  it.each([
    ["nothing", undefined, "it has no default export; one part or an array of parts is expected"],
    ["an empty list", [], "its default export is a list without parts"],
    ["a number", 3, /^its part is not a part: export what signatureScheme/],
    ["a layer alone", layer, /^its part is a layer alone/],
    ["an axis that is nearly one", { ...mine, axis: "signatures" }, /names "signatures" as its axis; signature is one/],
    ["a part without its layer", { ...mine, layer: undefined }, 'its part lacks "layer" (layer)'],
    ["a second part that is none", [mine, {}], /^part 2 lacks "axis"/],
    ["a built-in part's name", { ...mine, id: "static" }, "its part takes the name of the built-in signature static"],
    ["a part that says it is strict", { ...mine, strict: true }, /says that it is strict/],
    ["a built-in part", builtIn.find(({ axis }) => axis === "signature"), /says that it is strict|takes the name/]
  ])("is refused with its reason: %s", (_, exported, why) => {
    expect(objection(exported)).toMatch(why)
  })
})
