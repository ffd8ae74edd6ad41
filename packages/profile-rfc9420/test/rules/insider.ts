import { decode, encode } from "@copath/codec"
import { CipherSuite, type KeyPair, MessageProtection, noBytes, refHash, signWithLabel, type Suite } from "@copath/contracts"
import { layer as basicCredentials } from "@copath/credential-basic"
import { cipherSuite, entropy } from "@copath/crypto-node"
import { adopt, commit, createGroup, type GroupState, joinGroup, makeIdentity, makeKeyPackage, persist, receive } from "@copath/group"
import { layer as stores } from "@copath/storage-memory"
import {
  authenticatedContentTbm,
  type Commit,
  contentTypes,
  type FramedContent,
  type FramedContentAuthData,
  framedContentTbs,
  type KeyPackage,
  keyPackageTbs,
  type LeafNode,
  leafNodeTbs,
  type LeafPlace,
  pathSecret,
  rfc9420Wire,
  rfc9420WireFormats,
  type Proposal,
  type UpdatePathNode,
  updatePathNodes,
  wireOf
} from "@copath/wire"
import { Effect, Layer, Option, Result } from "effect"
import { expect } from "vitest"
import { rfc9420 } from "../../src/index.ts"

/** The strict composition over Node's provider, with stores in memory. */
export const services = (suite: number) =>
  Layer.mergeAll(Layer.provideMerge(Layer.mergeAll(rfc9420, basicCredentials), Layer.mergeAll(cipherSuite(suite), entropy)), stores)

const utf8 = new TextEncoder()

export const identityOf = (name: string) => makeIdentity({ _tag: "basic", identity: utf8.encode(name) })

/** A client's key package with the keys to sign it anew. */
export const packageOf = Effect.fnUntraced(function* (name: string) {
  const identity = yield* identityOf(name)
  return { identity, ...(yield* makeKeyPackage(identity)) }
})

/** Alice, Bob and Carol, leaves 0 to 2, in one epoch. */
export const three = Effect.fnUntraced(function* (groupId: Uint8Array = utf8.encode("rules")) {
  const alone = yield* createGroup({ groupId, identity: yield* identityOf("alice") })
  const [bob, carol] = [yield* packageOf("bob"), yield* packageOf("carol")]
  const made = yield* commit(alone, { add: [bob.keyPackage, carol.keyPackage], path: true })
  const welcome = made.welcome as Uint8Array
  return {
    alice: (yield* adopt(made.state)).state,
    bob: yield* joinGroup({ welcome, keyPackage: bob.secrets }),
    carol: yield* joinGroup({ welcome, keyPackage: carol.secrets }),
    welcome,
    joiners: { bob, carol }
  }
})

/** A leaf with something changed, signed anew. `key`: who signs, by default with the leaf's own label. */
export const resignedLeaf = (
  suite: Suite,
  key: KeyPair,
  leaf: LeafNode,
  change: Partial<LeafNode>,
  place: LeafPlace = { groupId: noBytes, leafIndex: 0 },
  label = "LeafNodeTBS"
): LeafNode => {
  const changed = { ...leaf, ...change }
  return { ...changed, signature: signWithLabel(suite, key, label, leafNodeTbs(changed, place)) }
}

/** A key package with something changed, signed anew. */
export const resignedPackage = (
  suite: Suite,
  key: KeyPair,
  keyPackage: KeyPackage,
  change: Partial<KeyPackage>,
  label = "KeyPackageTBS"
): KeyPackage => {
  const changed = { ...keyPackage, ...change }
  return { ...changed, signature: signWithLabel(suite, key, label, keyPackageTbs(changed)) }
}

type Content = FramedContent<ReadonlyArray<UpdatePathNode>>["content"]

/** What a misbehaving member may do to a message beside choosing its content. */
export interface Lie {
  readonly confirmationTag?: Uint8Array
  /** Makes another tag of the right one. */
  readonly membershipTag?: (right: Uint8Array) => Uint8Array
  /** Under which the content is signed. */
  readonly label?: string
}

