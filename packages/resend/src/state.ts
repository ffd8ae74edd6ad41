import { type CodecType, fixed, opaque, struct, uint32, uint64, vector } from "@copath/codec"
import { deliveriesCodec, latest, noDeliveries } from "./deliveries.ts"

/** How much is remembered, and for how long. Times in seconds. */
export interface Limits {
  /** Messages of mine that can be sent again: so many of their texts lie in the store. */
  readonly keep: number
  /** After so long a text of mine is gone. Until then whoever reads my store reads it: this is the forward secrecy that resending costs. */
  readonly keepSeconds: number
  /** Deliveries that are remembered, so that nothing is delivered twice. */
  readonly remember: number
  /** Asks of one member that I answer within `askSeconds`. */
  readonly asks: number
  /** See `asks`. */
  readonly askSeconds: number
}

/** A hundred texts for an hour, ten asks a member and minute. */
export const defaultLimits: Limits = { keep: 100, keepSeconds: 3600, remember: 10_000, asks: 10, askSeconds: 60 }

const kept = struct("Kept", {
  id: fixed(16),
  /** Hashes of the messages that carried it: the first, and those sent again. */
  messages: vector(opaque),
  epoch: uint64,
  at: uint64,
  /** Not sent again from then on, in seconds; 0 for no such time. */
  until: uint64,
  body: opaque
})
/** A message of mine that can be sent again. */
export type Kept = CodecType<typeof kept>

const asked = struct("Asked", { who: opaque, since: uint64, count: uint32 })
/** How often a member asked since when. */
export type Asked = CodecType<typeof asked>

/** One member's memory for resending in one group. It holds texts: keep it where the group's state is kept, and no less well. */
export const resenderCodec = struct("Resender", { kept: vector(kept), delivered: deliveriesCodec, asked: vector(asked) })
/** See {@link resenderCodec}. Immutable. */
export type Resender = CodecType<typeof resenderCodec>

/** Nothing sent, nothing delivered. */
export const emptyResender: Resender = { kept: [], delivered: noDeliveries, asked: [] }

/** Whether a text may still be sent again at `now`. */
const isAlive = (limits: Limits, now: bigint, { at, until }: Kept): boolean =>
  now - at <= BigInt(limits.keepSeconds) && (until === 0n || now < until)

/** The effective window: how many texts can be read in the store, and how old the oldest is, in seconds. For people to see. */
export const window = (state: Resender, limits: Limits, now: bigint): { readonly texts: number; readonly oldestSeconds: bigint } => {
  const alive = state.kept.filter((k) => isAlive(limits, now, k))
  return { texts: alive.length, oldestSeconds: alive.reduce((oldest, { at }) => (now - at > oldest ? now - at : oldest), 0n) }
}

/** Forgets what is too old or too much. */
export const pruned = (state: Resender, limits: Limits, now: bigint): Resender => ({
  kept: state.kept.filter((k) => isAlive(limits, now, k)).slice(-limits.keep),
  delivered: latest(state.delivered, limits.remember),
  asked: state.asked.filter(({ since }) => now - since < BigInt(limits.askSeconds))
})
