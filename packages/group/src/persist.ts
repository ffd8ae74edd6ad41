import {
  type Codec,
  type CodecType,
  decode,
  type DecodeError,
  encode,
  fixed,
  mapped,
  opaque,
  optional,
  struct,
  uint32,
  uint64,
  vector
} from "@copath/codec"
import { DecodeFault } from "@copath/codec"
import { type KeyPair, Secret } from "@copath/contracts"
import { nodesOf, type PublicTree, treeFrom } from "@copath/membership"
import { type LeafIndex, leafIndex } from "@copath/tree-math"
import { groupContext, keyPackage, proposal, ratchetTree, sender } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { bookIn, contextBytes } from "./context.ts"
import { type GroupServices, type Parts, parts } from "./parts.ts"
import type { GroupState, KeptSecrets, KeyPackageSecrets } from "./state.ts"

/*
 * What cannot be written down cannot be kept: every opaque value goes through its own part's codec, and what follows from other fields
 * (encoded contexts, caches) is computed again.
 */

const secret: Codec<Secret> = mapped(
  opaque,
  "Secret",
  (s: Secret) => s.expose(),
  (b) => new Secret(b.slice())
)
const keyPair: Codec<KeyPair> = struct("KeyPair", { publicKey: opaque, secretKey: secret })
const leaf: Codec<LeafIndex> = mapped(uint32, "LeafIndex", (l: LeafIndex) => l, leafIndex)
const leaves = vector(leaf)

const keptSecrets: Codec<KeptSecrets> = mapped(
  struct("KeptSecrets", {
    init: secret,
    membership: secret,
    exporter: secret,
    authenticator: optional(secret),
    external: optional(secret),
    resumption: optional(secret)
  }),
  "KeptSecrets",
  (s: KeptSecrets) => ({ authenticator: undefined, external: undefined, resumption: undefined, ...s }),
  ({ authenticator, external, resumption, ...always }) => ({
    ...always,
    ...(authenticator === undefined ? {} : { authenticator }),
    ...(external === undefined ? {} : { external }),
    ...(resumption === undefined ? {} : { resumption })
  })
)

const tree: Codec<PublicTree> = mapped(ratchetTree, "PublicTree", nodesOf, (nodes, offset) => {
  const built = treeFrom(nodes)
  if (Result.isFailure(built)) throw new DecodeFault("UnknownEnum", offset, "a ratchet tree")
  return built.success
})

const cached = struct("CachedProposal", { reference: opaque, proposal, sender })
const change = struct("Change", { added: leaves, removed: leaves, updated: leaves, committer: leaf })
const share = struct("Share", { to: leaf, body: secret })

const epochFields = (p: Parts) => ({
  me: leaf,
  identity: keyPair,
  context: groupContext,
  interimTranscriptHash: opaque,
  confirmationTag: opaque,
  tree,
  secrets: keptSecrets,
  cgka: p.cgka.stateCodec,
  protection: p.protection.stateCodec,
  signer: p.scheme.signerCodec,
  proposals: vector(cached),
  ownUpdates: vector(struct("OwnUpdate", { reference: opaque, leafKey: keyPair, signer: p.scheme.signerCodec })),
  sent: vector(opaque),
  past: vector(
    struct("PastEpoch", { epoch: uint64, contextBytes: opaque, tree, protection: p.protection.stateCodec, resumption: optional(secret) })
  )
})

type Written = CodecType<ReturnType<typeof epochStruct>>
const epochStruct = (p: Parts) => struct("EpochState", epochFields(p))

const groupState = (p: Parts): Codec<GroupState> => {
  const pending = struct("PendingCommit", { next: epochStruct(p), message: opaque, change, shares: vector(share) })
  const whole = struct("GroupState", { version: fixed(2), epoch: epochStruct(p), pending: optional(pending) })
  const revive = (w: Written, offset: number) => {
    const book = bookIn(p, w.context.extensions)
    if (book === undefined) throw new DecodeFault("UnknownEnum", offset, "the key agreement's book")
    return { ...w, contextBytes: contextBytes(w.context), book }
  }
  return mapped(
    whole,
    "GroupState",
    (s: GroupState) => ({ version: VERSION, epoch: s, pending: s.pending }),
    (w, offset): GroupState => ({
      ...revive(w.epoch, offset),
      pending: w.pending === undefined ? undefined : { ...w.pending, next: revive(w.pending.next, offset), retired: [] }
    })
  )
}

/** Format 1 of a written state. */
const VERSION = new Uint8Array([0, 1])

/** One member's whole state as bytes, secrets included: keep them encrypted at rest. */
export const persist: (state: GroupState) => Effect.Effect<Uint8Array, never, GroupServices> = Effect.fnUntraced(function* (
  state: GroupState
) {
  return encode(groupState(yield* parts), state)
})

/** The state that `persist` wrote, by any instance of the same composition. */
export const restore: (bytes: Uint8Array) => Effect.Effect<GroupState, DecodeError, GroupServices> = Effect.fnUntraced(function* (
  bytes: Uint8Array
) {
  return yield* Effect.fromResult(decode(groupState(yield* parts), bytes))
})

const packageSecrets = (p: Parts): Codec<KeyPackageSecrets> =>
  struct("KeyPackageSecrets", {
    keyPackage,
    reference: opaque,
    initKey: keyPair,
    leafKey: keyPair,
    identity: keyPair,
    signer: p.scheme.signerCodec
  })

/** A key package's private half as bytes, for the `KeyPackageStore`. */
export const persistKeyPackage: (secrets: KeyPackageSecrets) => Effect.Effect<Uint8Array, never, GroupServices> = Effect.fnUntraced(
  function* (secrets: KeyPackageSecrets) {
    return encode(packageSecrets(yield* parts), secrets)
  }
)

export const restoreKeyPackage: (bytes: Uint8Array) => Effect.Effect<KeyPackageSecrets, DecodeError, GroupServices> = Effect.fnUntraced(
  function* (bytes: Uint8Array) {
    return yield* Effect.fromResult(decode(packageSecrets(yield* parts), bytes))
  }
)
