import { EpochExporter, type Secret } from "@copath/contracts"
import type { GroupState } from "@copath/group"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import type { ComponentId } from "../components/componentId.ts"

/**
 * No secret for this component. `Taken`: it was taken in this epoch already and is gone; `NotComposed`: this composition has no safe exporter, or had none when
 * the epoch began.
 */
export class ExportRefused extends Data.TaggedError("ExportRefused")<{
  readonly reason: "Taken" | "NotComposed"
  readonly component: ComponentId
}> {}

/** A component's secret of this epoch, and the state that can no longer give it. */
export interface SafeExported {
  /** Nh bytes that every member of this epoch can take once; the caller's to wipe. */
  readonly secret: Secret
  /** Write it down before the secret is used: a crash then loses the secret, and never keeps what should be gone. */
  readonly state: GroupState
  /** To be wiped once `state` is written down. */
  readonly retired: ReadonlyArray<Secret>
}

/** `SafeExportSecret` (draft-ietf-mls-extensions-09, 4.4): a component's secret of this epoch, once. */
export const safeExport: (state: GroupState, component: ComponentId) => Effect.Effect<SafeExported, ExportRefused> = Effect.fnUntraced(
  function* (state: GroupState, component: ComponentId) {
    if (!Number.isInteger(component) || component < 0 || component > 0xffff) {
      return yield* Effect.die(new RangeError(`${component} is no component id`))
    }
    const exporter = yield* EpochExporter
    if (exporter === undefined || state.exporter === undefined) return yield* new ExportRefused({ reason: "NotComposed", component })
    const taken = exporter.take(state.exporter, component)
    if (taken === undefined) return yield* new ExportRefused({ reason: "Taken", component })
    return { secret: taken.secret, state: { ...state, exporter: taken.state }, retired: taken.retired }
  }
)
