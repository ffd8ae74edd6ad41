import type { KeyPair, Random, Secret, Suite } from "@copath/contracts"

/** A fresh leaf, and what the parents above it are hashed from. */
export interface FreshLeaf {
  /** The leaf's key pair. */
  readonly pair: KeyPair
  /** The secret of the lowest parent that is hashed from this leaf. */
  readonly start: Secret
}

/**
 * What sets one TreeKEM apart from another: how secrets are hashed up the tree, and what is made of them. Every function takes what it is given
 * and consumes nothing.
 *
 * ```
 * leaf --start--> secret --next--> secret --next--> secret of the top --commitSecret--> commit secret
 *                    |                |                     |
 *                   pair             pair                  pair
 * ```
 */
export interface Derivation {
  /** The option id, such as `treekem9420`. */
  readonly id: string
  /** Whether parents with members on one side only get no key (RFC 9420, 4.1.2), or one that is sealed to nobody (draft-02). */
  readonly filtered: boolean
  /** Length of a node's secret, in bytes. */
  readonly secretSize: (suite: Suite) => number
  /** Draws a committer's new leaf. */
  readonly leaf: (suite: Suite, random: Random) => FreshLeaf
  /** A leaf for a key package or an Update, from which nothing will be hashed. */
  readonly loneLeaf: (suite: Suite, random: Random) => KeyPair
  /** The secret of a parent from that of the child from which it is hashed. */
  readonly next: (suite: Suite, secret: Secret) => Secret
  /** DKP: the key pair of the node whose secret this is. */
  readonly pair: (suite: Suite, secret: Secret) => KeyPair
  /** The commit secret, Nh bytes, from the secret of the topmost step. */
  readonly commitSecret: (suite: Suite, top: Secret) => Secret
  /** HPKE `info` under which a commit's secrets are sealed, from the provisional group context. */
  readonly info: (groupContext: Uint8Array) => Uint8Array
}
