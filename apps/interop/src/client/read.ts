import { type Codec, decode } from "@copath/codec"
import { type GroupState, type Identity, type KeyPackageSecrets, makeIdentity, makeKeyPackage } from "@copath/group"
import { type PublicTree, treeFrom } from "@copath/membership"
import type { LeafIndex } from "@copath/tree-math"
import { type Extension, type GroupInfo, type KeyPackage, type Node, ratchetTree, rfc9420Wire } from "@copath/wire"
import { Effect } from "effect"
import type { MessageOf } from "../service/messages.ts"
import { BadRequest } from "./failure.ts"

/** Bytes that stand by themselves, without an MLSMessage around them. */
export const readBare = <A>(codec: Codec<A>, bytes: Uint8Array) => Effect.fromResult(decode(codec, bytes))

const wrong = (expected: string, found: string): BadRequest =>
  new BadRequest({ reason: "WrongMessage", detail: `${expected} was expected, not a ${found}` })

/** The key package in an MLSMessage. */
export const keyPackageIn = Effect.fnUntraced(function* (bytes: Uint8Array) {
  const message = yield* readBare(rfc9420Wire.mlsMessage, bytes)
  if (message._tag !== "keyPackage") return yield* wrong("a key package", message._tag)
  const found: KeyPackage = message.keyPackage
  return found
})

/** The GroupInfo in an MLSMessage; nothing of it is verified. */
export const groupInfoIn = Effect.fnUntraced(function* (bytes: Uint8Array) {
  const message = yield* readBare(rfc9420Wire.mlsMessage, bytes)
  if (message._tag !== "groupInfo") return yield* wrong("a GroupInfo", message._tag)
  const found: GroupInfo = message.groupInfo
  return found
})

/** A ratchet tree that is handed over apart; no bytes are no tree. */
export const treeIn = Effect.fnUntraced(function* (bytes: Uint8Array) {
  if (bytes.length === 0) return {}
  const nodes: ReadonlyArray<Node | undefined> = yield* readBare(ratchetTree, bytes)
  return { ratchetTree: nodes }
})

/** The tree of nodes that came bare. */
export const publicTree = (nodes: ReadonlyArray<Node | undefined>) => Effect.fromResult(treeFrom(nodes))

/** Extensions as the interface carries them. */
export const extensionsIn = (list: ReadonlyArray<MessageOf<"Extension">>): ReadonlyArray<Extension> =>
  list.map((extension) => ({ ...extension }))

/** The member whose basic credential holds this identity. */
export const memberNamed = (tree: PublicTree, identity: Uint8Array): Effect.Effect<LeafIndex, BadRequest> => {
  const found = tree.members().find((leaf) => {
    const credential = tree.leafAt(leaf)?.credential
    return credential?._tag === "basic" && Buffer.compare(credential.identity, identity) === 0
  })
  return found === undefined
    ? Effect.fail(
        new BadRequest({ reason: "UnknownMember", detail: `nobody in the group is called ${Buffer.from(identity).toString("utf8")}` })
      )
    : Effect.succeed(found)
}

/** A new signature key under a basic credential. */
export const identityNamed = (identity: Uint8Array) => makeIdentity({ _tag: "basic", identity })

/** The private keys of a key package, as the interface asks for them: a record for passive clients. */
export const privateKeys = ({ identity, initKey, leafKey }: KeyPackageSecrets) => ({
  initPriv: initKey.secretKey.expose().slice(),
  encryptionPriv: leafKey.secretKey.expose().slice(),
  signaturePriv: identity.secretKey.expose().slice()
})

/** A key package of somebody with a new signature key. */
export const newcomerNamed = Effect.fnUntraced(function* (name: Uint8Array) {
  return yield* makeKeyPackage(yield* identityNamed(name))
})

/** Who I am in a group, under the suite of that group. */
export const ownIdentity = ({ identity, me, tree }: GroupState): Identity => {
  const leaf = tree.leafAt(me)
  if (leaf === undefined) throw new Error("a member's own leaf is never blank")
  return { credential: leaf.credential, signatureKey: identity }
}
