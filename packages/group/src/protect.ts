import { encode } from "@copath/codec"
import {
  type CryptoFailure,
  noBytes,
  type ProtectedBody,
  type ProtectionState,
  type Secret,
  type SignerState,
  type UnsignedItem,
  type Unprotectable
} from "@copath/contracts"
import type { FramedContentAuthData } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { SendRejected } from "./errors.ts"
import { type Framed, membershipTag, outerOf } from "./framing.ts"
import type { GroupChoices } from "./options.ts"
import { unsigned } from "./outer.ts"
import type { Parts } from "./parts.ts"
import type { EpochState } from "./state.ts"

/** A message ready to leave, and the ratchet behind it. */
export interface Sealed {
  /** The encoded MLSMessage. */
  readonly message: Uint8Array
  readonly protection: ProtectionState
  /** What signing left, the signature outside included. */
  readonly signer: SignerState
  /** The encoded PrivateMessageContent without padding, which this member cannot open again; `undefined` for a public message. */
  readonly inside: Uint8Array | undefined
  /** Keys that sealed it; to be wiped once the new state is written down. */
  readonly retired: ReadonlyArray<Secret>
}

/**
 * The last step of every send: a membership tag and plain content, or the epoch's message protection (RFC 9420, 6.2 and 6.3). `slot` is the position
 * reserved at the delivery service, for protections that need one; `signer`: what signing the content left.
 */
export const seal: (
  p: Parts,
  options: GroupChoices,
  state: EpochState,
  framed: Framed,
  auth: FramedContentAuthData,
  slot: Option.Option<bigint>,
  signer?: SignerState
) => Effect.Effect<Sealed, SendRejected | Unprotectable | CryptoFailure> = Effect.fnUntraced(function* (
  p,
  options,
  state,
  framed,
  auth,
  slot,
  signer = state.signer
) {
  if (framed.wireFormat === p.wire.formats.publicMessage) {
    const publicMessage = { content: framed.content, auth, membershipTag: membershipTag(p, state.secrets.membership, framed, auth) }
    return {
      message: encode(p.wire.mlsMessage, { _tag: "publicMessage", publicMessage }),
      protection: state.protection,
      signer,
      inside: undefined,
      retired: []
    }
  }
  const { inside, message, protection, retired, toSign } = yield* shut(p, options, state, framed, auth, slot)
  if (toSign === undefined) return { message: message(noBytes), protection, signer, inside, retired }
  const made = yield* p.scheme.sign(signer, toSign.at, toSign.label, toSign.content)
  return { message: message(made.signature), protection, signer: made.state, inside, retired }
})

/** A private message in its protection. */
export interface Shut extends Pick<Sealed, "inside" | "protection" | "retired"> {
  /** What is to be signed now; `undefined` if the signature stands inside. */
  readonly toSign: UnsignedItem | undefined
  /** The encoded MLSMessage, with the signature that was asked for. */
  readonly message: (signature: Uint8Array) => Uint8Array
}

/** {@link seal} for a private message, but for a signature outside. */
export const shut = (
  p: Parts,
  options: GroupChoices,
  state: Pick<EpochState, "context" | "contextBytes" | "me" | "protection" | "tree">,
  framed: Framed,
  auth: FramedContentAuthData,
  slot: Option.Option<bigint>
): Effect.Effect<Shut, SendRejected | Unprotectable | CryptoFailure> => {
  if (p.protection.needs.slot && Option.isNone(slot)) {
    const detail = `${p.protection.id} sends only at a position reserved at the delivery service`
    return Effect.fail(new SendRejected({ reason: "NoSlot", rule: "V074", detail }))
  }
  const { authenticatedData, epoch, groupId } = framed.content
  const codec = p.wire.privateMessageContent(framed.contentType)
  const inside = encode(codec, { content: framed.content.content, auth, padding: 0 })
  const padding = options.padding(inside.length)
  const plain = padding === 0 ? inside : padded(inside, padding)
  const { contentType } = framed
  const header = { groupId, epoch, contentType, authenticatedData }
  const outer = outerOf(p, framed.wireFormat)
  const bound = outer === undefined ? header : outer.header(header, state.me)
  return Effect.map(p.protection.protect(state.protection, bound, plain, slot), ({ body, retired, state: protection }) => {
    const message = (around: ProtectedBody): Uint8Array =>
      encode(p.wire.mlsMessage, {
        _tag: "privateMessage",
        privateMessage: { groupId, epoch, contentType, authenticatedData, body: around }
      })
    if (outer === undefined) return { inside, message: () => message(body), protection, retired, toSign: undefined }
    const { item, signed } = unsigned(p, outer, state, header, body)
    return { inside, message: (signature) => message(signed(signature)), protection, retired, toSign: item }
  })
}

const padded = (plain: Uint8Array, zeros: number): Uint8Array => {
  const out = new Uint8Array(plain.length + zeros)
  out.set(plain)
  return out
}

/** The wire format for proposals and commits by this client's choice. */
export const handshakeFormat = (p: Parts, options: GroupChoices): number =>
  options.handshake === "public" ? p.wire.formats.publicMessage : p.wire.formats.privateMessage
