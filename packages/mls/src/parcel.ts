import { arm, type CodecType, opaque, text, uint64, uint8, union } from "@copath/codec"

/**
 * What waits in the outbox. A `commit` goes with the epoch that it expects; a `welcome` goes to a client's mailbox, and tells where in the group's order
 * the joiner begins to read.
 */
export const parcelCodec = union("Parcel", uint8, {
  message: arm(1, { message: opaque }),
  commit: arm(2, { message: opaque, epoch: uint64 }),
  welcome: arm(3, { client: text, welcome: opaque, position: uint64 }),
  successor: arm(4, { message: opaque, epoch: uint64 })
})
/** See {@link parcelCodec}. `successor`: the Welcome into the group that follows this one, published where all old members see which came first (V289). */
export type Parcel = CodecType<typeof parcelCodec>

/** The name by which a client's Welcomes are delivered. */
export const mailbox = (client: string): string => `to:${client}`
