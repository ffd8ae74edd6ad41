import { decode, opaque, rest, struct, uint16, uint64 } from "@copath/codec"
import type { WireFormats } from "@copath/wire"
import { welcome as welcomeCodec, type Welcome } from "@copath/wire"
import * as Result from "effect/Result"

/** What the outside of a message says; nothing of it is verified. `other`: no handshake, no application message, no Welcome. */
export type Outside =
  | { readonly _tag: "framed"; readonly groupId: Uint8Array; readonly epoch: bigint }
  | { readonly _tag: "welcome"; readonly welcome: Welcome }
  | { readonly _tag: "other" }

const head = struct("MLSMessage", { version: uint16, wireFormat: uint16, rest })
// Public and private messages both begin so (RFC 9420, 6 and 6.3).
const framed = struct("Framed", { groupId: opaque, epoch: uint64, rest })
const other: Outside = { _tag: "other" }

/** Reads no more of a message than where it belongs. */
export const peek = (formats: WireFormats, message: Uint8Array): Outside => {
  const outer = decode(head, message)
  if (Result.isFailure(outer)) return other
  const { rest: inner, wireFormat } = outer.success
  if (wireFormat === formats.welcome) {
    const welcome = decode(welcomeCodec, inner)
    return Result.isFailure(welcome) ? other : { _tag: "welcome", welcome: welcome.success }
  }
  if (wireFormat !== formats.publicMessage && wireFormat !== formats.privateMessage) return other
  const read = decode(framed, inner)
  return Result.isFailure(read) ? other : { _tag: "framed", groupId: read.success.groupId, epoch: read.success.epoch }
}
