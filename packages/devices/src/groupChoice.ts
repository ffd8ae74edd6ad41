import { decode, encode, mapped, oneOf, uint8 } from "@copath/codec"
import type { Extension, ExtensionKind } from "@copath/wire"
import * as Result from "effect/Result"
import type { DeviceOptionId } from "./facts.ts"

/** The extension type, from the range for private use (RFC 9420, 17.3). */
export const DEVICES = 0xf0d1

/** What a leaf of the group is: a device, or a user with devices that the others do not see. */
export type LeafMeaning = Exclude<DeviceOptionId, "lazy">

const choiceCodec = mapped(
  oneOf("DeviceChoice", uint8, [0, 1]),
  "DeviceChoice",
  (id: LeafMeaning) => (id === "subtree" ? 1 : 0),
  (n): LeafMeaning => (n === 1 ? "subtree" : "leaf-per-device")
)

/** What a client must register to be in a group that says what its leaves are. */
export const devicesKind: ExtensionKind = {
  type: DEVICES,
  name: "copath_devices",
  places: ["groupContext"],
  data: mapped<LeafMeaning, unknown>(
    choiceCodec,
    "DeviceChoice",
    (u) => u as LeafMeaning,
    (id) => id
  )
}

/**
 * Says in the group context what a leaf of this group is, so that all members have agreed whose coming and going they see: every member learns of every new
 * leaf, and with `subtree` that is users, not devices. Nobody can be held to it: devices behind one leaf do not show.
 */
export const leavesAre = (id: LeafMeaning): Extension => ({ extensionType: DEVICES, extensionData: encode(choiceCodec, id) })

/** What the group says its leaves are; `undefined` where it says nothing. */
export const leafMeaning = (extensions: ReadonlyArray<Extension>): LeafMeaning | undefined => {
  const found = extensions.find((e) => e.extensionType === DEVICES)
  return found === undefined ? undefined : Result.getOrElse(decode(choiceCodec, found.extensionData), () => undefined)
}
