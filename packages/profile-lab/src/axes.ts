import * as Data from "effect/Data"
import type { Axis } from "./part.ts"

/** The axes along which compositions differ, in the order in which they are named. */
export const axes: ReadonlyArray<Axis> = [
  "cgka",
  "double-join",
  "init",
  "shape",
  "schedule",
  "protection",
  "nonce",
  "sender-data",
  "channel",
  "signature",
  "position",
  "signed",
  "algorithm",
  "lengths",
  "aead",
  "integrity",
  "insider",
  "handshake",
  "state",
  "recovery",
  "devices",
  "provider",
  "delivery"
]

/** Axes on which each client may choose for itself; all others name the composition on the wire. */
const beside: ReadonlySet<Axis> = new Set<Axis>(["state", "recovery", "devices", "provider", "delivery"])

/** The axes that name a composition on the wire. */
export const protocolAxes: ReadonlyArray<Axis> = axes.filter((axis) => !beside.has(axis))

/** Whether a string names an axis. */
export const isAxis = (name: string): name is Axis => axes.some((axis) => axis === name)

/** A part for some axes; what these imply and the defaults fill the rest. */
export type Spec = Readonly<Partial<Record<Axis, string>>>

/** A name that is no part, with the names that are. */
export class UnknownPart extends Data.TaggedError("UnknownPart")<{
  readonly axis: string
  readonly name: string
  readonly valid: ReadonlyArray<string>
}> {
  /** The name that was asked for, and all that the axis has, aliases included. */
  override get message(): string {
    return `"${this.name}" is no ${this.axis}; there is: ${this.valid.join(", ")}`
  }
}
