import { deliveryServiceLaws, keyPackageDirectoryLaws } from "@copath/conformance"
import { describe } from "vitest"
import { layer, layerWith, unordered } from "../src/index.ts"

describe("memory", () => {
  deliveryServiceLaws(layer)
  keyPackageDirectoryLaws(layer)
})
describe("memory with a limit", () => {
  deliveryServiceLaws(layerWith({ maxMessageBytes: 100_000 }), { maxMessageBytes: 100_000 })
})
describe("unordered", () => {
  deliveryServiceLaws(unordered({ seed: "laws", maxMessageBytes: 100_000 }), { maxMessageBytes: 100_000 })
  keyPackageDirectoryLaws(unordered())
})
describe("unordered with a window of one", () => {
  deliveryServiceLaws(unordered({ window: 1 }))
})
