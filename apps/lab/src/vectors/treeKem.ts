import { encode, opaque, struct, uint32, vector } from "@copath/codec"
import { nextPathSecret, nodeKeyPair } from "@copath/cgka-treekem"
import { type Cgka, type CgkaState, type Change, type KeyPair, signWithLabel } from "@copath/contracts"
import { merge, type PublicTree, setLeaf, treeFrom, treeHash } from "@copath/membership"
import { commonAncestor, type LeafCount, type LeafIndex, leafIndex, nodeIndex, parent, root, toNode } from "@copath/tree-math"
import { hex, toHex, type TreeKemCase, type TreeKemLeafPrivate, type TreeKemUpdatePath } from "@copath/vectors"
import { type LeafNode, leafNodeTbs, ratchetTree, updatePath } from "@copath/wire"
import { Effect, Result } from "effect"
import { type Comparison, contextOf, decoded, secretOf, shown, signingKey, type Tools } from "./check.ts"
import { treeKem } from "./services.ts"

type Service = Cgka["Service"]

/** One case with its tree and every member's private state. */
interface Group {
  readonly one: TreeKemCase
  readonly tools: Tools
  readonly cgka: Service
  readonly tree: PublicTree
  readonly states: ReadonlyMap<LeafIndex, CgkaState>
}

/** `treekem.json`: private states, the file's update paths for every member, and paths of our own (RFC 9420, 7.4 to 7.9). */
export function* treeKems(one: TreeKemCase, tools: Tools): Iterable<Comparison> {
  const cgka = treeKem(tools)
  const tree = Result.getOrThrow(treeFrom(decoded(ratchetTree, one.ratchet_tree)))
  for (const leaf of one.leaves_private) yield* privateKeys(leaf, tree, tools)
  const states = new Map(one.leaves_private.map((leaf) => [leafIndex(leaf.index), stateOf(leaf, cgka, tools)]))
  const group: Group = { one, tools, cgka, tree, states }
  for (const path of one.update_paths) {
    yield* theirPath(group, path)
    yield* ourPath(group, leafIndex(path.sender))
  }
}

function* privateKeys(leaf: TreeKemLeafPrivate, tree: PublicTree, { suite }: Tools): Iterable<Comparison> {
  const at = `leaf ${leaf.index}, `
  const index = leafIndex(leaf.index)
  const held = (key: Uint8Array | undefined): string | undefined => (key === undefined ? undefined : toHex(key))
  const encryption = suite.kem.keyPair(secretOf(leaf.encryption_priv))
  yield [`${at}encryption_priv`, toHex(encryption.publicKey), held(tree.keyAt(toNode(index)))]
  const signature = signingKey(suite, leaf.signature_priv)
  yield [`${at}signature_priv`, toHex(signature.publicKey), held(tree.signatureKeyAt(index))]
  for (const { node, path_secret } of leaf.path_secrets) {
    yield [
      `${at}path_secret of node ${node}`,
      toHex(nodeKeyPair(suite, secretOf(path_secret)).publicKey),
      held(tree.keyAt(nodeIndex(node)))
    ]
  }
}

// How the package writes a member's state down; this is the way in for keys that come from elsewhere.
const storedPair = struct("KeyPair", { publicKey: opaque, secretKey: opaque })
const storedPath = struct("PathKey", { node: uint32, pair: storedPair })
const storedState = struct("TreeKemState", { me: uint32, leaf: storedPair, path: vector(storedPath) })

const stateOf = (leaf: TreeKemLeafPrivate, cgka: Service, { suite }: Tools): CgkaState => {
  const stored = ({ publicKey, secretKey }: KeyPair) => ({ publicKey, secretKey: secretKey.expose() })
  const bytes = encode(storedState, {
    me: leaf.index,
    leaf: stored(suite.kem.keyPair(secretOf(leaf.encryption_priv))),
    path: leaf.path_secrets.map(({ node, path_secret }) => ({ node, pair: stored(nodeKeyPair(suite, secretOf(path_secret))) }))
  })
  return decoded(cgka.stateCodec, toHex(bytes))
}

const changeBy = (committer: LeafIndex): Change => ({ added: [], removed: [], updated: [], committer })

const contextAfter = ({ one }: Group, hash: Uint8Array): Uint8Array => contextOf({ ...one, tree_hash: toHex(hash) })

