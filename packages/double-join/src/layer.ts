import { DoubleJoinPolicy } from "@copath/contracts"
import * as Layer from "effect/Layer"
import { blankPolicy, unmergedPolicy } from "./blankAndUnmerged.ts"
import { naivePolicy } from "./naive.ts"
import { setAndBookPolicy, type Wish } from "./setAndBook.ts"
import { taintPolicy } from "./taint.ts"
import { takeoverPolicy } from "./takeover.ts"

const layerOf = (policy: DoubleJoinPolicy["Service"]): Layer.Layer<DoubleJoinPolicy> => Layer.succeed(DoubleJoinPolicy, policy)

/** `naive`: set the nodes above whoever is added or removed, and forget about it. */
export const naive: Layer.Layer<DoubleJoinPolicy> = layerOf(naivePolicy)
/** `takeover`: slots that were set from outside belong to whoever set them. */
export const takeover: Layer.Layer<DoubleJoinPolicy> = layerOf(takeoverPolicy)
/** `blank`: blank the nodes above whoever is added or removed. */
export const blank: Layer.Layer<DoubleJoinPolicy> = layerOf(blankPolicy)
/** `unmerged`: RFC 9420. */
export const unmerged: Layer.Layer<DoubleJoinPolicy> = layerOf(unmergedPolicy)
/** `taint`: set them, write it down, refresh what is tainted. */
export const taint: Layer.Layer<DoubleJoinPolicy> = layerOf(taintPolicy)
/** `set+book`: blank them, set blank nodes on wish, write it down. */
export const setAndBook = (wish?: Wish): Layer.Layer<DoubleJoinPolicy> => layerOf(setAndBookPolicy(wish))
