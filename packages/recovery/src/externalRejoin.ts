import { type Lost, Recovery, type Return } from "@copath/client"
import { externalJoin } from "@copath/group"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { bare, resumeBare } from "./bare.ts"

/**
 * Who lost its state joins from outside, in the place of its old leaf (RFC 9420, 12.4.3.2): the identity key and the present epoch's GroupInfo are enough, and no
 * member has to do anything. Whoever has that key can do the same; so every member is told, and a `GroupPolicy` may demand a pre-shared key (`Lost.psks`).
 */
export const externalRejoin: Layer.Layer<Recovery> = Layer.succeed(Recovery, {
  id: "external-rejoin",
  needs: { externalJoin: true, authors: false },
  begin: bare,
  resume: resumeBare,
  comeBack: Effect.fnUntraced(function* ({ groupInfo, identity, psks = [], seen }: Lost) {
    const newest = seen === undefined ? {} : { seen }
    const joined = yield* externalJoin({ groupInfo: yield* groupInfo, identity, resync: true, psks, ...newest })
    return { _tag: "byItself", ...joined } satisfies Return
  })
})
