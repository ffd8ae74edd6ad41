import { layer as art } from "@copath/cgka-art"
import { layer as flat } from "@copath/cgka-flat"
import { treekem9420 } from "@copath/cgka-treekem"
import type { AuthenticationService, CipherSuite, DeliveryService, Entropy, KeyPackageDirectory } from "@copath/contracts"
import { layer as basicCredentials } from "@copath/credential-basic"
import { unmerged } from "@copath/double-join"
import { defaultOptions, type GroupChoices, GroupOptions, type GroupServices, type Protocol } from "@copath/group"
import { checked, type Composed, type IncompatibleProfile, marked } from "@copath/profile-lab"
import { guarded } from "@copath/nonces"
import { layer as groupChain } from "@copath/protection-group-chain"
import { layer as secretTree } from "@copath/protection-secret-tree"
import { layer as schedule } from "@copath/schedule-rfc9420"
import { hidden } from "@copath/sender-data"
import { layer as ephemeralKeys } from "@copath/signature-ephemeral"
import { layer as staticKeys } from "@copath/signature-static"
import { blankInit } from "@copath/tree-fill"
import { none as noIntegrity, parentHash } from "@copath/tree-integrity"
import { Layer } from "effect"

/**
 * Three compositions by hand. Each is a list of layers, and the lists differ by single words: change one, run `pnpm demo --profile hand-made`
 * again, and the same story is told over another protocol.
 */
export const handMade = {
  "hand-made": Layer.mergeAll(treekem9420, schedule, secretTree, staticKeys, parentHash, basicCredentials, marked("hand-made")),
  "hand-made-2018": Layer.mergeAll(art, schedule, groupChain, staticKeys, noIntegrity, basicCredentials, marked("hand-made-2018")),
  "hand-made-flat": Layer.mergeAll(flat, schedule, secretTree, ephemeralKeys, parentHash, basicCredentials, marked("hand-made-flat"))
}

/**
 * What these are made of: how a nonce comes about, and who sees the sender; what becomes of node keys known from outside, and how a creator fills the
 * tree. Instead: `implicit`, `explicitRandom`; `visible`; `taint`, `blank`; `fullInit`, `sequential`.
 */
const finer = Layer.mergeAll(guarded, hidden, unmerged, blankInit)

/** Everything that a client asks for: the engine's services and a delivery service. */
export type World = GroupServices | DeliveryService | KeyPackageDirectory

/** What a protocol stands on: a cipher suite, randomness, a delivery service. */
export type Ground = Layer.Layer<CipherSuite | Entropy | DeliveryService | KeyPackageDirectory>

/** A protocol and this client's own choices on the ground. Parts that cannot work together are refused when the layer is built. */
const world = (
  protocol: Layer.Layer<Protocol | AuthenticationService, IncompatibleProfile, CipherSuite | Entropy | DeliveryService>,
  ground: Ground,
  choices: GroupChoices
): Layer.Layer<World, IncompatibleProfile> =>
  protocol.pipe(Layer.provideMerge(ground), Layer.provideMerge(Layer.succeed(GroupOptions, choices)))

/** One of the lists above. */
export const byHand = (name: keyof typeof handMade, ground: Ground) =>
  world(Layer.provideMerge(checked, Layer.provideMerge(handMade[name], finer)), ground, defaultOptions)

/** The same through the catalog, where a part is one word as well: `catalog().compose({ cgka: "art", protection: "group-chain" })`. */
export const byName = ({ choices, protocol }: Composed, ground: Ground) => world(protocol, ground, choices)
