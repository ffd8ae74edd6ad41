import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** A service with one thing changed, under an id of its own. What it is made of is kept: whoever changes nothing has the same part. */
export const changed = <Id, Service extends { readonly id: string }, Needs>(
  key: Context.Key<Id, Service>,
  layer: Layer.Layer<Id, never, Needs>,
  id: string,
  change: (service: Service) => Partial<Service>
): Layer.Layer<Id, never, Needs> =>
  Layer.effect(
    key,
    Effect.map(key, (service): Service => ({ ...service, ...change(service), id }))
  ).pipe(Layer.provide(layer))