/** Any content as a public message of a member, signed and tagged with the member's own keys: no earlier check hides the one under test. */
export const insiderSays = Effect.fnUntraced(function* (state: GroupState, content: Content, lie: Lie = {}) {
  const suite = yield* CipherSuite
  const framed = {
    groupId: state.context.groupId,
    epoch: state.context.epoch,
    sender: { _tag: "member", leafIndex: state.me },
    authenticatedData: noBytes,
    content
  } as const
  const bytes = encode(rfc9420Wire.framedContent, framed)
  const tbs = framedContentTbs(rfc9420WireFormats.publicMessage, bytes, "member", state.contextBytes)
  const auth: FramedContentAuthData = {
    signature: signWithLabel(suite, state.identity, lie.label ?? "FramedContentTBS", tbs),
    confirmationTag: content._tag === "commit" ? (lie.confirmationTag ?? new Uint8Array(suite.mac.size)) : undefined
  }
  const right = suite.mac.tag(state.secrets.membership, authenticatedContentTbm(tbs, contentTypes[content._tag], auth))
  const publicMessage = { content: framed, auth, membershipTag: lie.membershipTag?.(right) ?? right }
  const authenticated = encode(rfc9420Wire.authenticatedContent, { wireFormat: rfc9420WireFormats.publicMessage, content: framed, auth })
  return {
    message: encode(rfc9420Wire.mlsMessage, { _tag: "publicMessage", publicMessage }),
    reference: refHash(suite, "MLS 1.0 Proposal Reference", authenticated),
    authenticated
  }
})

/** A commit without a path, of these proposals by value; its confirmation tag is zeros, which are looked at last. */
export const insiderCommits = (state: GroupState, proposals: ReadonlyArray<Proposal>) =>
  insiderSays(state, {
    _tag: "commit",
    commit: { proposals: proposals.map((proposal) => ({ _tag: "proposal", proposal })), path: undefined }
  })

export type Framed = FramedContent<ReadonlyArray<UpdatePathNode>>

/** FramedContentTBS put together by hand (RFC 9420, 6.1): version, wire format, content, and then the context or nothing. */
export const tbsOf = (wireFormat: number, content: Framed, context: Uint8Array): Uint8Array =>
  Uint8Array.of(0, 1, 0, wireFormat, ...encode(rfc9420Wire.framedContent, content), ...context)

/** Application data of a member, sealed with its next key, under any signature: it opens, whether it is signed or not. */
export const insiderSeals = Effect.fnUntraced(function* (state: GroupState, content: Framed, signature: Uint8Array) {
  const { bodyCodec, protect } = yield* MessageProtection
  const wire = wireOf({ update: updatePathNodes, welcome: pathSecret, body: bodyCodec, formats: rfc9420WireFormats })
  const { authenticatedData, epoch, groupId } = content
  const header = { groupId, epoch, contentType: 1, authenticatedData } as const
  const auth = { signature, confirmationTag: undefined }
  const plain = encode(wire.privateMessageContent(1), { content: content.content, auth, padding: 0 })
  const { body } = yield* protect(state.protection, header, plain, Option.none())
  return encode(wire.mlsMessage, { _tag: "privateMessage", privateMessage: { ...header, body } })
})

/** The commit in a public message of the group. */
export const commitIn = (message: Uint8Array): { readonly commit: Commit<ReadonlyArray<UpdatePathNode>>; readonly tag: Uint8Array } => {
  const decoded = Result.getOrThrow(decode(rfc9420Wire.mlsMessage, message))
  if (decoded._tag !== "publicMessage" || decoded.publicMessage.content.content._tag !== "commit") throw new Error(`a ${decoded._tag}`)
  return { commit: decoded.publicMessage.content.content.commit, tag: decoded.publicMessage.auth.confirmationTag as Uint8Array }
}

/** Each of `bad` is refused as `why` says, nothing changes by it, and then `good` is taken by the same state. */
export const refuses = Effect.fnUntraced(function* (state: GroupState, bad: ReadonlyArray<Uint8Array>, why: object, good: Uint8Array) {
  const before = yield* persist(state)
  for (const message of bad) {
    expect(yield* Effect.flip(receive(state, message))).toMatchObject(why)
    expect(yield* persist(state)).toEqual(before)
  }
  return yield* receive(state, good)
})
