import { decode } from "@copath/codec"
import type { Extension, KindObjection, KindQuestion } from "@copath/wire"
import * as Result from "effect/Result"
import { type ComponentId, isGreaseComponent } from "../components/componentId.ts"
import type { Component } from "./component.ts"
import { appEphemeral } from "./proposals.ts"

/**
 * The rules of AppEphemeral (draft-ietf-mls-extensions-09, 4.8). Of unknown components the draft asks both that they be refused (4.8) and that they be
 * ignored (5.1): here the eight reserved values are ignored, all others refused.
 */
export const judgeEphemerals =
  (components: ReadonlyMap<ComponentId, Component>) =>
  ({ after, proposals }: KindQuestion): Result.Result<ReadonlyArray<Extension>, KindObjection> => {
    for (const { at, body, sender } of proposals) {
      const decoded = decode(appEphemeral, body)
      if (Result.isFailure(decoded)) return Result.fail({ at, detail: `proposal ${at} is no AppEphemeral: ${decoded.failure.message}` })
      const { componentId, data } = decoded.success
      if (isGreaseComponent(componentId)) continue
      const component = components.get(componentId)
      if (component === undefined) {
        return Result.fail({ at, detail: `proposal ${at} is for component ${componentId}, which this application does not know` })
      }
      const refusal = component.ephemeral === undefined ? "it takes no data with a commit" : component.ephemeral({ data, sender })
      if (refusal !== undefined)
        return Result.fail({ at, detail: `component ${componentId} refuses the data of proposal ${at}: ${refusal}` })
    }
    return Result.succeed(after)
  }
