import { type Codec, type CodecType, decode, struct, uint16, vector } from "@copath/codec"
import { type Extension, type ExtensionKind, extensionValue, makeExtension, type Registry } from "@copath/wire"
import * as Result from "effect/Result"
import { draftExtensionTypes } from "../codePoints.ts"

const wireFormatsStruct = struct("WireFormats", { wireFormats: vector(uint16) })

/** `struct { WireFormat wire_formats<V>; } WireFormats` (draft-ietf-mls-extensions-09, 5): wire formats beyond RFC 9420's. */
export interface WireFormatList extends CodecType<typeof wireFormatsStruct> {}
/** Codec of {@link WireFormatList}. */
export const wireFormatList: Codec<WireFormatList> = wireFormatsStruct

/** A leaf's `supported_wire_formats`: what its owner can receive beside RFC 9420's. */
export const supportedWireFormats = (wireFormats: ReadonlyArray<number>): Extension =>
  makeExtension(draftExtensionTypes.supportedWireFormats, wireFormatList, { wireFormats })

/** A group's `required_wire_formats`: what every member must support. */
export const requiredWireFormats = (wireFormats: ReadonlyArray<number>): Extension =>
  makeExtension(draftExtensionTypes.requiredWireFormats, wireFormatList, { wireFormats })

/** Whether the leaf with these extensions takes messages of a wire format. A list that does not decode holds nothing. */
export const supportsWireFormat = (leafExtensions: ReadonlyArray<Extension>, wireFormat: number): boolean =>
  Result.match(extensionValue(leafExtensions, draftExtensionTypes.supportedWireFormats, wireFormatList), {
    onFailure: () => false,
    onSuccess: (found) => found?.wireFormats.includes(wireFormat) === true
  })

const supported: ExtensionKind = {
  type: draftExtensionTypes.supportedWireFormats,
  name: "supported_wire_formats",
  places: ["leaf"],
  data: wireFormatList
}

const required: ExtensionKind = {
  type: draftExtensionTypes.requiredWireFormats,
  name: "required_wire_formats",
  places: ["groupContext"],
  data: wireFormatList,
  demands: (data, leaf) => {
    const asked = Result.getOrElse(decode(wireFormatList, data), () => ({ wireFormats: [] })).wireFormats
    const missing = asked.find((format) => !supportsWireFormat(leaf.extensions, format))
    return missing === undefined ? undefined : `does not support wire format ${missing}, which the group requires`
  }
}

/** The two lists of wire formats, as rows to compose in (draft-ietf-mls-extensions-09, 5 and 7.2). */
export const wireFormats: Partial<Registry> = { extensions: [supported, required] }
