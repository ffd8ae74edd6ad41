import { AuthenticationService, Cgka, CredentialRefused, CryptoFailure, KeySchedule, MessageProtection } from "@copath/contracts"
import { it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import { adopt, commit, joinGroup, persistKeyPackage, receive } from "../../src/index.ts"
import { services } from "../parts.ts"
import { four, keyPackageFor } from "../story.ts"

it.effect("V263: a join that fails, at whatever step, leaves the key package as it was: the Welcome may be taken after all", () =>
  Effect.gen(function* () {
    const story = yield* four()
    const { keyPackage, secrets } = yield* keyPackageFor("erin")
    const made = yield* commit(story.at("alice"), { add: [keyPackage], path: true })
    const join = joinGroup({ welcome: made.welcome ?? new Uint8Array(0), keyPackage: secrets })
    const broken = Effect.fail(new CryptoFailure({ operation: "a step on the way" }))
    const unanswered = Effect.fail(new CredentialRefused({ reason: "Unavailable", index: 0 }))
    const before = yield* persistKeyPackage(secrets)
    const failing = [
      Effect.provideService(join, AuthenticationService, { ...(yield* AuthenticationService), validate: () => unanswered }),
      Effect.provideService(join, Cgka, { ...(yield* Cgka), join: () => broken }),
      Effect.provideService(join, KeySchedule, { ...(yield* KeySchedule), join: () => broken }),
      Effect.provideService(join, MessageProtection, { ...(yield* MessageProtection), start: () => broken }),
      joinGroup({ welcome: made.welcome ?? new Uint8Array(0), keyPackage: secrets, holds: () => true })
    ]
    for (const one of failing) {
      yield* Effect.flip(one)
      expect(yield* persistKeyPackage(secrets)).toEqual(before)
    }
    const erin = yield* join
    // A member in full: the next commit is taken.
    const next = yield* commit((yield* adopt(made.state)).state)
    expect((yield* receive(erin, next.message))._tag).toBe("commit")
  }).pipe(Effect.provide(services(1)))
)