function* theirPath(group: Group, path: TreeKemUpdatePath): Iterable<Comparison> {
  const { cgka, states, tools, tree } = group
  const { suite } = tools
  const at = `update path of leaf ${path.sender}, `
  const sender = leafIndex(path.sender)
  const { leafNode, nodes } = decoded(updatePath(cgka.updateCodec), path.update_path)
  const { edits, reading } = Result.getOrThrow(cgka.read(cgka.emptyBook, tree, changeBy(sender), nodes, leafNode.encryptionKey))
  const merged = merge(tree, sender, edits, "required", suite.hash.digest)
  const parentHash = leafNode.source._tag === "commit" ? toHex(leafNode.source.parentHash) : undefined
  yield [`${at}parent_hash`, parentHash, toHex(merged.parentHash)]
  const after = setLeaf(merged.tree, sender, leafNode)
  const hash = treeHash(after, suite.hash.digest)
  yield [`${at}tree_hash_after`, toHex(hash), path.tree_hash_after]
  for (const [member, state] of states) {
    if (member === sender) continue
    const secret = path.path_secrets[member]
    if (secret === null || secret === undefined) {
      yield [`${at}path_secrets[${member}]`, null, "a path secret"]
      continue
    }
    const meeting = commonAncestor(sender, member)
    const key = after.keyAt(meeting)
    yield [
      `${at}path_secrets[${member}]`,
      toHex(nodeKeyPair(suite, secretOf(secret)).publicKey),
      key === undefined ? undefined : toHex(key)
    ]
    const processed = Effect.runSync(cgka.process(state, reading, after, changeBy(sender), contextAfter(group, hash)))
    yield [`${at}commit_secret of leaf ${member}`, shown(processed.commitSecret), path.commit_secret]
    const known = cgka.knows(processed.state).find(({ node }) => node === meeting)
    yield [
      `${at}key that leaf ${member} learns`,
      known === undefined ? undefined : toHex(known.publicKey),
      key === undefined ? undefined : toHex(key)
    ]
    yield [`${at}commit_secret above path_secrets[${member}]`, shown(climbed(group, after, sender, member, secret)), path.commit_secret]
  }
}

/** The path secret one step beyond the topmost node of the sender's filtered direct path. */
const climbed = ({ tools }: Group, after: PublicTree, sender: LeafIndex, member: LeafIndex, from: string) => {
  let secret = secretOf(from)
  let node = commonAncestor(sender, member)
  const top = root(after.leafCount as LeafCount)
  for (; node !== top; node = parent(node)) {
    // Nodes filtered out of the path are blank after it and take no step.
    if (after.keyAt(node) !== undefined) secret = nextPathSecret(tools.suite, secret)
  }
  return after.keyAt(top) === undefined ? secret : nextPathSecret(tools.suite, secret)
}

/** A path made by the package in the name of `sender`, processed by everybody else. */
function* ourPath(group: Group, sender: LeafIndex): Iterable<Comparison> {
  const { cgka, states, tools, tree } = group
  const { suite } = tools
  const mine = states.get(sender)
  const before = tree.leafAt(sender)
  yield [`leaf ${sender} has a private state`, mine !== undefined && before !== undefined, true]
  if (mine === undefined || before === undefined) return
  const change = changeBy(sender)
  const { edits, leafKey, staged } = Effect.runSync(cgka.stage(mine, cgka.emptyBook, tree, change))
  const merged = merge(tree, sender, edits, "required", suite.hash.digest)
  const leaf = signedLeaf(group, sender, { ...before, encryptionKey: leafKey, source: { _tag: "commit", parentHash: merged.parentHash } })
  const after = setLeaf(merged.tree, sender, leaf)
  const context = contextAfter(group, treeHash(after, suite.hash.digest))
  const sealed = Effect.runSync(cgka.seal(staged, after, change, context))
  const { reading } = Result.getOrThrow(cgka.read(cgka.emptyBook, tree, change, sealed.update, leafKey))
  for (const [member, state] of states) {
    if (member === sender) continue
    const processed = Effect.runSync(cgka.process(state, reading, after, change, context))
    yield [`our path by leaf ${sender}, commit_secret of leaf ${member}`, shown(processed.commitSecret), shown(sealed.commitSecret)]
  }
}

const signedLeaf = ({ one, tools }: Group, leaf: LeafIndex, content: LeafNode): LeafNode => {
  const priv = one.leaves_private.find(({ index }) => index === leaf)?.signature_priv ?? ""
  const key = signingKey(tools.suite, priv)
  const tbs = leafNodeTbs(content, { groupId: hex(one.group_id), leafIndex: leaf })
  return { ...content, signature: signWithLabel(tools.suite, key, "LeafNodeTBS", tbs) }
}
