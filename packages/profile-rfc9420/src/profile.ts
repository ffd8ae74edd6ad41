import { layer as treeKem } from "@copath/cgka-treekem"
import type { CipherSuite, Entropy } from "@copath/contracts"
import type { Protocol } from "@copath/group"
import { layer as secretTree } from "@copath/protection-secret-tree"
import { layer as schedule } from "@copath/schedule-rfc9420"
import { layer as staticKeys } from "@copath/signature-static"
import { parentHash } from "@copath/tree-integrity"
import * as Layer from "effect/Layer"
import { composition } from "./composition.ts"

/**
 * The strict composition: TreeKEM with unmerged leaves, the RFC's key schedule, a secret tree, one signature key a leaf, parent hashes
 * demanded. Each variant is one word of this list.
 */
export const rfc9420: Layer.Layer<Protocol, never, CipherSuite | Entropy> = Layer.mergeAll(
  treeKem,
  schedule,
  secretTree,
  staticKeys,
  parentHash,
  composition
)
