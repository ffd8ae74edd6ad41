import { encode } from "@copath/codec"
import { type CgkaBook, type CgkaState, type Change, type CryptoFailure, Secret, type Share, type SignerState } from "@copath/contracts"
import type { PublicTree } from "@copath/membership"
import { type GroupContext, preSharedKeyId, type PreSharedKeyId } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { contextBytes } from "./context.ts"
import { PskUnavailable } from "./errors.ts"
import type { GroupChoices } from "./options.ts"
import type { Parts } from "./parts.ts"
import { hexOf, type PskSource } from "./psk.ts"
import { type EpochState, kept, type PastEpoch, type OwnUpdate, type ReInit } from "./state.ts"
import { interimTranscriptHash } from "./transcript.ts"

/** Nh zero bytes: the commit secret of a commit without a path, and the PSK secret of an empty list (RFC 9420, 8 and 8.4). */
export const zeros = (p: Parts): Secret => new Secret(new Uint8Array(p.suite.kdf.size))

/** What changes from one epoch to the next, whoever commits. */
export interface NextEpoch {
  readonly tree: PublicTree
  readonly book: CgkaBook
  readonly change: Change
  readonly cgka: CgkaState
  readonly signer: SignerState
  readonly commitSecret: Secret
  readonly psks: ReadonlyArray<PreSharedKeyId>
  /** The ReInit that this commit brings, if it does. */
  readonly reInit: ReInit | undefined
  /** The Update of mine that this commit takes; the others' keys are forgotten. */
  readonly ownUpdate: OwnUpdate | undefined
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
  readonly shares: ReadonlyArray<Share>
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
  const bytes = contextBytes(next.context)
  const psk = yield* pskSecret(p, next.psks, source)
  const { epoch, handoff } = yield* p.schedule.next({ init: old.secrets.init, commit: next.commitSecret, psk, groupContext: bytes })
  const { shares, state: protection } = yield* p.protection.start(epoch, old.me, next.tree, next.change, Option.some(old.protection))
  const confirmationTag = p.suite.mac.tag(epoch.confirmation, next.context.confirmedTranscriptHash)
  const state: EpochState = {
    me: old.me,
    identity: old.identity,
    context: next.context,
    contextBytes: bytes,
    interimTranscriptHash: interimTranscriptHash(p.suite, next.context.confirmedTranscriptHash, confirmationTag),
    confirmationTag,
    tree: next.tree,
    book: next.book,
    secrets: kept(epoch),
    cgka: next.cgka,
    protection,
    signer: next.signer,
    proposals: [],
    ownUpdates: [],
    sent: old.sent,
    reInit: next.reInit,
    past: pastWith(options, old)
  }
  return { state, handoff, psk, shares, retired: [next.commitSecret, psk, epoch.confirmation, ...ended(options, old, next.ownUpdate)] }
})

/** The window of past epochs, with `old` as its newest. */
export const pastWith = (options: GroupChoices, old: EpochState): ReadonlyArray<PastEpoch> => {
  const { context, protection, secrets, tree } = old
  const entry = { epoch: context.epoch, contextBytes: old.contextBytes, leaves: tree, protection, resumption: secrets.resumption }
  return [entry, ...old.past].slice(0, options.pastEpochs)
}

/** Secrets of an epoch that is over, and of the past one that it pushes out of the window. A remembered epoch keeps its resumption secret. */
const ended = (options: GroupChoices, old: EpochState, taken: OwnUpdate | undefined): ReadonlyArray<Secret> => {
  const { authenticator, exporter, external, init, membership } = old.secrets
  const forgotten = [{ resumption: old.secrets.resumption }, ...old.past].slice(options.pastEpochs).map((e) => e.resumption)
  const unused = old.ownUpdates.filter((own) => own !== taken).map((own) => own.leafKey.secretKey)
  return [init, membership, exporter, authenticator, external, ...forgotten, ...unused].filter((s) => s !== undefined)
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
        return yield* new PskUnavailable({ pskId: id._tag === "external" ? hexOf(id.pskId) : `epoch ${id.pskEpoch}` })
      list.push({ id: encode(preSharedKeyId, id), secret })
    }
    return p.schedule.psk(list)
  })
