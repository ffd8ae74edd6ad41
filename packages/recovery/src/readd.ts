import { type Lost, Recovery, type Return } from "@copath/client"
import { makeKeyPackage } from "@copath/group"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { bare, resumeBare } from "./bare.ts"

/**
 * Who lost its state makes a fresh key package, and a member commits the removal of the old leaf and the addition of the new one together: removals come first
 * (RFC 9420, 12.4.2), so the newcomer is put at the leftmost blank leaf, which is the old one where none was free before. Nothing is needed of the key schedule, and a
 * person can say no.
 */
export const readd: Layer.Layer<Recovery> = Layer.succeed(Recovery, {
  id: "readd",
  needs: { externalJoin: false, authors: false },
  begin: bare,
  resume: resumeBare,
  comeBack: Effect.fnUntraced(function* ({ identity }: Lost) {
    const { message, secrets } = yield* makeKeyPackage(identity)
    return { _tag: "byAnother", keyPackage: message, secrets } satisfies Return
  })
})
