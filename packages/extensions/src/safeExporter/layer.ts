import { CipherSuite, EpochExporter, type ForwardSecureExporter, type Suite } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { closed, secretsIn, take } from "./exporterTree.ts"
import { stateCodec, unwrap, wrap } from "./state.ts"

/** The exporter tree of draft-ietf-mls-extensions-09, 4.4, over a suite. */
export const puncturedTree = (suite: Suite): ForwardSecureExporter => ({
  id: "punctured-tree",
  stateCodec,
  start: (root) => wrap(closed(root)),
  take: (state, component) => {
    const taken = take(suite, unwrap(state), component)
    return taken === undefined ? undefined : { secret: taken.secret, state: wrap(taken.tree), retired: taken.retired }
  },
  secrets: (state) => secretsIn(unwrap(state))
})

/** Turns the safe exporter on: one more secret is derived each epoch, and its punctured tree becomes part of the written state. */
export const safeExporter: Layer.Layer<never, never, CipherSuite> = Layer.effect(EpochExporter, Effect.map(CipherSuite, puncturedTree))
