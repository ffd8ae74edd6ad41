import type { Spec } from "./composition.ts"

/** A named composition. */
export interface Profile {
  /** What a command line takes, such as `rfc9420`. */
  readonly name: string
  /** One line for people. */
  readonly title: string
  /** The parts that differ from the defaults. */
  readonly spec: Spec
}

/** Compositions worth a name. */
export const profiles: ReadonlyArray<Profile> = [
  { name: "rfc9420", title: "RFC 9420, strict", spec: {} },
  {
    name: "art-group-chain",
    title: "The summer of 2018: ART, and one key chain for the group",
    spec: { cgka: "art", protection: "group-chain" }
  },
  { name: "flat", title: "The yardstick: one encryption per member", spec: { cgka: "mkem" } },
  { name: "ephemeral", title: "TreeKEM with short-lived signature keys", spec: { signature: "eph-certified" } }
]
