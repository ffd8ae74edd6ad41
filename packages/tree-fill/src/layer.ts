import { TreeFill } from "@copath/contracts"
import * as Layer from "effect/Layer"
import { blankInitFill, everyLevelFill, fullInitFill, sequentialFill, warmTopFill } from "./fills.ts"

const layerOf = (fill: TreeFill["Service"]): Layer.Layer<TreeFill> => Layer.succeed(TreeFill, fill)

/** `sequential`: the first members are added one by one. */
export const sequential: Layer.Layer<TreeFill> = layerOf(sequentialFill)
/** `blank-init`: RFC 9420. */
export const blankInit: Layer.Layer<TreeFill> = layerOf(blankInitFill)
/** `full-init`: the creator sets every parent. */
export const fullInit: Layer.Layer<TreeFill> = layerOf(fullInitFill)
/** `warm-top`: the creator sets the top levels. */
export const warmTop = (levels?: number): Layer.Layer<TreeFill> => layerOf(warmTopFill(levels))
/** Keys at every so-manieth level only. */
export const everyLevel = (every: number, fill?: TreeFill["Service"]): Layer.Layer<TreeFill> => layerOf(everyLevelFill(every, fill))
