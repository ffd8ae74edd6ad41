import { equalBytes, PskStore, Secret } from "@copath/contracts"
import type { PreSharedKeyId } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { EpochState } from "./state.ts"

/** Finds the value of a pre-shared key; `undefined` when it is not at hand. */
export type PskSource = (id: PreSharedKeyId) => Effect.Effect<Secret | undefined>

/** How stores name an id. */
export const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("")

/**
 * External keys come from the `PskStore`, if the program has one; resumption keys of this group from the epochs that the state still remembers
 * (RFC 9420, 8.4 and 8.6).
 */
export const pskSource: (state: Pick<EpochState, "context" | "past" | "secrets"> | undefined) => Effect.Effect<PskSource> =
  Effect.fnUntraced(function* (state) {
    const store = yield* Effect.serviceOption(PskStore)
    const external = (pskId: Uint8Array): Effect.Effect<Secret | undefined> =>
      Option.isNone(store)
        ? Effect.succeed(undefined)
        : Effect.match(store.value.get(hexOf(pskId)), {
            onFailure: () => undefined,
            onSuccess: (found) => (Option.isSome(found) ? new Secret(found.value.slice()) : undefined)
          })
    return (id) => (id._tag === "external" ? external(id.pskId) : Effect.succeed(state === undefined ? undefined : remembered(state, id)))
  })

const remembered = (
  state: Pick<EpochState, "context" | "past" | "secrets">,
  id: Extract<PreSharedKeyId, { _tag: "resumption" }>
): Secret | undefined => {
  if (!equalBytes(id.pskGroupId, state.context.groupId)) return undefined
  if (id.pskEpoch === state.context.epoch) return state.secrets.resumption
  return state.past.find((e) => e.epoch === id.pskEpoch)?.resumption
}
