import { CommitAdoption } from "@copath/client"
import { Cgka, DeliveryService, MessageProtection, SignatureScheme } from "@copath/contracts"
import type { DeclaredSignatures } from "@copath/lab-core"
import type { Composed } from "@copath/profile-lab"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Declared } from "./probes/probes.ts"

/** A composition with the suite that it is built for. */
export interface Built {
  /** The composition. */
  readonly composed: Composed
  /** A registered cipher suite (RFC 9420, 17.1). */
  readonly suite: number
}

type Services = Cgka | CommitAdoption | DeliveryService | MessageProtection | SignatureScheme

/** Parts that cannot be built together are a defect: whoever asks has run them. */
const asked = <A>({ composed, suite }: Built, question: Effect.Effect<A, never, Services>): Effect.Effect<A> => {
  const below = Layer.mergeAll(composed.suite(suite), composed.parts.provider.entropy, composed.delivery)
  return Effect.orDie(Effect.provide(question, Layer.provideMerge(composed.protocol, below)))
}

/** What a composition declares that decides what a lie of the delivery service can do. */
export const declaredBy = (built: Built): Effect.Effect<Declared> =>
  asked(
    built,
    Effect.gen(function* () {
      const { needs } = yield* MessageProtection
      const { groupSecret } = yield* Cgka
      const { attributable } = (yield* SignatureScheme).facts
      const { ordering } = yield* DeliveryService
      const { waits } = yield* CommitAdoption
      return { needs, groupSecret, attributable, ordering, waits }
    })
  )

/** What a composition's signature scheme says its signatures are worth. */
export const declaredSignatures = (built: Built): Effect.Effect<DeclaredSignatures> =>
  asked(
    built,
    Effect.map(SignatureScheme, ({ facts: { attributable, transferable, verifiers, window } }) => ({
      attributable,
      transferable,
      verifiers,
      ...(window === undefined ? {} : { window: Number(window) })
    }))
  )
