import { decode } from "@copath/codec"
import type { ExtensionKind, LeafNode, ProposalKind, Registry } from "@copath/wire"
import * as Result from "effect/Result"
import { draftExtensionTypes, draftProposalTypes } from "../codePoints.ts"
import type { ComponentId } from "../components/componentId.ts"
import type { Component } from "./component.ts"
import { appDataDictionary, componentDataIn } from "./dictionary.ts"
import { judgeEphemerals } from "./judgeEphemerals.ts"
import { judgeUpdates } from "./judgeUpdates.ts"
import { appComponents, safeAadComponent } from "./listComponents.ts"
import { appDataUpdate, appEphemeral } from "./proposals.ts"

/**
 * Application data in groups, leaves, key packages and GroupInfo (draft-ietf-mls-extensions-09, 4.6 to 4.8): the rows to compose in. `components`: the
 * application's logic; the lists `app_components` and `safe_aad` are known without being told. One id twice is the caller's defect.
 */
export const appData = (components: ReadonlyArray<Component> = []): Partial<Registry> => {
  const known = new Map<ComponentId, Component>()
  for (const component of [appComponents, safeAadComponent, ...components]) {
    if (known.has(component.id)) throw new RangeError(`component ${component.id} is given twice`)
    known.set(component.id, component)
  }
  // Ephemeral data is judged after RFC 9420's own proposals and before updates: the registry's order is that order.
  return { proposals: [ephemeralKind(known), updateKind(known)], extensions: [dictionaryKind(known)] }
}

const manner = {
  pathRequired: false,
  external: true,
  inExternalCommit: "byValue",
  byValue: true,
  publicOnly: false,
  removesSender: false
} as const

const ephemeralKind = (known: ReadonlyMap<ComponentId, Component>): ProposalKind => ({
  ...manner,
  type: draftProposalTypes.appEphemeral,
  name: "app_ephemeral",
  body: appEphemeral,
  judge: judgeEphemerals(known)
})

const updateKind = (known: ReadonlyMap<ComponentId, Component>): ProposalKind => ({
  ...manner,
  type: draftProposalTypes.appDataUpdate,
  name: "app_data_update",
  body: appDataUpdate,
  judge: judgeUpdates(known)
})

const dictionaryKind = (known: ReadonlyMap<ComponentId, Component>): ExtensionKind => ({
  type: draftExtensionTypes.appDataDictionary,
  name: "app_data_dictionary",
  places: ["keyPackage", "leaf", "groupContext", "groupInfo"],
  data: appDataDictionary,
  demands: (data, leaf) => demandOf(known, data, leaf)
})

const demandOf = (known: ReadonlyMap<ComponentId, Component>, data: Uint8Array, { extensions }: LeafNode): string | undefined => {
  const inGroup = decode(appDataDictionary, data)
  if (Result.isFailure(inGroup)) return "cannot have what the group's dictionary asks, which does not decode"
  for (const { componentId, data: asked } of inGroup.success.componentData) {
    const demands = known.get(componentId)?.demands
    if (demands === undefined) continue
    const own = componentDataIn(extensions, componentId)
    const lacking = Result.isFailure(own) ? "holds a dictionary that does not decode" : demands(asked, own.success)
    if (lacking !== undefined) return lacking
  }
  return undefined
}
