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
  uint8,
  vector
} from "@copath/codec"
import { DecodeFault } from "@copath/codec"
import { type ExporterState, keyPairCodec, secretCodec } from "@copath/contracts"
import { type PublicTree, publicTreeOf } from "@copath/membership"
import { type LeafIndex, leafIndex } from "@copath/tree-math"
import { groupContext, keyPackage, proposalBodies, sender } from "@copath/wire"
import * as Effect from "effect/Effect"
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

const reInit: Codec<ReInit> = mapped(
  proposalBodies.reInit,
  "ReInit",
  (r: ReInit) => r,
  (body) => ({ _tag: "reInit", ...body })
)
const flag: Codec<boolean> = mapped(
  oneOf("flag", uint8, [0, 1]),
  "flag",
  (b: boolean) => (b ? 1 : 0),
  (n) => n === 1
)
const change = struct("Change", { added: leaves, removed: leaves, updated: leaves, committer: leaf })

/** A composition without an exporter reads no state that has one: dropping it would lose what was promised to stay available. */
const noExporter: Codec<ExporterState> = {
  name: "ExporterState",
  write: () => {
    throw new TypeError("this state has an exporter, and the composition none")
  },
  read: (r) => {
    throw new DecodeFault("UnknownEnum", r.offset, "a state without an exporter")
  }
}

const custom = struct("CustomListed", { proposalType: uint16, body: opaque, sender })

/** The format of written states. Those of 3 are read too: they lack what stands inside a private commit of our own. Others are refused. */
const FORMAT = 4
const formats = oneOf("format", uint16, [3, FORMAT])

const epochFields = (p: Parts, tree: Codec<PublicTree>) => ({
  me: leaf,
  identity: keyPairCodec,
  context: groupContext,
  interimTranscriptHash: opaque,
  confirmationTag: opaque,
  tree,
  secrets: keptSecrets,
  cgka: p.cgka.stateCodec,
  protection: p.protection.stateCodec,
  exporter: optional(p.exporter?.stateCodec ?? noExporter),
  signer: p.scheme.signerCodec,
  proposals: vector(struct("CachedProposal", { reference: opaque, proposal: p.wire.proposal, sender })),
  ownUpdates: vector(struct("OwnUpdate", { reference: opaque, leafKey: keyPairCodec, signer: p.scheme.signerCodec })),
  sent: vector(opaque),
  reInit: optional(reInit),
  receiveOnly: flag,
  past: vector(
    struct("PastEpoch", {
      epoch: uint64,
      signedBytes: opaque,
      leaves: leafChanges,
      protection: optional(p.protection.stateCodec),
      resumption: optional(secretCodec)
    })
  )
})

const epochState = (p: Parts, tree: Codec<PublicTree>): Codec<EpochState> =>
  mapped(
    struct("EpochState", epochFields(p, tree)),
    "EpochState",
    (s: EpochState) => ({ ...s, past: s.past.map((e) => ({ ...e, leaves: changesFrom(s.tree, e.leaves) })) }),
    (written, offset): EpochState => {
      const book = bookIn(p, written.context.extensions)
      if (book === undefined) throw new DecodeFault("UnknownEnum", offset, "the key agreement's book")
      const past = written.past.map((e) => ({ ...e, leaves: withChanges(written.tree, e.leaves) }))
      return { ...written, contextBytes: contextBytes(written.context), book, past }
    }
  )

const groupState = (p: Parts, tree: Codec<PublicTree>): Codec<GroupState> => {
  const epoch = epochState(p, tree)
  const after = { change, custom: vector(custom), authenticatedData: opaque }
  const pendingCommit = optional(struct("PendingCommit", { next: epoch, message: opaque, inside: optional(opaque), ...after }))
  const pendingBefore = optional(struct("PendingCommit", { next: epoch, message: opaque, ...after }))
  return {
    name: "GroupState",
    write: (w, { pending, ...state }) => {
      formats.write(w, FORMAT)
      epoch.write(w, state)
      // Adopting a commit makes its window of past epochs anew.
      pendingCommit.write(w, pending === undefined ? undefined : { ...pending, next: { ...pending.next, past: [] } })
    },
    read: (r): GroupState => {
      const format = formats.read(r)
      const state = epoch.read(r)
      const pending = format === FORMAT ? pendingCommit.read(r) : pendingBefore.read(r)
      return { ...state, pending: pending === undefined ? undefined : { inside: undefined, ...pending, retired: [] } }
    }
  }
}

/** One member's whole state as bytes, secrets included: keep them encrypted at rest. */
export const persist = (state: GroupState): Effect.Effect<Uint8Array, never, GroupServices> =>
  Effect.flatMap(parts, ({ shape }) => persistWith(state, publicTreeOf(shape)))

/** The state that `persist` wrote, by any instance of the same composition; `DecodeError` for other bytes. */
export const restore = (bytes: Uint8Array): Effect.Effect<GroupState, DecodeError, GroupServices> =>
  Effect.flatMap(parts, ({ shape }) => restoreWith(bytes, publicTreeOf(shape)))

/** {@link persist} with another way to write trees: the epoch's, and behind it that of a pending commit. A digest of them, for a client that can fetch the rest. */
export const persistWith: (state: GroupState, tree: Codec<PublicTree>) => Effect.Effect<Uint8Array, never, GroupServices> =
  Effect.fnUntraced(function* (state: GroupState, tree: Codec<PublicTree>) {
    return encode(groupState(yield* parts, tree), state)
  })

/** What {@link persistWith} wrote, read with the same codec of trees. */
export const restoreWith: (bytes: Uint8Array, tree: Codec<PublicTree>) => Effect.Effect<GroupState, DecodeError, GroupServices> =
  Effect.fnUntraced(function* (bytes: Uint8Array, tree: Codec<PublicTree>) {
    return yield* Effect.fromResult(decode(groupState(yield* parts, tree), bytes, true))
  })

/**
 * A state that may have been used since it was written down, such as a backup or a clone: it takes messages in and sends none until a path or an Update
 * of ours is committed, for its ratchets may have sealed other messages already (V293).
 */
export const asBackup = (state: GroupState): GroupState => ({ ...state, receiveOnly: true })

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
