import { storageLaws } from "@copath/conformance"
import { describe } from "vitest"
import { layer, snapshotCell, snapshots, withCrashes } from "../src/index.ts"

describe("memory", () => {
  storageLaws(layer)
})
describe("snapshots", () => {
  storageLaws(snapshots(), {
    reopened: () => {
      const cell = snapshotCell()
      return [snapshots(cell), snapshots(cell)]
    }
  })
})
describe("memory that never crashes", () => {
  storageLaws(withCrashes(layer, () => undefined))
})
