import { SignatureScheme } from "@copath/contracts"
import type { Extension } from "@copath/wire"
import * as Effect from "effect/Effect"
import { MlsError } from "./errors.ts"
import { type RoleChoices, roles } from "./roles.ts"

/** Roles as extensions of the group to be made or changed; refused where signatures do not tell members apart, for anybody could then act as an admin (R033). */
export const grantedRoles: (choices: RoleChoices | undefined) => Effect.Effect<ReadonlyArray<Extension>, MlsError, SignatureScheme> =
  Effect.fnUntraced(function* (choices) {
    if (choices === undefined) return []
    const { facts, id } = yield* SignatureScheme
    if (facts.attributable === "signer") return [roles(choices)]
    const detail = `with signatures of the kind "${id}" any member can act as any other, so roles protect nothing; compose a scheme that signs`
    return yield* new MlsError("SendRejected", "Incompatible", { rule: "V178", detail })
  })
