import { type Codec, type CodecType, struct, vector } from "@copath/codec"
import { componentId } from "./componentId.ts"

const componentsListStruct = struct("ComponentsList", { componentIds: vector(componentId) })

/**
 * ```
 * struct {
 *     ComponentID component_ids<V>;
 * } ComponentsList;
 * ```
 * draft-ietf-mls-extensions-09, 5: the data of the components `app_components` and `safe_aad`. In a leaf: what it supports; in the group context: what
 * every member must. Without order, and unknown ids are ignored.
 */
export interface ComponentsList extends CodecType<typeof componentsListStruct> {}
/** Codec of {@link ComponentsList}. */
export const componentsList: Codec<ComponentsList> = componentsListStruct
