import { decode } from "@copath/codec"
import { equalBytes } from "@copath/contracts"
import { type Extension, type KindObjection, type KindQuestion, requiredIn, type Sender } from "@copath/wire"
import * as Result from "effect/Result"
import { draftExtensionTypes, draftProposalTypes } from "../codePoints.ts"
import type { ComponentId } from "../components/componentId.ts"
import type { Component } from "./component.ts"
import { type ComponentData, entriesIn, withEntries } from "./dictionary.ts"
import { type AppDataUpdate, appDataUpdate } from "./proposals.ts"

interface Listed {
  readonly at: number
  readonly update: AppDataUpdate
  readonly sender: Sender
}
type Verdict<A> = Result.Result<A, KindObjection>

const no = (at: number | undefined, detail: string): Verdict<never> => Result.fail({ at, detail })

/** The rules of AppDataUpdate (draft-ietf-mls-extensions-09, 4.7), and the extensions that follow. Asked of every commit. */
export const judgeUpdates =
  (components: ReadonlyMap<ComponentId, Component>) =>
  ({ after, before, proposals }: KindQuestion): Verdict<ReadonlyArray<Extension>> => {
    if (!sameDictionary(before, after) && demanded(before)) {
      return no(undefined, "the group requires AppDataUpdate, so GroupContextExtensions must leave app_data_dictionary as it is")
    }
    if (proposals.length === 0) return Result.succeed(after)
    const present = entriesIn(after)
    if (Result.isFailure(present)) return no(undefined, `app_data_dictionary does not decode: ${present.failure.message}`)

    const byComponent = new Map<ComponentId, Array<Listed>>()
    for (const { at, body, sender } of proposals) {
      const update = decode(appDataUpdate, body)
      if (Result.isFailure(update)) return no(at, `proposal ${at} is no AppDataUpdate: ${update.failure.message}`)
      const { componentId } = update.success
      const list = byComponent.get(componentId) ?? []
      byComponent.set(componentId, [...list, { at, update: update.success, sender }])
    }
    let entries: ReadonlyArray<ComponentData> = present.success
    for (const [id, list] of byComponent) {
      const next = applied(components.get(id), id, list, entries)
      if (Result.isFailure(next)) return Result.fail(next.failure)
      entries = next.success
    }
    return Result.succeed(withEntries(after, entries))
  }

/** One component's proposals: a single `remove`, or `update`s alone, which its own logic turns into new data. */
const applied = (
  component: Component | undefined,
  id: ComponentId,
  list: ReadonlyArray<Listed>,
  entries: ReadonlyArray<ComponentData>
): Verdict<ReadonlyArray<ComponentData>> => {
  const [{ at, sender }] = list as [Listed]
  if (component === undefined) return no(at, `proposal ${at} is for component ${id}, which this application does not know`)
  const others = entries.filter((e) => e.componentId !== id)
  const current = entries.find((e) => e.componentId === id)?.data
  const removal = list.find(({ update }) => update._tag === "remove")
  if (removal === undefined) {
    const updates = list.flatMap(({ sender: by, update }) => (update._tag === "update" ? [{ data: update.update, sender: by }] : []))
    const data = component.update?.(current, updates) ?? Result.fail("it takes no updates")
    return Result.isFailure(data)
      ? no(at, `component ${id} refuses the update: ${data.failure}`)
      : Result.succeed([...others, { componentId: id, data: data.success }])
  }
  if (list.length > 1) return no(removal.at, `proposal ${removal.at} removes the state of component ${id}, which another one changes too`)
  if (current === undefined) return no(at, `proposal ${at} removes the state of component ${id}, which has none`)
  const refusal = component.remove?.(current, sender)
  return refusal === undefined ? Result.succeed(others) : no(at, `component ${id} keeps its state: ${refusal}`)
}

const dictionaryOf = (extensions: ReadonlyArray<Extension>): Uint8Array | undefined =>
  extensions.find((e) => e.extensionType === draftExtensionTypes.appDataDictionary)?.extensionData

const sameDictionary = (before: ReadonlyArray<Extension>, after: ReadonlyArray<Extension>): boolean => {
  const [a, b] = [dictionaryOf(before), dictionaryOf(after)]
  return a === undefined || b === undefined ? a === b : equalBytes(a, b)
}

/** Whether the group requires its members to know AppDataUpdate (RFC 9420, 11.1). */
const demanded = (extensions: ReadonlyArray<Extension>): boolean =>
  Result.match(requiredIn(extensions), {
    onFailure: () => false,
    onSuccess: ({ proposalTypes }) => proposalTypes.includes(draftProposalTypes.appDataUpdate)
  })
