import { layer as art } from "@copath/cgka-art"
import { layer as flat } from "@copath/cgka-flat"
import { layer as treeKem } from "@copath/cgka-treekem"
import type { CipherSuite, DeliveryService, Entropy, KeyPackageDirectory } from "@copath/contracts"
import { layer as basicCredentials } from "@copath/credential-basic"
import { defaultOptions, type GroupChoices, GroupOptions, type GroupServices } from "@copath/group"
import { checked, type Composed, type IncompatibleProfile, marked } from "@copath/profile-lab"
import { layer as groupChain } from "@copath/protection-group-chain"
import { layer as secretTree } from "@copath/protection-secret-tree"
import { layer as schedule } from "@copath/schedule-rfc9420"
import { layer as ephemeralKeys } from "@copath/signature-ephemeral"
import { layer as staticKeys } from "@copath/signature-static"
import { none as noIntegrity, parentHash } from "@copath/tree-integrity"
import { Layer } from "effect"

/**
 * Three compositions by hand. Each is a list of layers, and the lists differ by single words: change one, run `pnpm demo --profile hand-made`
 * again, and the same story is told over another protocol.
 */
export const handMade = {
  "hand-made": Layer.mergeAll(treeKem, schedule, secretTree, staticKeys, parentHash, basicCredentials, marked("hand-made")),
  "hand-made-2018": Layer.mergeAll(art, schedule, groupChain, staticKeys, noIntegrity, basicCredentials, marked("hand-made-2018")),
  "hand-made-flat": Layer.mergeAll(flat, schedule, secretTree, ephemeralKeys, parentHash, basicCredentials, marked("hand-made-flat"))
}

/** Everything that a client asks for: the engine's services and a delivery service. */
export type World = GroupServices | DeliveryService | KeyPackageDirectory

/** What a protocol stands on: a cipher suite, randomness, a delivery service. */
export type Ground = Layer.Layer<CipherSuite | Entropy | DeliveryService | KeyPackageDirectory>

/** A protocol and this client's own choices on the ground. Parts that cannot work together are refused when the layer is built. */
const world = (protocol: Composed["protocol"], ground: Ground, choices: GroupChoices): Layer.Layer<World, IncompatibleProfile> =>
  protocol.pipe(Layer.provideMerge(ground), Layer.provideMerge(Layer.succeed(GroupOptions, choices)))

/** One of the lists above. */
export const byHand = (name: keyof typeof handMade, ground: Ground) =>
  world(Layer.provideMerge(checked, handMade[name]), ground, defaultOptions)

/** The same through the catalog, where a part is one word as well: `catalog().compose({ cgka: "art", protection: "group-chain" })`. */
export const byName = ({ choices, protocol }: Composed, ground: Ground) => world(protocol, ground, choices)
