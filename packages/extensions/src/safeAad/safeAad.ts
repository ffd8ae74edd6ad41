import { type Codec, type CodecType, decode, type DecodeError, encode, opaque, rest, struct, vector } from "@copath/codec"
import type { Extension } from "@copath/wire"
import * as Data from "effect/Data"
import * as Result from "effect/Result"
import { ascendingBy, componentDataIn } from "../appData/dictionary.ts"
import { componentIds } from "../codePoints.ts"
import { type ComponentId, componentId } from "../components/componentId.ts"

const safeAadItemStruct = struct("SafeAADItem", { componentId, aadItemData: opaque })

/** `struct { ComponentID component_id; opaque aad_item_data<V>; } SafeAADItem` (draft-ietf-mls-extensions-09, 4.9). */
export interface SafeAadItem extends CodecType<typeof safeAadItemStruct> {}

/** `SafeAADItem aad_items<V>` (draft-ietf-mls-extensions-09, 4.9). */
export interface SafeAad {
  /** In ascending order of their component ids. */
  readonly aadItems: ReadonlyArray<SafeAadItem>
}

/**
 * ```
 * struct {
 *   SafeAADItem aad_items<V>;
 * } SafeAAD;
 * ```
 * draft-ietf-mls-extensions-09, 4.9. The items ascend by component id, so that a component has one at most.
 */
export const safeAad: Codec<SafeAad> = ascendingBy(struct("SafeAAD", { aadItems: vector(safeAadItemStruct) }), (s: SafeAad) =>
  s.aadItems.map((item) => item.componentId)
)

const framedAad = struct("AuthenticatedData", { safe: safeAad, other: rest })

/** Authenticated data taken apart: components' items, and what belongs to no component. */
export interface AadParts {
  /** By component; what a receiver does not know it ignores. */
  readonly items: ReadonlyMap<ComponentId, Uint8Array>
  /** What stands behind the items. */
  readonly other: Uint8Array
}

/** Items for a group that has not agreed on the framing: nobody could tell them from other data. */
export class SafeAadOff extends Data.TaggedError("SafeAadOff")<{ readonly component: ComponentId }> {}

/** Whether `authenticated_data` of a group begins with a SafeAAD: whether `safe_aad` stands in its dictionary, with whatever list (draft-ietf-mls-extensions-09, 5). */
export const usesSafeAad = (groupContextExtensions: ReadonlyArray<Extension>): boolean =>
  Result.match(componentDataIn(groupContextExtensions, componentIds.safeAad), {
    onFailure: () => false,
    onSuccess: (data) => data !== undefined
  })

/** `authenticatedData` for a message: the items first, then the rest. In a group without the framing the rest alone, and items are refused. */
export const writeAad = (
  groupContextExtensions: ReadonlyArray<Extension>,
  { items, other }: AadParts
): Result.Result<Uint8Array, SafeAadOff> => {
  const aadItems = [...items]
    .map(([id, aadItemData]) => ({ componentId: id, aadItemData }))
    .toSorted((a, b) => a.componentId - b.componentId)
  if (usesSafeAad(groupContextExtensions)) return Result.succeed(encode(framedAad, { safe: { aadItems }, other }))
  const [first] = aadItems
  return first === undefined ? Result.succeed(other) : Result.fail(new SafeAadOff({ component: first.componentId }))
}

/** A received message's `authenticatedData` taken apart. `DecodeError`: the group frames it, and this is not framed; the message is to be refused. */
export const readAad = (
  groupContextExtensions: ReadonlyArray<Extension>,
  authenticatedData: Uint8Array
): Result.Result<AadParts, DecodeError> => {
  if (!usesSafeAad(groupContextExtensions)) return Result.succeed({ items: new Map(), other: authenticatedData })
  return Result.map(decode(framedAad, authenticatedData), ({ other, safe }) => ({
    items: new Map(safe.aadItems.map((item) => [item.componentId, item.aadItemData])),
    other
  }))
}
