import { treekem9420 } from "@copath/cgka-treekem"
import type { CipherSuite, Entropy } from "@copath/contracts"
import { unmerged } from "@copath/double-join"
import type { Protocol } from "@copath/group"
import { guarded } from "@copath/nonces"
import { layer as secretTree } from "@copath/protection-secret-tree"
import { layer as schedule } from "@copath/schedule-rfc9420"
import { hidden } from "@copath/sender-data"
import { layer as staticKeys } from "@copath/signature-static"
import { blankInit } from "@copath/tree-fill"
import { parentHash } from "@copath/tree-integrity"
import * as Layer from "effect/Layer"
import { composition } from "./composition.ts"

/**
 * The strict composition: TreeKEM with unmerged leaves, the RFC's key schedule, a secret tree with guarded nonces and hidden senders, one signature key a leaf, parent hashes
 * demanded. Each variant is one word of this list.
 */
export const rfc9420: Layer.Layer<Protocol, never, CipherSuite | Entropy> = Layer.mergeAll(
  Layer.provide(treekem9420, [unmerged, blankInit]),
  schedule,
  Layer.provide(secretTree, [guarded, hidden]),
  staticKeys,
  parentHash,
  composition
)
