import { axes, type Catalog, catalog, type Composed } from "@copath/profile-lab"
import { Effect, Schema } from "effect"
import type { Measuring } from "../figure.ts"
import { NotMeasured } from "../notMeasured.ts"

/** A curve of ours: what it is called, and the parts that differ from RFC 9420's. */
export const Curve = Schema.Struct({
  name: Schema.String,
  parts: Schema.Record(Schema.Literals(axes), Schema.optionalKey(Schema.String))
})
/** See the schema of the same name. */
export type Curve = typeof Curve.Type

const parts: Catalog = catalog()

/** A curve's composition on the provider that hardly computes: its operations and bytes are those of real members. */
export const composed = ({ name, parts: chosen }: Curve, at: Pick<Measuring, "file">): Effect.Effect<Composed, NotMeasured> =>
  Effect.fromResult(parts.compose({ ...chosen, provider: "counting" })).pipe(
    Effect.mapError(({ message }) => new NotMeasured({ file: at.file, what: name, reason: message }))
  )

/** Where a row's numbers come from. */
export type Source = "published" | "measured"

/** The suite of all runs: X25519, AES-128-GCM, SHA-256, Ed25519. */
export const SUITE = 1
