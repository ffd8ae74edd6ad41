import { type Codec, type CodecType, encode, opaque, struct } from "@copath/codec"
import { type ComponentId, componentId } from "./componentId.ts"

const componentOperationLabelStruct = struct("ComponentOperationLabel", { baseLabel: opaque, componentId, label: opaque })

/**
 * ```
 * struct {
 *   opaque base_label<V>; // = "MLS Component"
 *   ComponentID component_id;
 *   opaque label<V>;
 * } ComponentOperationLabel;
 * ```
 * draft-ietf-mls-extensions-09, 4.1: what keeps one component's use of a key apart from all others', and from MLS's own.
 */
export interface ComponentOperationLabel extends CodecType<typeof componentOperationLabelStruct> {}
/** Codec of {@link ComponentOperationLabel}. */
export const componentOperationLabel: Codec<ComponentOperationLabel> = componentOperationLabelStruct

const utf8 = new TextEncoder()
const baseLabel = utf8.encode("MLS Component")

/** The bytes that stand for the label of a component's operation; `label`: the component's own name for it. */
export const componentLabel = (component: ComponentId, label: string): Uint8Array =>
  encode(componentOperationLabel, { baseLabel, componentId: component, label: utf8.encode(label) })
