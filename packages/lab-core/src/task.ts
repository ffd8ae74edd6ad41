import type { SuiteId } from "@copath/contracts"
import type { Spec } from "@copath/profile-lab"
import type { Policy } from "./policy/policy.ts"
import type { SeizedStates } from "./result/security.ts"
import type { Workload } from "./workload/workload.ts"

/** The suite that every client must have (RFC 9420, 17.1), where none is asked for. */
export const defaultSuite: SuiteId = 1

/** How the adversary of a cell seizes states. */
export interface Seizing {
  /** How much of a state. */
  readonly takes: SeizedStates["takes"]
  /** How well members delete: at once, so many states later, or never. */
  readonly deletion: "ideal" | "none" | { readonly delayed: number }
}

/** One cell to run, as plain data: it can be handed to another thread. */
export interface Task {
  /** Of its composition; the catalog fills what it leaves out. */
  readonly spec: Spec
  /** For people who wait. */
  readonly name: string
  /** A registered cipher suite (RFC 9420, 17.1). */
  readonly suite: SuiteId
  /** What people do. */
  readonly workload: Workload
  /** When clients renew keys, and who commits. */
  readonly policy: Policy
  /** Of the whole comparison. */
  readonly seed: string
  /** From 0; mixed into the seed. */
  readonly repeat: number
  /** Names of threat models. */
  readonly assume: ReadonlyArray<string>
  /** Whether an adversary looks on, in a run of its own beside the one that is timed. */
  readonly adversary: boolean
  /** How it seizes states; all that they hold, with ideal deletion, unless it is said. */
  readonly seizing?: Seizing
  /** Whether the delivery service also lies to the composition, in runs of their own. */
  readonly probes?: boolean
  /** Whether the public tree is filmed, where it has few enough leaves. Where an adversary looks on, with who holds its secrets and to whom they fall. */
  readonly trees?: boolean
}
