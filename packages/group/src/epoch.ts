import {
  type CgkaBook,
  type CgkaState,
  type Change,
  type CryptoFailure,
  type EpochSecrets,
  type KeyPair,
  type ProtectionState,
  Secret,
  type SignerState
} from "@copath/contracts"
import type { PublicTree } from "@copath/membership"
import type { LeafIndex } from "@copath/tree-math"
import { encodedPreSharedKeyId, type GroupContext, type PreSharedKeyId } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { contextBytes, signedBytes } from "./context.ts"
import { PskUnavailable } from "./errors.ts"
import type { GroupChoices } from "./options.ts"
import type { Parts } from "./parts.ts"
import { type PskSource, storedName } from "./psk.ts"
import { type EpochState, kept, type PastEpoch, type OwnUpdate, type ReInit } from "./state.ts"
import { interimTranscriptHash } from "./transcript.ts"

/** Nh zero bytes: the commit secret of a commit without a path, and the PSK secret of an empty list (RFC 9420, 8 and 8.4). */
export const zeros = (p: Parts): Secret => new Secret(new Uint8Array(p.suite.kdf.size))

/** What an epoch begins with, whoever is in it and however it came about. */
export interface EpochStart {
  readonly me: LeafIndex
  readonly identity: KeyPair
  /** The GroupContext, confirmed transcript hash included. */
  readonly context: GroupContext
  /** The encoding of `context`. */
  readonly contextBytes: Uint8Array
  readonly tree: PublicTree
  readonly book: CgkaBook
  readonly change: Change
  readonly cgka: CgkaState
  readonly signer: SignerState
  /** What the key schedule made. */
  readonly epoch: EpochSecrets
  /** The epoch before, for one who was in it. */
  readonly previous: Option.Option<ProtectionState>
}

/** An epoch's state at its beginning: chains started, confirmation tag computed, nothing proposed and nothing sent. */
export const begin: (p: Parts, start: EpochStart) => Effect.Effect<EpochState, CryptoFailure> = Effect.fnUntraced(function* (
  p,
  { change, epoch, previous, ...given }
) {
  const { context, me, tree } = given
  const standing = { epoch: context.epoch, leafKey: p.cgka.leafKey?.(given.cgka) }
  const { state: protection } = yield* p.protection.start(epoch, me, tree, change, previous, standing)
  const confirmationTag = p.suite.mac.tag(epoch.confirmation, context.confirmedTranscriptHash)
  const state: EpochState = {
    ...given,
    interimTranscriptHash: interimTranscriptHash(p.suite, context.confirmedTranscriptHash, confirmationTag),
    confirmationTag,
    secrets: kept(epoch),
    protection,
    exporter: epoch.applicationExport === undefined ? undefined : p.exporter?.start(epoch.applicationExport),
    proposals: [],
    ownUpdates: [],
    sent: [],
    reInit: undefined,
    receiveOnly: false,
    past: []
  }
  return state
})

/** What changes from one epoch to the next, whoever commits. */
export interface NextEpoch {
  /** The init secret that the key schedule starts from: the old epoch's, or what an external joiner brought (8.3). */
  readonly init: Secret
  readonly tree: PublicTree
  readonly book: CgkaBook
  readonly change: Change
  readonly cgka: CgkaState
  readonly signer: SignerState
  /** My signature key, if the leaf names another one from now on. */
  readonly identity?: KeyPair
  readonly commitSecret: Secret
  readonly psks: ReadonlyArray<PreSharedKeyId>
  /** The ReInit that this commit brings, if it does. */
  readonly reInit: ReInit | undefined
  /** The Update of mine that this commit takes; the others' keys are forgotten. */
  readonly ownUpdate: OwnUpdate | undefined
  /** Whether this commit brings my leaf a fresh key: then a state that only received may send again (V293). */
  readonly renewed: boolean
  /** The new GroupContext, confirmed transcript hash included. */
  readonly context: GroupContext
}

/** The new epoch with what only its beginning brings to light. */
export interface Advanced {
  readonly state: EpochState
  /** What joiners are handed, RFC 9420's joiner secret (8); wiped by whoever needs it last. */
  readonly handoff: Secret
  /** The combined pre-shared keys (8.4), for the Welcome's key. */
  readonly psk: Secret
  readonly retired: ReadonlyArray<Secret>
}

