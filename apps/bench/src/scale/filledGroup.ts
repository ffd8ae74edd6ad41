import { nextPathSecret, nodeKeyPair } from "@copath/cgka-treekem"
import { encode } from "@copath/codec"
import {
  CipherSuite,
  encryptContext,
  Entropy,
  expandWithLabel,
  KeySchedule,
  type KeyPair,
  noBytes,
  type Random,
  signWithLabel,
  type Suite
} from "@copath/contracts"
import type { KeyPackageSecrets } from "@copath/group"
import { filteredDirectPath, merge, publicTree, type PublicTree, setLeaf, treeFrom, treeHash } from "@copath/membership"
import { commonAncestor, directPath, type LeafCount, leafIndex, type LeafIndex, type NodeIndex, toNode } from "@copath/tree-math"
import {
  extensionTypes,
  groupContext,
  groupInfo,
  groupInfoTbs,
  type LeafNode,
  type LeafNodeContent,
  leafNodeTbs,
  makeExtension,
  type Node,
  rfc9420Wire
} from "@copath/wire"
import { Effect, Result } from "effect"

/*
 * A group of any size in which every second member has committed a path. Letting pairs join one after another, as `bench:peers` does, takes n² / 4
 * signature checks. Here nobody has a state: leaves are signed and paths merged as by members who are gone now, and the newcomer's Welcome is
 * made by hand. From its join on, everything is the library's own: it checks each signature and hash, and takes part.
 *
 *   leaves   0   1   2   3   …   n-4   n-3   n-2   n-1
 *            *       *            *           J     K         *: has committed, the last of them with J's leaf in the tree; K comes later
 */
const groupId = new TextEncoder().encode("a large group")

/** `member` as 16 bytes. */
export const identityOf = (member: number): Uint8Array => new TextEncoder().encode(`member ${String(member).padStart(9, "0")}`)

const unsigned = (identity: Uint8Array, signatureKey: Uint8Array, encryptionKey: Uint8Array): LeafNodeContent => {
  const now = BigInt(Math.floor(Date.now() / 1000))
  return {
    encryptionKey,
    signatureKey,
    credential: { _tag: "basic", identity },
    capabilities: { versions: [1], cipherSuites: [1], extensions: [], proposals: [], credentials: [1] },
    source: { _tag: "keyPackage", lifetime: { notBefore: now - 3600n, notAfter: now + 80n * 86_400n } },
    extensions: []
  }
}

const signed = (suite: Suite, key: KeyPair, content: LeafNodeContent, at: LeafIndex): LeafNode => ({
  ...content,
  signature: signWithLabel(suite, key, "LeafNodeTBS", leafNodeTbs(content, { groupId, leafIndex: at }))
})

/** The tree after a member's commit with these keys on its path. */
const committed = (
  suite: Suite,
  tree: PublicTree,
  at: LeafIndex,
  signer: KeyPair,
  keys: ReadonlyMap<NodeIndex, Uint8Array>,
  key: Uint8Array
) => {
  const edits = directPath(toNode(at), tree.leafCount as LeafCount).map((node) => ({ node, key: keys.get(node) }))
  const { parentHash, tree: merged } = merge(tree, at, edits, "required", suite.hash.digest)
  const { signature: _, ...content } = tree.leafAt(at) as LeafNode
  return setLeaf(merged, at, signed(suite, signer, { ...content, encryptionKey: key, source: { _tag: "commit", parentHash } }, at))
}

/** Any 32 bytes are a public key of X25519; nobody will ever open what is sealed to these. */
const someKey = (random: Random): Uint8Array => random(32).expose()

/** A Welcome for the owner of `joiner` into a filled group of which it is member `n` - 2 of `n`; `n` is a multiple of four, from eight. */
export const filledWelcome = Effect.fnUntraced(function* (n: number, joiner: KeyPackageSecrets) {
  const suite = yield* CipherSuite
  const schedule = yield* KeySchedule
  const { secret: random } = yield* Entropy

  const signers: Array<KeyPair> = []
  const nodes: Array<Node | undefined> = []
  for (let member = 0; member < n - 2; member++) {
    const signer = suite.signature.derive(random(suite.signature.seedSize))
    signers.push(signer)
    if (member > 0) nodes.push(undefined)
    const content = unsigned(identityOf(member), signer.publicKey, someKey(random))
    nodes.push({ _tag: "leaf", leafNode: signed(suite, signer, content, leafIndex(member)) })
  }
  let tree = Result.getOrThrow(treeFrom(nodes))
  const last = leafIndex(n - 4)
  for (let member = 0; member < last; member += 2) {
    const at = leafIndex(member)
    const keys = new Map(filteredDirectPath(tree, at).map((node) => [node, someKey(random)]))
    tree = committed(suite, tree, at, signers[member] as KeyPair, keys, someKey(random))
  }

  const me = leafIndex(n - 2)
  tree = setLeaf(tree, me, joiner.keyPackage.leafNode)
  const keys = new Map<NodeIndex, Uint8Array>()
  let pathSecret = random(suite.kdf.size)
  let told = noBytes
  for (const node of filteredDirectPath(tree, last)) {
    if (node === commonAncestor(last, me)) told = pathSecret.expose().slice()
    keys.set(node, nodeKeyPair(suite, pathSecret).publicKey)
    pathSecret = nextPathSecret(suite, pathSecret)
  }
  const signer = signers[last] as KeyPair
  tree = committed(suite, tree, last, signer, keys, someKey(random))

  const context = {
    version: 1,
    cipherSuite: suite.id,
    groupId,
    epoch: 1n,
    treeHash: treeHash(tree, suite.hash.digest),
    confirmedTranscriptHash: random(suite.hash.size).expose(),
    extensions: []
  }
  const handoff = random(suite.kdf.size)
  const psk = schedule.psk([])
  const epoch = yield* schedule.join({ handoff, psk, groupContext: encode(groupContext, context) })
  const info = {
    groupContext: context,
    extensions: [makeExtension(extensionTypes.ratchetTree, publicTree, tree)],
    confirmationTag: suite.mac.tag(epoch.confirmation, context.confirmedTranscriptHash),
    signer: last
  }
  const signature = signWithLabel(suite, signer, "GroupInfoTBS", groupInfoTbs(info))
  const secret = schedule.welcome(handoff, psk)
  const key = expandWithLabel(suite, secret, "key", noBytes, suite.aead.keySize)
  const nonce = expandWithLabel(suite, secret, "nonce", noBytes, suite.aead.nonceSize).expose()
  const encryptedGroupInfo = suite.aead.seal(key, nonce, noBytes, encode(groupInfo, { ...info, signature }))
  const plain = encode(rfc9420Wire.groupSecrets, { joinerSecret: handoff.expose(), pathSecret: { pathSecret: told }, psks: [] })
  const sealed = suite.hpke.seal(joiner.keyPackage.initKey, encryptContext("Welcome", encryptedGroupInfo), noBytes, plain, random)
  if (sealed === undefined) throw new Error("a key package's init key is a key")
  const secrets = [{ newMember: joiner.reference, encryptedGroupSecrets: sealed }]
  return encode(rfc9420Wire.mlsMessage, { _tag: "welcome", welcome: { cipherSuite: suite.id, secrets, encryptedGroupInfo } })
})
