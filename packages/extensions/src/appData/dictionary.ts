import { type Codec, type CodecType, DecodeFault, encode, opaque, struct, vector } from "@copath/codec"
import { type Extension, extensionValue } from "@copath/wire"
import type { DecodeError } from "@copath/codec"
import * as Result from "effect/Result"
import { draftExtensionTypes } from "../codePoints.ts"
import { type ComponentId, componentId } from "../components/componentId.ts"

const componentDataStruct = struct("ComponentData", { componentId, data: opaque })

/** `struct { ComponentID component_id; opaque data<V>; } ComponentData` (draft-ietf-mls-extensions-09, 4.6): what one component keeps. */
export interface ComponentData extends CodecType<typeof componentDataStruct> {}
/** Codec of {@link ComponentData}. */
export const componentData: Codec<ComponentData> = componentDataStruct

/** Each id above the one before: sorted, and none twice. */
const ascending = (ids: ReadonlyArray<ComponentId>): boolean => ids.every((id, i) => i === 0 || (ids[i - 1] as number) < id)

/** A struct of one vector whose elements must ascend by component id: refused on reading, and a defect on writing. */
export const ascendingBy = <A>(codec: Codec<A>, idsOf: (a: A) => ReadonlyArray<ComponentId>): Codec<A> => ({
  name: codec.name,
  write: (w, a) => {
    if (!ascending(idsOf(a))) throw new RangeError(`the entries of ${codec.name} are not in ascending order of their component ids`)
    codec.write(w, a)
  },
  read: (r) => {
    const at = r.offset
    const a = codec.read(r)
    if (!ascending(idsOf(a))) throw new DecodeFault("UnknownEnum", at, "entries in ascending order of their component ids, each once")
    return a
  }
})

/** `ComponentData component_data<V>`: what an `app_data_dictionary` extension holds (draft-ietf-mls-extensions-09, 4.6). */
export interface AppDataDictionary {
  /** Sorted by component id, each once. */
  readonly componentData: ReadonlyArray<ComponentData>
}

/**
 * ```
 * struct {
 *     ComponentData component_data<V>;
 * } AppDataDictionary;
 * ```
 * draft-ietf-mls-extensions-09, 4.6.
 */
export const appDataDictionary: Codec<AppDataDictionary> = ascendingBy(
  struct("AppDataDictionary", { componentData: vector(componentData) }),
  (d: AppDataDictionary) => d.componentData.map((c) => c.componentId)
)

/** An `app_data_dictionary` extension with these entries, in whatever order they are given. One id twice is a defect. */
export const dictionaryExtension = (entries: ReadonlyArray<ComponentData>): Extension => ({
  extensionType: draftExtensionTypes.appDataDictionary,
  extensionData: encode(appDataDictionary, { componentData: entries.toSorted((a, b) => a.componentId - b.componentId) })
})

/** The entries of the dictionary in a list of extensions; none when there is no dictionary. */
export const entriesIn = (extensions: ReadonlyArray<Extension>): Result.Result<ReadonlyArray<ComponentData>, DecodeError> =>
  Result.map(extensionValue(extensions, draftExtensionTypes.appDataDictionary, appDataDictionary), (found) => found?.componentData ?? [])

/** What a component keeps in a list of extensions: of a group context, a leaf, a key package or a GroupInfo. `undefined`: nothing. */
export const componentDataIn = (
  extensions: ReadonlyArray<Extension>,
  component: ComponentId
): Result.Result<Uint8Array | undefined, DecodeError> =>
  Result.map(entriesIn(extensions), (entries) => entries.find((c) => c.componentId === component)?.data)

/** The extensions with these entries for a dictionary: in the place of the one there is, else at the end (draft-ietf-mls-extensions-09, 4.7). */
export const withEntries = (extensions: ReadonlyArray<Extension>, entries: ReadonlyArray<ComponentData>): ReadonlyArray<Extension> => {
  const made = dictionaryExtension(entries)
  const present = extensions.some((e) => e.extensionType === made.extensionType)
  return present ? extensions.map((e) => (e.extensionType === made.extensionType ? made : e)) : [...extensions, made]
}
