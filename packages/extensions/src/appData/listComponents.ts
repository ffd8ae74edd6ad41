import { decode } from "@copath/codec"
import * as Result from "effect/Result"
import { componentIds } from "../codePoints.ts"
import { type ComponentId, isGreaseComponent } from "../components/componentId.ts"
import { componentsList } from "../components/componentsList.ts"
import type { Component } from "./component.ts"

const idsIn = (data: Uint8Array | undefined): ReadonlyArray<ComponentId> | undefined => {
  if (data === undefined) return []
  const list = decode(componentsList, data)
  return Result.isFailure(list) ? undefined : list.success.componentIds
}

/** Required in the group, supported in the leaf. The draft names no form for an update of such a list; here it is the whole new list. */
const listComponent = (id: ComponentId, name: string): Component => ({
  id,
  update: (_, updates) => {
    const last = updates.at(-1)
    const ids = idsIn(last?.data)
    if (last === undefined || ids === undefined) return Result.fail(`the new ${name} is no list of component ids`)
    return ids.some(isGreaseComponent)
      ? Result.fail(`nothing that exists to be ignored can be required by ${name}`)
      : Result.succeed(last.data)
  },
  demands: (inGroup, inLeaf) => {
    const required = idsIn(inGroup)
    if (required === undefined) return `cannot have what ${name} of the group context asks, which does not decode`
    const supported = new Set(idsIn(inLeaf))
    const missing = required.find((component) => !supported.has(component))
    return missing === undefined ? undefined : `does not list component ${missing} in its ${name}, which the group requires`
  }
})

/** Which components members must have (draft-ietf-mls-extensions-09, 5): `app_components`. */
export const appComponents: Component = listComponent(componentIds.appComponents, "app_components")

/** Which components' AAD items members must understand (draft-ietf-mls-extensions-09, 5): `safe_aad`. Its presence in a group turns the framing on. */
export const safeAadComponent: Component = listComponent(componentIds.safeAad, "safe_aad")
