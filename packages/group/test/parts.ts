import { treekem9420 } from "@copath/cgka-treekem"
import { CipherSuite, Composition, type Entropy, type Suite } from "@copath/contracts"
import { layer as basic } from "@copath/credential-basic"
import { cipherSuite, seededEntropy } from "@copath/crypto-noble"
import { unmerged } from "@copath/double-join"
import { guarded } from "@copath/nonces"
import { layer as secretTree } from "@copath/protection-secret-tree"
import { layer as schedule } from "@copath/schedule-rfc9420"
import { hidden } from "@copath/sender-data"
import { layer as staticKeys } from "@copath/signature-static"
import { blankInit } from "@copath/tree-fill"
import { parentHash } from "@copath/tree-integrity"
import { rfc9420WireFormats } from "@copath/wire"
import { Effect, Layer } from "effect"
import type { GroupServices } from "../src/index.ts"

const strict = Layer.succeed(
  Composition,
  Composition.of({ id: "rfc9420", wireFormats: rfc9420WireFormats, cipherSuite: (registered) => registered, mark: [] })
)

const protocol = Layer.mergeAll(
  Layer.provide(treekem9420, [unmerged, blankInit]),
  schedule,
  Layer.provide(secretTree, [guarded, hidden]),
  staticKeys,
  parentHash,
  strict,
  basic
)

/** RFC 9420's parts over the portable provider, with a seeded transcript. `seen`: the suite as all parts see it, such as a counting one. */
export const services = (suite: number, seed = "group", seen: (s: Suite) => Suite = (s) => s): Layer.Layer<GroupServices> => {
  const observed = Layer.effect(CipherSuite, Effect.map(CipherSuite, seen)).pipe(Layer.provide(cipherSuite(suite)))
  const below: Layer.Layer<CipherSuite | Entropy> = Layer.mergeAll(observed, seededEntropy(seed))
  return Layer.provideMerge(protocol, below)
}
