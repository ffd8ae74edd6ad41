import { decode, encode } from "@copath/codec"
import { type CgkaUpdate, type KeyPair, noBytes } from "@copath/contracts"
import { type Commit, type FramedContent, type LeafNode, type Proposal, type ProposalOrRef } from "@copath/wire"
import { Effect, Result } from "effect"
import type { GroupState, KeyPackageSecrets } from "../src/index.ts"
import { signLeaf } from "../src/leaf.ts"
import { type Parts, parts } from "../src/parts.ts"
import { insider, type Lie } from "./insider.ts"
import { outside } from "./outside.ts"

/** Numbers from a seed, for runs that can be repeated. */
export class Dice {
  private state: number

  constructor(seed: number) {
    this.state = seed
  }

  /** In [0, n). */
  below(n: number): number {
    this.state = (this.state + 0x9e3779b9) | 0
    let z = Math.imul(this.state ^ (this.state >>> 16), 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return ((z ^ (z >>> 15)) >>> 0) % n
  }

  pick<A>(list: ReadonlyArray<A>): A {
    const found = list[this.below(list.length)]
    if (found === undefined) throw new Error("nothing to pick from")
    return found
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256))
  }
}

/** Who signs the mutant: a member of the epoch, or somebody who joins by the commit. */
export type Author =
  | { readonly _tag: "member"; readonly state: GroupState }
  | { readonly _tag: "joiner"; readonly key: KeyPair; readonly leaf: number; readonly seenBy: GroupState }

const flipped = (dice: Dice, bytes: Uint8Array): Uint8Array => {
  const out = bytes.slice()
  const at = dice.below(out.length)
  out[at] = (out[at] ?? 0) ^ (1 << dice.below(8))
  return out
}

/** Bytes that an outsider could have damaged: nothing is signed again. */
export const damaged = (dice: Dice, message: Uint8Array): Uint8Array => {
  switch (dice.below(6)) {
    case 0:
      return message.slice(0, dice.below(message.length))
    case 1:
      return Uint8Array.of(...message, dice.below(256))
    default:
      return flipped(dice, message)
  }
}

const reference = (r: Uint8Array): ProposalOrRef => ({ _tag: "reference", reference: r })
const byValue = (proposal: Proposal): ProposalOrRef => ({ _tag: "proposal", proposal })

const anyProposal = (dice: Dice, state: GroupState, spare: KeyPackageSecrets): ProposalOrRef => {
  const leafNode = state.tree.leafAt(dice.pick(state.tree.members()))
  switch (dice.below(9)) {
    case 0:
      return byValue({ _tag: "remove", removed: dice.below(state.tree.leafCount + 2) })
    case 1:
      return reference(dice.bytes(32))
    case 2:
      return byValue({ _tag: "groupContextExtensions", extensions: [{ extensionType: dice.below(8), extensionData: dice.bytes(3) }] })
    case 3:
      return byValue({ _tag: "externalInit", kemOutput: dice.bytes(32) })
    case 4:
      return byValue({ _tag: "reInit", groupId: dice.bytes(16), version: 1, cipherSuite: dice.below(9), extensions: [] })
    case 5:
      return byValue({ _tag: "psk", psk: { _tag: "external", pskId: dice.bytes(2), pskNonce: dice.bytes(dice.pick([0, 31, 32])) } })
    case 6:
      return leafNode === undefined ? reference(noBytes) : byValue({ _tag: "update", leafNode })
    case 7:
      return state.proposals.length === 0 ? reference(noBytes) : reference(dice.pick(state.proposals).reference)
    default:
      return byValue({ _tag: "add", keyPackage: { ...spare.keyPackage, ...(dice.below(2) === 0 ? {} : { initKey: dice.bytes(32) }) } })
  }
}

const otherList = (dice: Dice, list: ReadonlyArray<ProposalOrRef>, state: GroupState, spare: KeyPackageSecrets) => {
  switch (dice.below(4)) {
    case 0:
      return list.toSpliced(dice.below(list.length + 1), 1)
    case 1:
      return list.toReversed()
    case 2:
      return list.length === 0 ? [reference(noBytes)] : [...list, dice.pick(list)]
    default:
      return list.toSpliced(dice.below(list.length + 1), 0, anyProposal(dice, state, spare))
  }
}

