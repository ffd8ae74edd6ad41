import { type CodecType, encode, opaque, oneOf, struct, uint16, uint64 } from "@copath/codec"

/** What comes to a client's mailbox: a Welcome, and where in the group's order to begin to read. Nobody vouches for the position: a wrong one costs messages. */
export const invitationCodec = struct("Invitation", { format: oneOf("format", uint16, [1]), position: uint64, welcome: opaque })
/** See {@link invitationCodec}. */
export type Invitation = CodecType<typeof invitationCodec>

/** An invitation as it travels. */
export const invitationBytes = (of: Omit<Invitation, "format">): Uint8Array =>
  encode(invitationCodec, { format: 1, position: of.position, welcome: of.welcome })
