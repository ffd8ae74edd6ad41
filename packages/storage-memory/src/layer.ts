import * as Layer from "effect/Layer"
import { emptyRecords } from "./records.ts"
import { type Stores, storesOver } from "./services.ts"

/** The three stores in memory, empty in each built layer. Overwritten and removed bytes are wiped; what ends with the process is lost. */
export const layer: Layer.Layer<Stores> = Layer.syncContext(() => {
  const records = emptyRecords()
  return storesOver((_key, _writes, operation) => operation(records))
})
