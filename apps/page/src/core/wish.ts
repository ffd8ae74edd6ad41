import type { Varied } from "@copath/profile-lab"

/** Where a workload comes from: made by name, or read from a text. */
export type WorkloadWish =
  | { readonly kind: "named"; readonly name: string; readonly settings: Readonly<Record<string, string>> }
  | { readonly kind: "text"; readonly name: string; readonly text: string }

/** What somebody asks to be run: a form, filled in. Texts are as they were typed. */
export interface Wish {
  readonly workload: WorkloadWish
  /** How many events are played; empty: all of them. */
  readonly events: string
  /** Names of profiles, each of which is compared. */
  readonly profiles: ReadonlyArray<string>
  /** Each profile is tried with every combination of these. */
  readonly vary: ReadonlyArray<Varied>
  /** A policy's name or text, or several policies in one text. */
  readonly policy: string
  /** Who computes: the id of a provider that {@link bases} names. */
  readonly base: Base
  /** A cipher suite by number. */
  readonly suite: number
  readonly seed: string
  /** Whether an adversary looks on. */
  readonly adversary: boolean
}

/** The providers that a page can compute with: real algorithms in JavaScript, or stand-ins as long as these. */
export const bases = ["noble", "symbolic"] as const
/** One of {@link bases}. */
export type Base = (typeof bases)[number]

/** Something wrong with a field of a {@link Wish}: `set.days` is the setting `days`. */
export interface Complaint {
  readonly field: string
  readonly text: string
}
