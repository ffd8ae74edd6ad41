import {
  type Change,
  CgkaRejected,
  CryptoFailure,
  encryptContext,
  equalBytes,
  type HpkeCiphertext,
  type KeyPair,
  noBytes,
  type Random,
  Secret,
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
  readonly commitSecret: Secret
}

/** Who is sealed to, and the ciphertexts in the same order. */
export interface FlatReading {
  readonly recipients: ReadonlyArray<LeafIndex>
  readonly sealed: ReadonlyArray<HpkeCiphertext>
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

export const stage = (suite: Suite, random: Random, before: FlatState): FlatStaged => ({
  before,
  leaf: freshLeaf(suite, random),
  commitSecret: random(suite.kdf.size)
})

/** One HPKE encryption of the commit secret per recipient. */
export const seal = (
  suite: Suite,
  random: Random,
  { commitSecret }: FlatStaged,
  tree: TreeView,
  change: Change,
  groupContext: Uint8Array
): Result.Result<ReadonlyArray<HpkeCiphertext>, CryptoFailure> => {
  const info = encryptContext(label, groupContext)
  const all: Array<HpkeCiphertext> = []
  for (const leaf of recipients(tree, change)) {
    const to = tree.keyAt(toNode(leaf))
    const sealed = to === undefined ? undefined : suite.hpke.seal(to, info, noBytes, commitSecret.expose(), random)
    // Every key in the tree was checked when it came in, so this is the provider's failure and not a peer's.
    if (sealed === undefined) return Result.fail(new CryptoFailure({ operation: "hpke.seal" }))
    all.push(sealed)
  }
  return Result.succeed(all)
}

export const read = (tree: TreeView, change: Change, sealed: ReadonlyArray<HpkeCiphertext>): Result.Result<FlatReading, CgkaRejected> => {
  const to = recipients(tree, change)
  return sealed.length === to.length ? Result.succeed({ recipients: to, sealed }) : Result.fail(new CgkaRejected({ reason: "PathLength" }))
}

/** The commit secret: one decryption, whoever the member is. */
export const process = (
  suite: Suite,
  { leaf, me }: FlatState,
  { recipients, sealed }: FlatReading,
  tree: TreeView,
  groupContext: Uint8Array
): Result.Result<Secret, CgkaRejected> => {
  const node = toNode(me)
  const mine = sealed[recipients.indexOf(me)]
  const key = mine === undefined ? undefined : tree.keyAt(node)
  // A leaf may have a new owner: the index alone does not make its key ours.
  if (mine === undefined || key === undefined || !equalBytes(key, leaf.publicKey))
    return Result.fail(new CgkaRejected({ reason: "NotForUs" }))
  const opened = suite.hpke.open(leaf, encryptContext(label, groupContext), noBytes, mine)
  return opened === undefined || opened.length !== suite.kdf.size
    ? Result.fail(new CgkaRejected({ reason: "Undecryptable", node }))
    : Result.succeed(new Secret(opened))
}
