import { AuthenticationService } from "@copath/contracts"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { IdentityRegistry, makeRegistry, type Registration } from "./directory.ts"
import { validate, type Vouch } from "./identity.ts"

const service = (vouch: Vouch): AuthenticationService["Service"] => ({
  validate: (batch) => Effect.suspend(() => Effect.fromResult(validate(batch, vouch)))
})

/** Takes every basic credential at its word: any identity, any key. It vouches for nothing; for tests, demonstrations and trust by other means. */
export const layer: Layer.Layer<AuthenticationService> = Layer.succeed(
  AuthenticationService,
  service(() => true)
)

/** Accepts registered pairs of identity and signature key only (V088); the registry beside it takes in more. */
export const directory = (registrations: Iterable<Registration> = []): Layer.Layer<AuthenticationService | IdentityRegistry> =>
  Layer.effectContext(
    Effect.sync(() => {
      const registry = makeRegistry(registrations)
      return Context.make(IdentityRegistry, registry).pipe(Context.add(AuthenticationService, service(registry.holds)))
    })
  )
