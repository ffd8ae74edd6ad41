import type { WorkloadEvent } from "../workload/workload.ts"

/** When a step happens, and what it comes from. */
export interface Origin {
  /** Milliseconds of virtual time. Never earlier than the step before. */
  readonly t: number
  /** The index, in the workload, of the event that was at hand; `lineOf` gives its line. */
  readonly event: number
  /** Whether people did this, or only the policy wants it. */
  readonly cause: "workload" | "policy"
}

/** One commit. `rekey` changes nobody; `change` adds and removes. `by` is a member before and after it, and in neither list. */
export interface CommitStep extends Origin {
  /** Which it is; `add` has no removes, `remove` no adds. */
  readonly do: "add" | "remove" | "change" | "rekey"
  /** Who commits. */
  readonly by: string
  /** Who joins, by name. */
  readonly add: ReadonlyArray<string>
  /** Who leaves, by name. */
  readonly remove: ReadonlyArray<string>
  /** How often it may be made in all, if others' commits come first; 1: it is dropped when it is rejected. */
  readonly tries: number
}

/** What a runner does next, with every question of who and when answered. */
export type Step =
  /** A group begins. If there was one before, its `end` has been. */
  | (Origin & { readonly do: "create"; readonly by: string; readonly with: ReadonlyArray<string> })
  | CommitStep
  /** New keys are announced; the next commit, by another, puts them in force. */
  | (Origin & { readonly do: "propose"; readonly by: string })
  | (Origin & { readonly do: "say"; readonly by: string; readonly size: number })
  /** From here on messages wait for this member, until it is online again. Nobody acts while offline. */
  | (Origin & { readonly do: "offline" | "online"; readonly by: string })
  /** The next text to this member will not open; or its devices lose everything but who they are. */
  | (Origin & { readonly do: "miss" | "lose"; readonly by: string })
  /** The last member leaves, and nobody is left to commit it: the group is given up. */
  | (Origin & { readonly do: "end"; readonly by: string })
  /** For runners that know attackers, partitions and expectations: the event as it stands. */
  | (Origin & { readonly do: "note"; readonly note: Extract<WorkloadEvent, { readonly do: "compromise" | "partition" | "expect" }> })
