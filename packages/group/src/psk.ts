import { equalBytes, PskStore, Secret } from "@copath/contracts"
import { type CustomPreSharedKeyId, type PreSharedKeyId, resumptionUsages } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Origin } from "./origin.ts"
import { type GroupServices, type Parts, parts } from "./parts.ts"
import type { EpochState } from "./state.ts"

/** Finds the value of a pre-shared key; `undefined` when it is not at hand. */
export type PskSource = (id: PreSharedKeyId) => Effect.Effect<Secret | undefined>

/** How stores name an id. */
export const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("")

/** By what name a `PskStore` holds an external key, or one of a registered type: its id in hex, behind the type of such a one. */
export const storedName = (id: Exclude<PreSharedKeyId, { _tag: "resumption" }>): string =>
  id._tag === "external" ? hexOf(id.pskId) : `${id.pskType}:${hexOf(id.body)}`

/** By what name a `PskStore` holds the resumption secret of a group that is not the one at hand (8.6). */
export const resumptionName = (groupId: Uint8Array, epoch: bigint): string => `${hexOf(groupId)}@${epoch}`

/**
 * External keys come from the `PskStore`, if the program has one; resumption keys of this group from the epochs that the state still remembers, of an
 * origin from that, and of other groups from the store, by {@link resumptionName} (RFC 9420, 8.4 and 8.6; V277).
 */
export const pskSource: (state: Remembering | undefined, origin?: Origin) => Effect.Effect<PskSource> = Effect.fnUntraced(function* (
  state: Remembering | undefined,
  origin?: Origin
) {
  const store = yield* Effect.serviceOption(PskStore)
  const stored = (name: string): Effect.Effect<Secret | undefined> =>
    Option.isNone(store)
      ? Effect.succeed(undefined)
      : Effect.match(store.value.get(name), {
          onFailure: () => undefined,
          onSuccess: (found) => (Option.isSome(found) ? new Secret(found.value.slice()) : undefined)
        })
  return (id) => {
    if (id._tag !== "resumption") return stored(storedName(id))
    const known = remembered(state, id) ?? passedOn(origin, id)
    return known === undefined ? stored(resumptionName(id.pskGroupId, id.pskEpoch)) : Effect.succeed(known)
  }
})

type Remembering = Pick<EpochState, "context" | "past" | "secrets">
type ResumptionId = Extract<PreSharedKeyId, { _tag: "resumption" }>

const remembered = (state: Remembering | undefined, id: ResumptionId): Secret | undefined => {
  if (state === undefined || !equalBytes(id.pskGroupId, state.context.groupId)) return undefined
  if (id.pskEpoch === state.context.epoch) return state.secrets.resumption
  return state.past.find((e) => e.epoch === id.pskEpoch)?.resumption
}

const passedOn = (origin: Origin | undefined, id: ResumptionId): Secret | undefined =>
  origin !== undefined && equalBytes(id.pskGroupId, origin.groupId) && id.pskEpoch === origin.epoch ? origin.resumption : undefined

/** An external pre-shared key by its id, with the fresh nonce that each injection needs (8.4; V274). */
export const externalPsk: (pskId: Uint8Array) => Effect.Effect<PreSharedKeyId, never, GroupServices> = Effect.fnUntraced(function* (pskId) {
  return { _tag: "external", pskId, pskNonce: freshNonce(yield* parts) } as const
})

/** A pre-shared key of a registered type, by what names it, with a fresh nonce (8.4; V274). The `PskStore` holds its value under `storedName`. */
export const customPsk: (pskType: number, body: Uint8Array) => Effect.Effect<CustomPreSharedKeyId, never, GroupServices> =
  Effect.fnUntraced(function* (pskType, body) {
    return { _tag: "custom", pskType, body, pskNonce: freshNonce(yield* parts) } as const
  })

/** The resumption secret of an epoch of `groupId`, for use by the application, with a fresh nonce (8.6). */
export const resumptionPsk: (groupId: Uint8Array, epoch: bigint) => Effect.Effect<PreSharedKeyId, never, GroupServices> = Effect.fnUntraced(
  function* (pskGroupId, pskEpoch) {
    const pskNonce = freshNonce(yield* parts)
    return { _tag: "resumption", usage: resumptionUsages.application, pskGroupId, pskEpoch, pskNonce } as const
  }
)

const freshNonce = ({ random, suite }: Parts): Uint8Array => random(suite.kdf.size).expose().slice()
