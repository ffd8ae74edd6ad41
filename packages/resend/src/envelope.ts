import { arm, type CodecType, fixed, opaque, uint64, uint8, union } from "@copath/codec"

/**
 * ```
 * enum { message(1), again(2), ask(3), (255) } EnvelopeType;
 *
 * struct {
 *     EnvelopeType type;
 *     select (Envelope.type) {
 *         case message: opaque id[16];
 *                       opaque body<V>;
 *         case again:   opaque id[16];
 *                       uint64 epoch;       // in which the message was first sent
 *                       opaque author<V>;   // the credential of whoever first sent it
 *                       opaque body<V>;
 *         case ask:     opaque message<V>;  // hash of the message, as it came, that could not be opened
 *     };
 * } Envelope;
 * ```
 * What stands in application data. The id lies inside the signed content of both sendings: nobody can take it from one message and put it into another.
 */
export const envelope = union("Envelope", uint8, {
  message: arm(1, { id: fixed(16), body: opaque }),
  again: arm(2, { id: fixed(16), epoch: uint64, author: opaque, body: opaque }),
  ask: arm(3, { message: opaque })
})
/** See {@link envelope}. */
export type Envelope = CodecType<typeof envelope>
