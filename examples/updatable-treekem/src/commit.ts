import { nextPathSecret, nodeKeyPair } from "@copath/cgka-treekem"
import {
  type CgkaBook,
  type CgkaEdits,
  type Change,
  CryptoFailure,
  deriveSecret,
  type KeyPair,
  type Random,
  type Refresh,
  type Secret,
  type Suite,
  type TreeView
} from "@copath/contracts"
import { covers, isLeaf, type NodeIndex, toNode } from "@copath/tree-math"
import * as Result from "effect/Result"
import { linesAfter, pathOf } from "./path.ts"
import { type Means, sealOnce, under } from "./sealing.ts"
import { follow, type State } from "./state.ts"
import { lineSize } from "./upke.ts"
import { books, type Invitation, type SealedOnce, type UpdatableNode, type UpdatablePath } from "./wire.ts"

/** A target's line as it is, and how far it will be moved on. */
interface Target {
  readonly node: NodeIndex
  readonly line: Uint8Array
  readonly delta: Secret
  readonly next: Uint8Array
}

interface StagedStep extends Omit<Refresh, "targets"> {
  readonly secret: Secret
  readonly key: Uint8Array
  readonly line: KeyPair
  readonly targets: ReadonlyArray<Target>
}

/** A commit's fresh keys before anything is sealed. */
export interface Staged {
  readonly before: State
  readonly leaf: KeyPair
  readonly line: KeyPair
  readonly steps: ReadonlyArray<StagedStep>
  readonly joiners: ReadonlyArray<{ readonly seed: Secret; readonly key: Uint8Array }>
  readonly commitSecret: Secret
}

/** A leaf's own key pair: the suite's, as in TreeKEM. */
export const freshLeaf = (suite: Suite, random: Random): KeyPair => {
  const seed = random(suite.kem.seedSize)
  const pair = suite.kem.derive(seed)
  seed.wipe()
  return pair
}

/** A parent's two keys: the one in the tree, which tells members that they have the right secret, and its line. */
export const keysOf = ({ suite, upke }: Means, secret: Secret): { readonly key: Uint8Array; readonly line: KeyPair } => {
  const { publicKey, secretKey } = nodeKeyPair(suite, secret)
  secretKey.wipe()
  const seed = deriveSecret(suite, secret, "updatable line")
  const line = upke.pair(seed)
  seed.wipe()
  return { key: publicKey, line }
}

const broken = (operation: string): Result.Result<never, CryptoFailure> => Result.fail(new CryptoFailure({ operation }))

/** Draws all keys, and moves the targets' lines on. `tree`: after the proposals. */
export const stage = (
  means: Means,
  before: State,
  book: CgkaBook,
  tree: TreeView,
  change: Change
): Result.Result<CgkaEdits & { readonly staged: Staged; readonly leafKey: Uint8Array }, CryptoFailure> => {
  const { random, suite, upke } = means
  const plan = pathOf(tree, change)
  const { lines } = books.unwrap(book)
  const leaf = freshLeaf(suite, random)
  const pairOf = (seed: Secret): KeyPair => {
    const pair = upke.pair(seed)
    seed.wipe()
    return pair
  }
  const line = pairOf(random(lineSize))
  const steps: Array<StagedStep> = []
  let secret = random(suite.kdf.size)
  for (const [i, step] of plan.steps.entries()) {
    if (i > 0) secret = nextPathSecret(suite, secret)
    const targets: Array<Target> = []
    for (const node of step.targets) {
      const at = lines.find((one) => one.node === node)?.key
      const delta = random(lineSize)
      const next = at === undefined ? undefined : upke.next(at, delta)
      // Every node with a key has a line, and each was checked when it came in.
      if (at === undefined || next === undefined) return broken("upke.next")
      targets.push({ node, line: at, delta, next })
    }
    steps.push({ ...step, secret, ...keysOf(means, secret), targets })
  }
  const commitSecret = steps.length === 0 ? secret : nextPathSecret(suite, secret)
  const joiners = change.added.map(() => {
    const seed = random(lineSize)
    const { publicKey, secretKey } = upke.pair(seed)
    secretKey.wipe()
    return { seed, key: publicKey }
  })
  const after = linesAfter(books.unwrap(book), tree, change, {
    own: line.publicKey,
    joiners: joiners.map(({ key }) => key),
    moved: [
      ...steps.flatMap(({ targets }) => targets.map(({ next, node }) => ({ node, key: next }))),
      ...steps.map((step) => ({ node: step.node, key: step.line.publicKey }))
    ],
    blanked: plan.blanked
  })
  return Result.succeed({
    staged: { before, leaf, line, steps, joiners, commitSecret },
    leafKey: leaf.publicKey,
    edits: [...steps.map(({ key, node }) => ({ node, key })), ...plan.blanked.map((node) => ({ node, key: undefined }))],
    book: books.wrap(after)
  })
}

/** What `seal` makes. */
export interface Sealed {
  readonly state: State
  readonly commitSecret: Secret
  readonly update: UpdatablePath
  readonly invitations: ReadonlyArray<Invitation>
  readonly retired: ReadonlyArray<Secret>
}

/** Seals the path secrets under the provisional group context, one ciphertext for each target. */
export const seal = (
  means: Means,
  { before, commitSecret, joiners, leaf, line, steps }: Staged,
  tree: TreeView,
  change: Change,
  groupContext: Uint8Array
): Result.Result<Sealed, CryptoFailure> => {
  const within = under(means, groupContext)
  const nodes: Array<UpdatableNode> = []
  for (const { key, line: own, secret, targets } of steps) {
    const sealed: Array<SealedOnce> = []
    for (const { delta, line: to, next, node } of targets) {
      const one = sealOnce(means, { line: to, leaf: isLeaf(node) ? tree.keyAt(node) : undefined }, next, { secret, delta }, within)
      if (one === undefined) return broken("upke.seal")
      sealed.push(one)
    }
    nodes.push({ encryptionKey: key, line: own.publicKey, sealed })
  }
  const { retired, state } = follow(before, tree)
  const own = toNode(change.committer)
  return Result.succeed({
    state: {
      me: change.committer,
      leaf,
      lines: [
        { node: own, key: leaf.publicKey, pair: line },
        ...state.lines.filter(({ node }) => node !== own),
        ...steps.map((step) => ({ node: step.node, key: step.key, pair: step.line }))
      ]
    },
    commitSecret,
    update: { own: line.publicKey, joiners: joiners.map(({ key }) => key), nodes },
    invitations: joiners.map(({ seed }, i) => ({
      seed: seed.expose().slice(),
      pathSecret: (steps.find(({ node }) => covers(node, change.added[i]!))?.secret.expose() ?? new Uint8Array(0)).slice()
    })),
    retired: [
      before.leaf.secretKey,
      ...before.lines.filter(({ node }) => node === own).map(({ pair }) => pair.secretKey),
      ...retired,
      ...joiners.map(({ seed }) => seed),
      ...steps.flatMap(({ secret, targets }) => [secret, ...targets.map(({ delta }) => delta)])
    ]
  })
}
