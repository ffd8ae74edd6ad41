import { type CgkaBook, type CgkaState, type KeyPair, type Random, Secret, type TreeView } from "@copath/contracts"
import { directPath, leafCountFor, leafIndex, left, type NodeIndex, nodeIndex, right, root, toNode } from "@copath/tree-math"
import * as Result from "effect/Result"
import type { Tools } from "../addForm.ts"
import { wrapBook } from "../book.ts"
import { agreedPair, freshPair } from "../keyPair.ts"
import { stageKey } from "../stageKey.ts"
import { wrapState } from "../state.ts"
import { leafForInvitee } from "./setupLeaf.ts"
import {
  type LongTerm,
  type Prekey,
  prekeyHolds,
  type SetupContent,
  type SetupMessage,
  SetupRejected,
  signSetup,
  treeBytes
} from "./setupMessage.ts"
import { bottomUp, joinedParents, slotsOf, standIn, viewOf } from "./setupTree.ts"

/** A group at its first stage, as one member has it. */
export interface FirstStage {
  /** For the key agreement, `layerWith({})` with the same key derivation; also its tree and book. */
  readonly state: CgkaState
  /** Says of every slot but the creator's that the creator knows it. */
  readonly book: CgkaBook
  /** All public keys, as the set-up message gives them. */
  readonly tree: TreeView
  /** tk: the root's private key. A copy of what `state` holds. */
  readonly treeKey: Secret
  /** sk_0. */
  readonly stageKey: Secret
}

/** What the creator has beside that. */
export interface SetUp extends FirstStage {
  /** To be sent to all invitees. */
  readonly message: SetupMessage
}

/**
 * The paper's set-up: the creator computes every leaf from keys that others have published, and with them the whole tree. The setup key and all
 * private keys off the creator's path are forgotten at once. About 7n scalar multiplications and 2n public keys for n members.
 */
export const setUp = (
  { deriveKeyPair, suite }: Tools,
  random: Random,
  me: LongTerm,
  invitees: ReadonlyArray<Prekey>
): Result.Result<SetUp, SetupRejected> => {
  const members = invitees.length + 1
  if (!invitees.every((prekey) => prekeyHolds(suite, prekey))) return Result.fail(new SetupRejected({ reason: "BadPrekey" }))
  const setupPair = freshPair(suite, random, deriveKeyPair)
  const leaf = freshPair(suite, random, deriveKeyPair)
  const pairs = new Map<NodeIndex, KeyPair>([[nodeIndex(0), leaf]])
  for (const [i, { identity, key }] of invitees.entries()) {
    const secret = leafForInvitee(suite, me.agreement, setupPair, identity.agreement, key)
    if (secret === undefined) return Result.fail(new SetupRejected({ reason: "BadPrekey" }))
    pairs.set(toNode(leafIndex(i + 1)), deriveKeyPair(secret))
    secret.wipe()
  }
  setupPair.secretKey.wipe()
  const at = (node: NodeIndex): KeyPair => pairs.get(standIn(members, node)) as KeyPair
  for (const node of bottomUp(members)) {
    const pair = agreedPair(suite, deriveKeyPair, at(left(node)), at(right(node)).publicKey)
    if (pair === undefined) return Result.fail(new SetupRejected({ reason: "Malformed" }))
    pairs.set(node, pair)
  }
  const identity = { agreement: me.agreement.publicKey, signature: me.signature.publicKey }
  const leafNodes = Array.from({ length: members }, (_, i) => toNode(leafIndex(i)))
  const content: SetupContent = {
    identities: [identity, ...invitees.map((prekey) => prekey.identity)],
    prekeys: invitees.map(({ key }) => key),
    setupKey: setupPair.publicKey,
    nodes: [...leafNodes, ...joinedParents(members)].map((node) => at(node).publicKey)
  }
  const leaves = leafCountFor(members)
  const path = directPath(nodeIndex(0), leaves).flatMap((node) => {
    const pair = pairs.get(node)
    return pair === undefined ? [] : [{ node, pair }]
  })
  const stage = firstStage({ deriveKeyPair, suite }, content, at(root(leaves)), {
    me: leafIndex(0),
    leaf,
    slot: undefined,
    path,
    epochPair: undefined
  })
  const mine = new Set([leaf, ...path.map(({ pair }) => pair)])
  for (const pair of pairs.values()) if (!mine.has(pair)) pair.secretKey.wipe()
  return Result.succeed({ ...stage, message: signSetup(suite, me.signature, content) })
}

/** Tree key, stage key and public state, for creator and invited alike. */
export const firstStage = ({ suite }: Tools, content: SetupContent, top: KeyPair, state: Parameters<typeof wrapState>[0]): FirstStage => {
  const treeKey = new Secret(top.secretKey.expose().slice())
  return {
    state: wrapState(state),
    book: wrapBook({ slots: slotsOf(content), addKey: undefined }),
    tree: viewOf(content),
    treeKey,
    stageKey: stageKey(suite, {
      previous: new Secret(new Uint8Array(0)),
      treeKey,
      tree: treeBytes(content),
      identities: content.identities.map(({ agreement }) => agreement)
    })
  }
}