/**
 * The step into a new epoch that committer and receiver share: key schedule, confirmation tag, chains. The old epoch moves into the
 * window of past ones and stops sending.
 */
export const advance: (
  p: Parts,
  options: GroupChoices,
  old: EpochState,
  next: NextEpoch,
  source: PskSource
) => Effect.Effect<Advanced, PskUnavailable | CryptoFailure> = Effect.fnUntraced(function* (p, options, old, next, source) {
  const { book, cgka, change, commitSecret, context, init, signer, tree } = next
  const bytes = contextBytes(context)
  const psk = yield* pskSecret(p, next.psks, source)
  const applicationExport = p.exporter !== undefined
  const { epoch, handoff } = yield* p.schedule.next({ init, commit: commitSecret, psk, groupContext: bytes, applicationExport })
  const previous = Option.some(old.protection)
  const state = yield* begin(p, {
    me: old.me,
    identity: next.identity ?? old.identity,
    context,
    contextBytes: bytes,
    tree,
    book,
    change,
    cgka,
    signer,
    epoch,
    previous
  })
  return {
    state: {
      ...state,
      sent: old.sent,
      reInit: next.reInit,
      receiveOnly: old.receiveOnly && !next.renewed,
      past: pastWith(p, options, old)
    },
    handoff,
    psk,
    retired: [commitSecret, psk, epoch.confirmation, init, ...ended(p, options, old, next.ownUpdate)]
  }
})

/** The new epoch at the moment of entering it: what outlives the old one goes over, as it stands now. */
export const entered = (
  p: Parts,
  next: EpochState,
  old: EpochState
): { readonly state: EpochState; readonly retired: ReadonlyArray<Secret> } => {
  if (p.protection.resume === undefined) return { state: next, retired: [] }
  const { retired, state: protection } = p.protection.resume(next.protection, old.protection)
  return { state: { ...next, protection }, retired }
}

/** The window of past epochs, with `old` as its newest. */
export const pastWith = (p: Parts, options: GroupChoices, old: EpochState): ReadonlyArray<PastEpoch> => {
  const { context, secrets, tree } = old
  const protection = p.protection.resume === undefined ? old.protection : undefined
  const entry = { epoch: context.epoch, signedBytes: signedBytes(p, old), leaves: tree, protection, resumption: secrets.resumption }
  return [entry, ...old.past].slice(0, options.pastEpochs)
}

/** Secrets of an epoch that is over, and of the past one that it pushes out of the window. A remembered epoch keeps its resumption secret. */
const ended = (p: Parts, options: GroupChoices, old: EpochState, taken: OwnUpdate | undefined): ReadonlyArray<Secret> => {
  const { authenticator, exporter, external, init, membership } = old.secrets
  const forgotten = [{ resumption: old.secrets.resumption }, ...old.past].slice(options.pastEpochs).map((e) => e.resumption)
  const unused = old.ownUpdates.filter((own) => own !== taken).map((own) => own.leafKey.secretKey)
  const exports = old.exporter === undefined ? [] : (p.exporter?.secrets(old.exporter) ?? [])
  return [init, membership, exporter, authenticator, external, ...forgotten, ...unused, ...exports].filter((s) => s !== undefined)
}

/** Everything that a state holds and its parts do not: for a state that is given up whole. */
export const givenUp = ({ ownUpdates, secrets }: EpochState): ReadonlyArray<Secret> => [
  ...Object.values(secrets).filter((s) => s !== undefined),
  ...ownUpdates.map((own) => own.leafKey.secretKey)
]

/** Combines the pre-shared keys of a commit or Welcome, in order (8.4). */
export const pskSecret: (p: Parts, ids: ReadonlyArray<PreSharedKeyId>, source: PskSource) => Effect.Effect<Secret, PskUnavailable> =
  Effect.fnUntraced(function* (p, ids, source) {
    const list: Array<{ readonly id: Uint8Array; readonly secret: Secret }> = []
    for (const id of ids) {
      const secret = yield* source(id)
      if (secret === undefined)
        return yield* new PskUnavailable({ pskId: id._tag === "resumption" ? `epoch ${id.pskEpoch}` : storedName(id) })
      list.push({ id: encodedPreSharedKeyId(id), secret })
    }
    return p.schedule.psk(list)
  })
