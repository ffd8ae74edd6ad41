import {
  type Change,
  CgkaRejected,
  CryptoFailure,
  encryptContext,
  equalBytes,
  type HpkeCiphertext,
  HpkeInfo,
  type KeyPair,
  noBytes,
  type PathSealer,
  type Random,
  Secret,
  senderOf,
  type Suite,
  type TreeView
} from "@copath/contracts"
import { type LeafIndex, leafIndex, toNode } from "@copath/tree-math"
import * as Result from "effect/Result"
import type { FlatState } from "./state.ts"

/** A commit's fresh leaf pair and commit secret (Nh bytes) before anything is sealed. */
export interface FlatStaged {
  readonly before: FlatState
  readonly leaf: KeyPair
  /** The leaf's pair before, where it goes into what is sealed. */
  readonly sender: KeyPair | undefined
  readonly commitSecret: Secret
}

/** Who is sealed to, and the ciphertexts in the same order. */
export interface FlatReading {
  readonly recipients: ReadonlyArray<LeafIndex>
  readonly sealed: ReadonlyArray<HpkeCiphertext>
  /** The committer's key that went into them. */
  readonly sender: Uint8Array | undefined
}

/** All that the functions below depend on. */
export interface Flat {
  readonly suite: Suite
  readonly random: Random
  readonly sealing: PathSealer
}

/** Of the HPKE `info` under which a commit secret is sealed. */
export const label = "FlatCommitSecret"

/** All members but the committer and those who join with this very commit: by leaf index, so ciphertexts need no addresses. */
const recipients = (tree: TreeView, { added, committer }: Change): ReadonlyArray<LeafIndex> => {
  const joining = new Set(added)
  return Array.from({ length: tree.leafCount }, (_, i) => leafIndex(i)).filter(
    (leaf) => leaf !== committer && tree.occupied(leaf) && !joining.has(leaf)
  )
}

export const freshLeaf = (suite: Suite, random: Random): KeyPair => {
  const seed = random(suite.kem.seedSize)
  const pair = suite.kem.derive(seed)
  seed.wipe()
  return pair
}

/** `tree`: after the proposals. */
export const stage = ({ random, sealing, suite }: Flat, before: FlatState, tree: TreeView, change: Change): FlatStaged => ({
  before,
  leaf: freshLeaf(suite, random),
  sender: senderOf(sealing, tree, change) === undefined ? undefined : before.leaf,
  commitSecret: random(suite.kdf.size)
})

/** One HPKE encryption of the commit secret per recipient. */
export const seal = (
  { random, sealing, suite }: Flat,
  { commitSecret, sender }: FlatStaged,
  tree: TreeView,
  change: Change,
  groupContext: Uint8Array
): Result.Result<ReadonlyArray<HpkeCiphertext>, CryptoFailure> => {
  const info = new HpkeInfo(encryptContext(label, groupContext))
  const all: Array<HpkeCiphertext> = []
  for (const leaf of recipients(tree, change)) {
    const to = tree.keyAt(toNode(leaf))
    const sealed = to === undefined ? undefined : sealing.seal(suite, sender, to, info, noBytes, commitSecret.expose(), random)
    // Every key in the tree was checked when it came in, so this is the provider's failure and not a peer's.
    if (sealed === undefined) return Result.fail(new CryptoFailure({ operation: "hpke.seal" }))
    all.push(sealed)
  }
  return Result.succeed(all)
}

/** `tree`: after the proposals. */
export const read = (
  { sealing }: Flat,
  tree: TreeView,
  change: Change,
  sealed: ReadonlyArray<HpkeCiphertext>
): Result.Result<FlatReading, CgkaRejected> => {
  const to = recipients(tree, change)
  return sealed.length === to.length
    ? Result.succeed({ recipients: to, sealed, sender: senderOf(sealing, tree, change) })
    : Result.fail(new CgkaRejected({ reason: "PathLength" }))
}

/** The commit secret: one decryption, whoever the member is. */
export const process = (
  { sealing, suite }: Flat,
  { leaf, me }: FlatState,
  { recipients, sealed, sender }: FlatReading,
  tree: TreeView,
  groupContext: Uint8Array
): Result.Result<Secret, CgkaRejected> => {
  const node = toNode(me)
  const mine = sealed[recipients.indexOf(me)]
  const key = mine === undefined ? undefined : tree.keyAt(node)
  // A leaf may have a new owner: the index alone does not make its key ours.
  if (mine === undefined || key === undefined || !equalBytes(key, leaf.publicKey))
    return Result.fail(new CgkaRejected({ reason: "NotForUs" }))
  const opened = sealing.open(suite, sender, leaf, encryptContext(label, groupContext), noBytes, mine)
  return opened === undefined || opened.length !== suite.kdf.size
    ? Result.fail(new CgkaRejected({ reason: "Undecryptable", node }))
    : Result.succeed(new Secret(opened))
}
