import { Recovery } from "@copath/client"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { bare, resumeBare } from "./bare.ts"

/** Nothing is done: a text that did not arrive is lost, and who lost its state stays away until the others remove its leaf and invite it like anybody. */
export const none: Layer.Layer<Recovery> = Layer.succeed(Recovery, {
  id: "none",
  needs: { externalJoin: false, authors: false },
  begin: bare,
  resume: resumeBare,
  comeBack: () => Effect.succeed(undefined)
})
