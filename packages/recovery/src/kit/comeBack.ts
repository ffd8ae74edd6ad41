import { type Failure, type Lost, Recovery, type Return } from "@copath/client"
import { PskStore } from "@copath/contracts"
import { externalPsk, type GroupServices, resumptionName, resumptionPsk, storedName } from "@copath/group"
import { leafIndex } from "@copath/tree-math"
import type { PreSharedKeyId } from "@copath/wire"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Demanded, RejoinKit } from "./kit.ts"

/** Comes back by the `Recovery` at hand with an opened kit and nothing else. `groupInfo`: asks somebody for that of the present epoch. */
export const comeBackWith: (
  kit: RejoinKit,
  groupInfo: Lost["groupInfo"]
) => Effect.Effect<Return | undefined, Failure, GroupServices | Recovery> = Effect.fnUntraced(function* (
  kit: RejoinKit,
  groupInfo: Lost["groupInfo"]
) {
  const { comeBack } = yield* Recovery
  const { credential, demanded, leaf, seen, signatureKey } = kit
  const lost = { identity: { credential, signatureKey }, leaf: leafIndex(leaf), seen, groupInfo }
  if (demanded === undefined) return yield* comeBack(lost)
  const id = yield* idOf(kit, demanded)
  return yield* Effect.provideService(comeBack({ ...lost, psks: [id] }), PskStore, holding(nameOf(id), demanded))
})

const idOf = ({ groupId }: RejoinKit, demanded: Demanded): Effect.Effect<PreSharedKeyId, never, GroupServices> =>
  demanded._tag === "external" ? externalPsk(demanded.pskId) : resumptionPsk(groupId, demanded.epoch)

const nameOf = (id: PreSharedKeyId): string => (id._tag === "resumption" ? resumptionName(id.pskGroupId, id.pskEpoch) : storedName(id))

/** A store with the kit's key in it; the program's own, if it has one, stays as it is. */
const holding = (name: string, { secret }: Demanded): PskStore["Service"] => ({
  get: (id) => Effect.sync(() => (id === name ? Option.some(secret.expose().slice()) : Option.none())),
  put: () => Effect.void,
  remove: () => Effect.void
})
