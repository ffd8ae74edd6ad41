import {
  type Codec,
  decode,
  type DecodeError,
  encode,
  mapped,
  oneOf,
  opaque,
  optional,
  struct,
  uint16,
  uint32,
  uint64,
  vector
} from "@copath/codec"
import { DecodeFault } from "@copath/codec"
import { keyPairCodec, secretCodec } from "@copath/contracts"
import { nodesOf, type PublicTree, treeFrom } from "@copath/membership"
import { type LeafIndex, leafIndex } from "@copath/tree-math"
import { groupContext, keyPackage, proposal, proposalBodies, ratchetTree, sender } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { bookIn, contextBytes } from "./context.ts"
import { type GroupServices, type Parts, parts } from "./parts.ts"
import { changesFrom, leafChanges, withChanges } from "./pastLeaves.ts"
import type { EpochState, GroupState, KeptSecrets, KeyPackageSecrets, ReInit } from "./state.ts"

/*
 * What cannot be written down cannot be kept: every opaque value goes through its own part's codec, and what follows from other fields
 * (encoded contexts, caches) is computed again.
 */

const leaf: Codec<LeafIndex> = mapped(uint32, "LeafIndex", (l: LeafIndex) => l, leafIndex)
const leaves = vector(leaf)

const keptSecrets: Codec<KeptSecrets> = mapped(
  struct("KeptSecrets", {
    init: secretCodec,
    membership: secretCodec,
    exporter: secretCodec,
    authenticator: optional(secretCodec),
    external: optional(secretCodec),
    resumption: optional(secretCodec)
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
const reInit: Codec<ReInit> = mapped(
  proposalBodies.reInit,
  "ReInit",
  (r: ReInit) => r,
  (body) => ({ _tag: "reInit", ...body })
)
const change = struct("Change", { added: leaves, removed: leaves, updated: leaves, committer: leaf })
const share = struct("Share", { to: leaf, body: secretCodec })

/** The format of written states; another one is refused. */
const FORMAT = 1

const epochFields = (p: Parts) => ({
  me: leaf,
  identity: keyPairCodec,
  context: groupContext,
  interimTranscriptHash: opaque,
  confirmationTag: opaque,
  tree,
  secrets: keptSecrets,
  cgka: p.cgka.stateCodec,
  protection: p.protection.stateCodec,
  signer: p.scheme.signerCodec,
  proposals: vector(cached),
  ownUpdates: vector(struct("OwnUpdate", { reference: opaque, leafKey: keyPairCodec, signer: p.scheme.signerCodec })),
  sent: vector(opaque),
  reInit: optional(reInit),
  past: vector(
    struct("PastEpoch", {
      epoch: uint64,
      contextBytes: opaque,
      leaves: leafChanges,
      protection: p.protection.stateCodec,
      resumption: optional(secretCodec)
    })
  )
})

const epochState = (p: Parts): Codec<EpochState> =>
  mapped(
    struct("EpochState", epochFields(p)),
    "EpochState",
    (s: EpochState) => ({ ...s, past: s.past.map((e) => ({ ...e, leaves: changesFrom(s.tree, e.leaves) })) }),
    (written, offset): EpochState => {
      const book = bookIn(p, written.context.extensions)
      if (book === undefined) throw new DecodeFault("UnknownEnum", offset, "the key agreement's book")
      const past = written.past.map((e) => ({ ...e, leaves: withChanges(written.tree, e.leaves) }))
      return { ...written, contextBytes: contextBytes(written.context), book, past }
    }
  )

const groupState = (p: Parts): Codec<GroupState> => {
  const epoch = epochState(p)
  const pendingCommit = struct("PendingCommit", { next: epoch, message: opaque, change, shares: vector(share) })
  return mapped(
    struct("GroupState", { format: oneOf("format", uint16, [FORMAT]), epoch, pending: optional(pendingCommit) }),
    "GroupState",
    // Adopting a commit makes its window of past epochs anew.
    ({ pending, ...state }: GroupState) => ({
      format: FORMAT,
      epoch: state,
      pending: pending === undefined ? undefined : { ...pending, next: { ...pending.next, past: [] } }
    }),
    ({ epoch, pending }): GroupState => ({ ...epoch, pending: pending === undefined ? undefined : { ...pending, retired: [] } })
  )
}

/** One member's whole state as bytes, secrets included: keep them encrypted at rest. */
export const persist: (state: GroupState) => Effect.Effect<Uint8Array, never, GroupServices> = Effect.fnUntraced(function* (
  state: GroupState
) {
  return encode(groupState(yield* parts), state)
})

/** The state that `persist` wrote, by any instance of the same composition; `DecodeError` for other bytes. */
export const restore: (bytes: Uint8Array) => Effect.Effect<GroupState, DecodeError, GroupServices> = Effect.fnUntraced(function* (
  bytes: Uint8Array
) {
  return yield* Effect.fromResult(decode(groupState(yield* parts), bytes))
})

const packageSecrets = (p: Parts): Codec<KeyPackageSecrets> =>
  struct("KeyPackageSecrets", {
    keyPackage,
    reference: opaque,
    initKey: keyPairCodec,
    leafKey: keyPairCodec,
    identity: keyPairCodec,
    signer: p.scheme.signerCodec
  })

/** A key package's private half as bytes, for the `KeyPackageStore`. */
export const persistKeyPackage: (secrets: KeyPackageSecrets) => Effect.Effect<Uint8Array, never, GroupServices> = Effect.fnUntraced(
  function* (secrets: KeyPackageSecrets) {
    return encode(packageSecrets(yield* parts), secrets)
  }
)

/** What `persistKeyPackage` wrote, by any instance of the same composition; `DecodeError` for other bytes. */
export const restoreKeyPackage: (bytes: Uint8Array) => Effect.Effect<KeyPackageSecrets, DecodeError, GroupServices> = Effect.fnUntraced(
  function* (bytes: Uint8Array) {
    return yield* Effect.fromResult(decode(packageSecrets(yield* parts), bytes))
  }
)
