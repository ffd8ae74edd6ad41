import type { Extension, KeyPackage } from "@copath/wire"
import * as Result from "effect/Result"
import { type ComponentData, componentDataIn, dictionaryExtension } from "../appData/dictionary.ts"
import { componentIds } from "../codePoints.ts"

/**
 * Marks a key package as one of last resort (draft-ietf-mls-extensions-09, 6.4): for `makeKeyPackage`'s `extensions`. `others`: what else the package's
 * dictionary holds.
 */
export const lastResort = (others: ReadonlyArray<ComponentData> = []): Extension =>
  dictionaryExtension([...others, { componentId: componentIds.lastResortKeyPackage, data: new Uint8Array(0) }])

/** Whether a key package may be handed out more than once (draft-ietf-mls-extensions-09, 6.4). A mark with data is none: it carries no data. */
export const isLastResort = ({ extensions }: Pick<KeyPackage, "extensions">): boolean =>
  Result.match(componentDataIn(extensions, componentIds.lastResortKeyPackage), {
    onFailure: () => false,
    onSuccess: (data) => data?.length === 0
  })
