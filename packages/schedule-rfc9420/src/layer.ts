import { CipherSuite, Entropy, KeySchedule } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { joinEpoch, nextEpoch, welcomeSecret } from "./epoch.ts"
import { exportSecret } from "./exporter.ts"
import { admit, enter, externalKeyPair } from "./external.ts"
import { pskSecret } from "./psk.ts"

/** The key schedule of RFC 9420, section 8. */
export const layer: Layer.Layer<KeySchedule, never, CipherSuite | Entropy> = Layer.effect(
  KeySchedule,
  Effect.gen(function* () {
    const suite = yield* CipherSuite
    const { secret: random } = yield* Entropy
    return KeySchedule.of({
      id: "rfc9420",
      chained: true,
      psk: (list) => pskSecret(suite, list),
      next: (input) => Effect.sync(() => nextEpoch(suite, input)),
      join: (input) => Effect.sync(() => joinEpoch(suite, input)),
      welcome: (handoff, psk) => welcomeSecret(suite, handoff, psk),
      export: (epoch, label, context, length) => exportSecret(suite, epoch, label, context, length),
      external: Option.some({
        publicKey: (epoch) => externalKeyPair(suite, epoch).publicKey,
        enter: (publicKey) => Effect.suspend(() => Effect.fromResult(enter(suite, random, publicKey))),
        admit: (epoch, kemOutput) => Effect.suspend(() => Effect.fromResult(admit(suite, epoch, kemOutput)))
      })
    })
  })
)
