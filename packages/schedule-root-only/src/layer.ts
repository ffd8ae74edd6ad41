import { CipherSuite, KeySchedule } from "@copath/contracts"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { joinEpoch, rootEpoch, welcomeSecret } from "./epoch.ts"
import { exportSecret } from "./exporter.ts"
import { pskSecret } from "./psk.ts"

/** Each epoch from its own commit secret: the control that shows what a chain is for. There is no init secret, and so no external initialisation. */
export const layer: Layer.Layer<KeySchedule, never, CipherSuite> = Layer.effect(
  KeySchedule,
  Effect.map(CipherSuite, (suite) =>
    KeySchedule.of({
      id: "root-only",
      chained: false,
      psk: (list) => pskSecret(suite, list),
      next: (input) => Effect.sync(() => rootEpoch(suite, input)),
      join: (input) => Effect.sync(() => joinEpoch(suite, input)),
      welcome: (handoff, psk) => welcomeSecret(suite, handoff, psk),
      export: (epoch, label, context, length) => exportSecret(suite, epoch, label, context, length),
      external: Option.none()
    })
  )
)
