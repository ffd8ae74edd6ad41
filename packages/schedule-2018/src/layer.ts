import { CipherSuite, Entropy, KeySchedule } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { addKeyPair, admit, enter } from "./addKey.ts"
import { joinEpoch, nextEpoch, welcomeSecret } from "./epoch.ts"
import { exportSecret } from "./exporter.ts"
import { d00, type Form } from "./form.ts"
import { pskSecret } from "./psk.ts"

/** The key schedule of one of the drafts 00 to 07: `schedule2018(d05)`. */
export const schedule2018 = (form: Form): Layer.Layer<KeySchedule, never, CipherSuite | Entropy> =>
  Layer.effect(
    KeySchedule,
    Effect.gen(function* () {
      const suite = yield* CipherSuite
      const { secret: random } = yield* Entropy
      return KeySchedule.of({
        id: form.id,
        chained: true,
        psk: (list) => pskSecret(suite, form, list),
        next: (input) => Effect.sync(() => nextEpoch(suite, form, input)),
        join: (input) => Effect.sync(() => joinEpoch(suite, form, input)),
        welcome: (handoff, psk) => welcomeSecret(suite, form, handoff, psk),
        export: (epoch, label, context, length) => exportSecret(suite, form, epoch, label, context, length),
        external:
          form.own.external === undefined
            ? Option.none()
            : Option.some({
                publicKey: (epoch) => addKeyPair(suite, epoch).publicKey,
                enter: (publicKey) => Effect.suspend(() => Effect.fromResult(enter(suite, form, random, publicKey))),
                admit: (epoch, kemOutput) => Effect.suspend(() => Effect.fromResult(admit(suite, form, epoch, kemOutput)))
              })
      })
    })
  )

/** The first draft's key schedule, and the one with an add key: external joins work. */
export const layer: Layer.Layer<KeySchedule, never, CipherSuite | Entropy> = schedule2018(d00)
