import { encode } from "@copath/codec"
import type { CryptoFailure, ProtectionState, Secret, Unprotectable } from "@copath/contracts"
import type { FramedContentAuthData } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { SendRejected } from "./errors.ts"
import { type Framed, membershipTag } from "./framing.ts"
import type { GroupChoices } from "./options.ts"
import type { Parts } from "./parts.ts"
import type { EpochState } from "./state.ts"

/** A message ready to leave, and the ratchet behind it. */
export interface Sealed {
  /** The encoded MLSMessage. */
  readonly message: Uint8Array
  readonly protection: ProtectionState
  /** Keys that sealed it; to be wiped once the new state is written down. */
  readonly retired: ReadonlyArray<Secret>
}

/**
 * The last step of every send: a membership tag and plain content, or the epoch's message protection (RFC 9420, 6.2 and 6.3). `slot` is the position
 * reserved at the delivery service, for protections that need one.
 */
export const seal: (
  p: Parts,
  options: GroupChoices,
  state: EpochState,
  framed: Framed,
  auth: FramedContentAuthData,
  slot: Option.Option<bigint>
) => Effect.Effect<Sealed, SendRejected | Unprotectable | CryptoFailure> = Effect.fnUntraced(
  function* (p, options, state, framed, auth, slot) {
    if (framed.wireFormat === p.wire.formats.publicMessage) {
      const publicMessage = { content: framed.content, auth, membershipTag: membershipTag(p, state.secrets.membership, framed, auth) }
      return { message: encode(p.wire.mlsMessage, { _tag: "publicMessage", publicMessage }), protection: state.protection, retired: [] }
    }
    if (p.protection.needs.slot && Option.isNone(slot)) {
      return yield* new SendRejected({
        reason: "NoSlot",
        rule: "V074",
        detail: `${p.protection.id} sends only at a position reserved at the delivery service`
      })
    }
    const { authenticatedData, epoch, groupId } = framed.content
    const codec = p.wire.privateMessageContent(framed.contentType)
    const bare = encode(codec, { content: framed.content.content, auth, padding: 0 })
    const padding = options.padding(bare.length)
    const plain = padding === 0 ? bare : padded(bare, padding)
    const { contentType } = framed
    const {
      body,
      retired,
      state: protection
    } = yield* p.protection.protect(state.protection, { groupId, epoch, contentType, authenticatedData }, plain, slot)
    const message = encode(p.wire.mlsMessage, {
      _tag: "privateMessage",
      privateMessage: { groupId, epoch, contentType, authenticatedData, body }
    })
    return { message, protection, retired }
  }
)

const padded = (plain: Uint8Array, zeros: number): Uint8Array => {
  const out = new Uint8Array(plain.length + zeros)
  out.set(plain)
  return out
}

/** The wire format for proposals and commits by this client's choice. */
export const handshakeFormat = (p: Parts, options: GroupChoices): number =>
  options.handshake === "public" ? p.wire.formats.publicMessage : p.wire.formats.privateMessage
