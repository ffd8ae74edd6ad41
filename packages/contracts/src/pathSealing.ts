import { toNode } from "@copath/tree-math"
import * as Context from "effect/Context"
import type { Change, TreeView } from "./cgka.ts"
import type { HpkeCiphertext, KeyPair, Random, Suite } from "./cipherSuite.ts"
import type { HpkeInfo } from "./hpkeInfo.ts"

/** How a commit's secrets are sealed to the nodes of the tree (RFC 9420, 7.5 and 7.6). Plain functions of a suite: a layer of it needs none. */
export interface PathSealer {
  /** What it is called, such as `base`. */
  readonly id: string
  /**
   * Whether a member's leaf key, as it is before its commit, goes into each ciphertext: what opens was then sealed by who holds that key, or the receiver's. Needs a
   * suite with an auth mode (`Hpke.auth`), and a key agreement that seals by this seam (`Cgka.sealsPaths`).
   */
  readonly authenticated: boolean
  /**
   * Whether others can be shown what a ciphertext of a member opens to (see `OpeningProofs`) and no more. Not where the two keys' own Diffie-Hellman goes into it:
   * whoever sees that seals to the receiver in the sender's name for as long as both keys live.
   */
  readonly provable: boolean
  /** Seals to the public key `to`. `sender`: the committer's leaf key pair before the commit; `undefined` for one who joins by it, and if not `authenticated`. */
  readonly seal: (
    suite: Suite,
    sender: KeyPair | undefined,
    to: Uint8Array,
    info: Uint8Array | HpkeInfo,
    aad: Uint8Array,
    secret: Uint8Array,
    random: Random
  ) => HpkeCiphertext | undefined
  /** Opens what `seal` gave; `sender`: that pair's public key, read in the tree (see {@link senderOf}). `undefined` for what does not open. */
  readonly open: (
    suite: Suite,
    sender: Uint8Array | undefined,
    me: KeyPair,
    info: Uint8Array,
    aad: Uint8Array,
    sealed: HpkeCiphertext
  ) => Uint8Array | undefined
}

/** HPKE's base mode, as RFC 9420 has it: whoever knows the receivers' public keys can have sealed. */
const base: PathSealer = {
  id: "base",
  authenticated: false,
  provable: true,
  seal: ({ hpke }, _sender, to, info, aad, secret, random) => hpke.seal(to, info, aad, secret, random),
  open: ({ hpke }, _sender, me, info, aad, sealed) => hpke.open(me, info, aad, sealed)
}

/**
 * How key agreements seal a commit's path, read when their layer is built: HPKE's base mode unless another one is provided below them. All members must choose
 * alike: nothing in a commit tells, so nobody can be talked into less.
 */
export const PathSealing = Context.Reference<PathSealer>("@copath/contracts/PathSealing", { defaultValue: () => base })

/**
 * The key of the sender's that goes into a commit's ciphertexts: its leaf's, in the tree after the proposals and before the path. Sender and receivers read it
 * there and never in the message. `undefined`: the leaf is blank, as of somebody who joins by this commit, a resync included; or no key goes in.
 */
export const senderOf = (
  { authenticated }: Pick<PathSealer, "authenticated">,
  tree: TreeView,
  { committer }: Change
): Uint8Array | undefined => (authenticated && tree.occupied(committer) ? tree.keyAt(toNode(committer)) : undefined)
