import type { Codec } from "@copath/codec"
import * as Context from "effect/Context"
import type { Opaque } from "./opaque.ts"
import type { Secret } from "./secret.ts"

/** What is left of one epoch's exporter after what was taken from it. */
export type ExporterState = Opaque<"ExporterState">

/** A secret taken from an exporter, which cannot give it again. */
export interface Exported {
  /** Nh bytes, the caller's to wipe. */
  readonly secret: Secret
  /** What is left; the secret cannot be computed from it. */
  readonly state: ExporterState
  /** To be wiped once `state` is written down. */
  readonly retired: ReadonlyArray<Secret>
}

/**
 * An exporter that forgets what it gave (draft-ietf-mls-extensions-09, section 4.4), where `MLS-Exporter` (RFC 9420, 8.5) could repeat it all epoch
 * long. The engine starts one with each epoch, keeps its state and drops it with the epoch.
 */
export interface ForwardSecureExporter {
  /** The option id, such as `punctured-tree`. */
  readonly id: string
  /** How the engine writes a state down; what was taken must not be in the bytes either. */
  readonly stateCodec: Codec<ExporterState>
  /** The exporter of a new epoch. Takes `root`, the epoch's `application_export_secret`, over: nobody else may keep it. */
  readonly start: (root: Secret) => ExporterState
  /** The secret of a component, 0 to 65535; `undefined` if it was taken before. The state given in is left as it was. */
  readonly take: (state: ExporterState, component: number) => Exported | undefined
  /** Every secret in a state, for one that is given up. */
  readonly secrets: (state: ExporterState) => ReadonlyArray<Secret>
}

/** The exporter as a service. By default there is none: nothing is derived, kept or written for it. */
export const EpochExporter = Context.Reference<ForwardSecureExporter | undefined>("@copath/contracts/EpochExporter", {
  defaultValue: () => undefined
})
