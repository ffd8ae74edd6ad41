import { decode, encode } from "@copath/codec"
import { MessageProtection, type OuterSignature, type ProtectedBody, SignaturePosition, type SignedBody } from "@copath/contracts"
import type { GroupState } from "@copath/group"
import { outside, signedOutside } from "@copath/signing-position"
import type { LeafIndex } from "@copath/tree-math"
import { type PrivateMessage, privateWireFormats, updatePathNodes, mlsMessage } from "@copath/wire"
import { Effect, Layer, Result } from "effect"
import { type SchemeId, services } from "../signatures/world.ts"

/** A whole composition with this scheme, whose private messages are signed outside. `watch`: the suite as all parts see it. */
export const servicesOutside = (id: SchemeId, watch?: Parameters<typeof services>[1]) => Layer.provideMerge(outside, services(id, watch))

/** {@link outside} as somebody builds it who leaves something out. */
export const outsideWith = (lacking: Partial<OuterSignature>): Layer.Layer<never> =>
  Layer.succeed(SignaturePosition, {
    id: "outside",
    senderInClear: true,
    onlookersVerify: true,
    outer: { ...signedOutside, ...lacking }
  })

/** The codec of all that travels, for somebody who knows the composition and no key. */
const wireOutside = Effect.map(MessageProtection, ({ bodyCodec }) =>
  mlsMessage(updatePathNodes, signedOutside.bodyCodec(bodyCodec), privateWireFormats)
)

/** A private message in clear fields, and what is signed of it. */
export interface Taken {
  readonly message: PrivateMessage<ProtectedBody>
  readonly signed: SignedBody
}

/** Takes a private message apart, as anybody can. */
export const taken = Effect.fnUntraced(function* (bytes: Uint8Array) {
  const read = Result.getOrThrow(decode(yield* wireOutside, bytes))
  if (read._tag !== "privateMessage") throw new Error(read._tag)
  return { message: read.privateMessage, signed: signedOutside.unwrap(read.privateMessage.body) } satisfies Taken
})

/** Puts it together again. */
export const together = Effect.fnUntraced(function* ({ message, signed }: Taken) {
  return encode(yield* wireOutside, { _tag: "privateMessage", privateMessage: { ...message, body: signedOutside.wrap(signed) } })
})

/** What a signature beside this message would have to cover. */
export const tbsOf = ({ message, signed }: Taken, epoch: Pick<GroupState, "contextBytes">, sender: LeafIndex): Uint8Array =>
  signedOutside.tbs(
    (length) => new Uint8Array(length),
    { wireFormat: privateWireFormats.privateMessage, header: message, sender, context: epoch.contextBytes },
    signed.encoded
  )
