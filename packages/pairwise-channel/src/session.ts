import { type Codec, mapped, opaque as bytes, optional, struct, uint32, vector } from "@copath/codec"
import {
  type KeyChain,
  keyChainCodec,
  type KeyPair,
  keyPairCodec,
  type MessageKey,
  type Retained,
  retainedIn,
  retainedTogether,
  type Secret,
  secretCodec
} from "@copath/contracts"

/*
 * One channel between two members, in turns:
 *
 *   A, turn 1 ── sealed to B's leaf key, offers a1 ─────────────────────► B
 *   A ◄───────── sealed to a1, offers b1, has heard turn 1 ─────── turn 1, B
 *   A, turn 2 ── sealed to b1, offers a2, has heard turn 1 ─────────────► B
 *
 * A turn is a KEM encapsulation to a key that serves for this turn alone, and a chain of keys from it: whoever speaks again without having been answered goes
 * on in the chain. The offered key and what was heard travel inside, under the chain. A new turn needs a new offer, and word that the last turn was heard:
 * nobody is ever more than one turn behind. In a long turn the offer is made anew with its messages 1, 2, 4, 8 and so on, for the state may have been copied
 * since; any that was not used is kept, for nobody knows which message the answer will follow.
 */

/** My present turn. */
export interface Sending {
  readonly chain: KeyChain
  /** What begins the turn; sent with each of its messages, for any of them may be the first to arrive. */
  readonly kemOutput: Uint8Array
  /** The number of the peer's offer that it is sealed to; 0 is the leaf key. */
  readonly to: number
  /** Messages in the turn before, so that the receiver can keep the keys of those on their way. */
  readonly before: number
  /** A leaf key that the turn stands on was replaced before any answer came: the next message begins another turn. */
  readonly stale: boolean
}

/** Keys of a turn that is over, for messages on their way. */
export interface LateTurn {
  readonly turn: number
  /** How many messages it had, as far as that is known. */
  readonly length: number
  readonly dropped: number
  readonly skipped: ReadonlyArray<MessageKey>
}

/** A key for an answer, as it travels. */
export interface Offer {
  readonly number: number
  readonly key: Uint8Array
}

/** One side of a channel. */
export interface Session {
  /** My last turn; 0 before the first. */
  readonly turn: number
  readonly sending: Sending | undefined
  /** The last of my turns that the peer has heard. */
  readonly acked: number
  /** How many keys I have offered. */
  readonly offered: number
  /** Those that no turn has used, oldest first, by their numbers; numbers begin with 1. */
  readonly offers: ReadonlyArray<{ readonly number: number; readonly pair: KeyPair }>
  /** The peer's last turn that I have heard; 0 before the first. */
  readonly heard: number
  readonly receiving: KeyChain | undefined
  readonly late: ReadonlyArray<LateTurn>
  /** The key that the peer offered last. */
  readonly theirs: Offer | undefined
  /** Ratchet: what the next turn of mine, and of the peer's, is mixed with. */
  readonly rootOut: Secret | undefined
  readonly rootIn: Secret | undefined
}

export const noSession: Session = {
  turn: 0,
  sending: undefined,
  acked: 0,
  offered: 0,
  offers: [],
  heard: 0,
  receiving: undefined,
  late: [],
  theirs: undefined,
  rootOut: undefined,
  rootIn: undefined
}

/** Whether the next message of mine begins a turn. */
export const beginsTurn = ({ acked, sending, theirs, turn }: Session): boolean =>
  sending === undefined || sending.stale || (acked === turn && theirs !== undefined && theirs.number > sending.to)

/** What of the past a channel still opens. */
export const retainedBy = ({ late, receiving }: Session): Retained => {
  let after = receiving?.generation ?? 0
  let retained = receiving === undefined ? { keys: 0, oldest: 0 } : retainedIn(receiving)
  for (const { length, skipped } of late.toReversed()) {
    const [first] = skipped
    const oldest = first === undefined ? 0 : after + length - 1 - first.generation
    retained = retainedTogether(retained, { keys: skipped.length, oldest })
    after += length
  }
  return retained
}

/** All secrets of a channel that is given up. */
export const secretsOf = ({ late, offers, receiving, rootIn, rootOut, sending }: Session): ReadonlyArray<Secret> =>
  [
    ...chainSecrets(sending?.chain),
    ...chainSecrets(receiving),
    ...late.flatMap(({ skipped }) => skipped.flatMap(({ key, nonce }) => [key, nonce])),
    ...offers.map(({ pair }) => pair.secretKey),
    rootIn,
    rootOut
  ].filter((s) => s !== undefined)

const chainSecrets = (chain: KeyChain | undefined): ReadonlyArray<Secret> =>
  chain === undefined ? [] : [chain.secret, ...chain.skipped.flatMap(({ key, nonce }) => [key, nonce])]

const flag: Codec<boolean> = mapped(
  optional(struct("Yes", {})),
  "flag",
  (b: boolean) => (b ? {} : undefined),
  (v) => v !== undefined
)
const messageKeys: Codec<ReadonlyArray<MessageKey>> = vector(
  struct<MessageKey>("LateKey", { generation: uint32, key: secretCodec, nonce: secretCodec, since: optional(uint32) })
)

/** A channel as it is stored. */
export const sessionCodec: Codec<Session> = struct<Session>("Session", {
  turn: uint32,
  sending: optional(struct<Sending>("Sending", { chain: keyChainCodec, kemOutput: bytes, to: uint32, before: uint32, stale: flag })),
  acked: uint32,
  offered: uint32,
  offers: vector(struct("OwnOffer", { number: uint32, pair: keyPairCodec })),
  heard: uint32,
  receiving: optional(keyChainCodec),
  late: vector(struct<LateTurn>("LateTurn", { turn: uint32, length: uint32, dropped: uint32, skipped: messageKeys })),
  theirs: optional(struct<Offer>("Offer", { number: uint32, key: bytes })),
  rootOut: optional(secretCodec),
  rootIn: optional(secretCodec)
})
