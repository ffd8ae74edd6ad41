import { expandWithLabel, type KeyChain, noBytes, type Secret, startChain, type Suite } from "@copath/contracts"
import { type LeafIndex, level as levelOf, standingRoot } from "@copath/tree-math"

/*
 *        G                  G and F are gone once D was used; E and C still stand for
 *     .--+--.               the senders below them. Each branch is either one secret or,
 *     E     F               opened, its two children; an opened leaf is two ratchets.
 *          .-+-.
 *          C   D -> handshake, application
 *
 * Where a tree ends with its last member, an elided parent has no secret of its own: without D, F's goes to C as it is.
 */

/** A branch of the secret tree (RFC 9420, section 9). */
export type Branch =
  | { readonly _tag: "closed"; readonly secret: Secret }
  | { readonly _tag: "opened"; readonly left: Branch; readonly right: Branch }
  | Ratchets

/** The two ratchets of one member. */
export interface Ratchets {
  readonly _tag: "leaf"
  readonly handshake: KeyChain
  readonly application: KeyChain
}

export const closed = (secret: Secret): Branch => ({ _tag: "closed", secret })

/** The way to a leaf: its ratchets, and the branches that lie beside the way, from the root down. */
export interface Found {
  readonly ratchets: Ratchets
  /** Nothing lies beside an elided parent. */
  readonly beside: ReadonlyArray<Branch | undefined>
  /** The secret of the tree that was opened on the way; at most one. */
  readonly retired: ReadonlyArray<Secret>
}

/** Opens the way from the root of a tree of which `leaves` leaves stand to `leaf`. The tree is left as it was: {@link put} makes the opened one. */
export const find = (suite: Suite, tree: Branch, leaves: number, leaf: LeafIndex, made: Array<Secret>): Found => {
  const beside: Array<Branch | undefined> = []
  const retired: Array<Secret> = []
  let branch = tree
  const open = (secret: Secret): void => {
    // Only the first secret on the way stands in the old tree; the others were derived from it just now.
    if (retired.length === 0) retired.push(secret)
    else secret.wipe()
  }
  for (let level = height(leaves); level > 0; level--) {
    if (isElided(leaf, level, leaves)) {
      beside.push(undefined)
      continue
    }
    if (branch._tag === "leaf") throw new TypeError("a leaf where a parent belongs")
    const parent: { readonly left: Branch; readonly right: Branch } = branch._tag === "closed" ? split(suite, branch.secret) : branch
    if (branch._tag === "closed") open(branch.secret)
    const right = isRight(leaf, level)
    const other = right ? parent.left : parent.right
    if (branch._tag === "closed" && other._tag === "closed") made.push(other.secret)
    beside.push(other)
    branch = right ? parent.right : parent.left
  }
  if (branch._tag === "leaf") return { ratchets: branch, beside, retired }
  if (branch._tag === "opened") throw new TypeError("a parent where a leaf belongs")
  const ratchets = openLeaf(suite, branch.secret)
  open(branch.secret)
  made.push(ratchets.handshake.secret, ratchets.application.secret)
  return { ratchets, beside, retired }
}

/** The tree with these ratchets at `leaf`; everything beside the way is shared. */
export const put = (beside: ReadonlyArray<Branch | undefined>, leaf: LeafIndex, ratchets: Ratchets): Branch => {
  let branch: Branch = ratchets
  for (let level = 1; level <= beside.length; level++) {
    const other = beside[beside.length - level]
    if (other === undefined) continue
    branch = isRight(leaf, level) ? { _tag: "opened", left: other, right: branch } : { _tag: "opened", left: branch, right: other }
  }
  return branch
}

/** Whether `leaf` lies in the right half of its ancestor at `level`. */
const isRight = (leaf: LeafIndex, level: number): boolean => ((leaf >>> (level - 1)) & 1) === 1

/** Levels above the leaves of a tree of which `leaves` leaves stand. */
export const height = (leaves: number): number => levelOf(standingRoot(leaves))

/** Whether the ancestor of `leaf` at `level` does not stand: nobody is on its right. */
export const isElided = (leaf: number, level: number, leaves: number): boolean => {
  const half = 2 ** (level - 1)
  return leaf - (leaf % (2 * half)) + half >= leaves
}

const utf8 = new TextEncoder()
const left = utf8.encode("left")
const right = utf8.encode("right")

/** A parent's two children (section 9). */
const split = (suite: Suite, secret: Secret): { readonly left: Branch; readonly right: Branch } => ({
  left: closed(expandWithLabel(suite, secret, "tree", left, suite.kdf.size)),
  right: closed(expandWithLabel(suite, secret, "tree", right, suite.kdf.size))
})

/** The ratchets that begin at a leaf (section 9). */
const openLeaf = (suite: Suite, secret: Secret): Ratchets => ({
  _tag: "leaf",
  handshake: startChain(expandWithLabel(suite, secret, "handshake", noBytes, suite.kdf.size)),
  application: startChain(expandWithLabel(suite, secret, "application", noBytes, suite.kdf.size))
})

/** The tree with `change` done to every ratchet that is opened. */
export const mapRatchets = (branch: Branch, change: (ratchet: KeyChain) => KeyChain): Branch => {
  switch (branch._tag) {
    case "closed":
      return branch
    case "opened":
      return { ...branch, left: mapRatchets(branch.left, change), right: mapRatchets(branch.right, change) }
    case "leaf":
      return { ...branch, handshake: change(branch.handshake), application: change(branch.application) }
  }
}

/** The opened ratchets of a tree, from left to right. */
export const ratchetsIn = (branch: Branch): ReadonlyArray<KeyChain> => {
  switch (branch._tag) {
    case "closed":
      return []
    case "opened":
      return [...ratchetsIn(branch.left), ...ratchetsIn(branch.right)]
    case "leaf":
      return [branch.handshake, branch.application]
  }
}
