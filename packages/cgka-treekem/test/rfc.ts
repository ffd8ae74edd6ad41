import { PathSealing, type Random, type Suite } from "@copath/contracts"
import { unmerged, unmergedPolicy } from "@copath/double-join"
import { blankInit, blankInitFill } from "@copath/tree-fill"
import { Layer } from "effect"
import type { Family } from "../src/family.ts"
import { treekem9420 } from "../src/layer.ts"
import { rfc9420Derivation } from "../src/treekem9420.ts"

/** RFC 9420's own TreeKEM as a layer. */
export const rfcLayer = Layer.provide(treekem9420, [unmerged, blankInit])

/** The same for the plain functions. */
export const rfcFamily = (suite: Suite, random: Random): Family => ({
  suite,
  random,
  sealing: PathSealing.defaultValue(),
  derivation: rfc9420Derivation,
  policy: unmergedPolicy,
  fill: blankInitFill
})

/** The book of a policy that keeps none. */
export const { emptyBook } = unmergedPolicy