const otherLeaf = (dice: Dice, leaf: LeafNode, state: GroupState): LeafNode => {
  const { capabilities } = leaf
  const other = state.tree.leafAt(dice.pick(state.tree.members())) ?? leaf
  switch (dice.below(8)) {
    case 0:
      return { ...leaf, encryptionKey: other.encryptionKey }
    case 1:
      return { ...leaf, encryptionKey: dice.bytes(dice.pick([0, 31, 32])) }
    case 2:
      return { ...leaf, credential: other.credential }
    case 3:
      return { ...leaf, capabilities: { ...capabilities, cipherSuites: [], extensions: [dice.below(7)] } }
    case 4:
      return { ...leaf, capabilities: { ...capabilities, credentials: [] } }
    case 5:
      return { ...leaf, extensions: [{ extensionType: dice.below(6), extensionData: dice.bytes(2) }] }
    case 6:
      return { ...leaf, source: { _tag: "commit", parentHash: dice.bytes(dice.pick([0, 31, 32])) } }
    default:
      return { ...leaf, source: other.source }
  }
}

/** The commit read again with a bit changed anywhere; as it was when that is no commit any more. */
const bitChanged = (p: Parts, dice: Dice, commit: Commit<CgkaUpdate>): Commit<CgkaUpdate> => {
  const bytes = encode(p.wire.commit, commit)
  for (let tries = 0; tries < 16; tries++) {
    const read = decode(p.wire.commit, flipped(dice, bytes))
    if (Result.isSuccess(read)) return read.success
  }
  return commit
}

const edited = (p: Parts, dice: Dice, commit: Commit<CgkaUpdate>, state: GroupState, spare: KeyPackageSecrets): Commit<CgkaUpdate> => {
  const { path } = commit
  switch (dice.below(6)) {
    case 0:
      return { ...commit, path: undefined }
    case 1:
    case 2:
      return { ...commit, proposals: otherList(dice, commit.proposals, state, spare) }
    case 3:
    case 4:
      return path === undefined
        ? bitChanged(p, dice, commit)
        : { ...commit, path: { ...path, leafNode: otherLeaf(dice, path.leafNode, state) } }
    default:
      return bitChanged(p, dice, commit)
  }
}

const lie = (dice: Dice, state: GroupState): Lie => {
  switch (dice.below(24)) {
    case 0:
      return { epoch: state.context.epoch + BigInt(dice.pick([-1, 1])) }
    case 1:
      return { groupId: dice.bytes(4) }
    case 2:
      return { as: dice.below(state.tree.leafCount + 1) }
    default:
      return {}
  }
}

/** A commit with something changed, signed and tagged again by its author, the leaf of its path too: what an insider could have sent. */
export const mutant = Effect.fnUntraced(function* (dice: Dice, author: Author, message: Uint8Array, spare: KeyPackageSecrets) {
  const p = yield* parts
  const decoded = Result.getOrThrow(decode(p.wire.mlsMessage, message))
  if (decoded._tag !== "publicMessage" || decoded.publicMessage.content.content._tag !== "commit") throw new Error(decoded._tag)
  const { auth, content } = decoded.publicMessage
  const { commit } = decoded.publicMessage.content.content
  const view = author._tag === "member" ? author.state : author.seenBy
  const place = { groupId: content.groupId, leafIndex: author._tag === "member" ? author.state.me : author.leaf }
  const identity = author._tag === "member" ? author.state.identity : author.key
  const changed = edited(p, dice, commit, view, spare)
  const { path } = changed
  const whole: Commit<CgkaUpdate> =
    path === undefined || dice.below(4) === 0
      ? changed
      : { ...changed, path: { ...path, leafNode: signLeaf(p, identity, path.leafNode, place) } }
  const body: FramedContent<CgkaUpdate>["content"] = { _tag: "commit", commit: whole }
  const confirmationTag = auth.confirmationTag ?? noBytes
  if (author._tag === "member") return yield* insider(view, body, { confirmationTag, ...lie(dice, view) })
  return yield* outside(view, body, { sender: { _tag: "newMemberCommit" }, key: identity, confirmationTag })
})
