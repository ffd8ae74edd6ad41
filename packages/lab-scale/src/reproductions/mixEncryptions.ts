import { applyPolicy, type CommitStep, neverPolicy, seeded, type Step, type Workload } from "@copath/lab-core"
import type { Composed } from "@copath/profile-lab"
import * as Effect from "effect/Effect"
import type { ScaleRefused } from "../refused.ts"
import { scaleCell } from "../scaleCell.ts"

/** A mix of updates, adds and removes (`churn`, `admin-churn`), to be counted as the literature counts it. */
export interface Mixing {
  /** The parts, with the provider `counting`. */
  readonly composed: Composed
  /** A cipher suite by number. */
  readonly suite: number
  /** Who does what; it begins with the group's creation. */
  readonly workload: Workload
  /** Fixes all randomness, the founders' places in the tree included. */
  readonly seed: string
  /** Members whose encryptions are told apart from those of all others; nobody unless it is said. */
  readonly managers?: ReadonlySet<string>
}

/** Encryptions under public keys: those of a commit's path, and one to each newcomer. Decryptions are nobody's here. */
export interface MixEncryptions {
  /** Adds, removes and updates. */
  readonly operations: number
  /** The mean of all operations. */
  readonly perOperation: number
  /** The mean of an add. */
  readonly perAdd: number
  /** The mean of a remove. */
  readonly perRemove: number
  /** The mean of an update. */
  readonly perUpdate: number
  /** Whoever was ever in the group. */
  readonly members: number
  /** All encryptions over `members`. */
  readonly perMember: number
  /** Those of managers over the number of managers; 0 where there is none. */
  readonly perManager: number
  /** Those of all others over their number. */
  readonly perOther: number
}

type Kind = "add" | "remove" | "rekey"

const isOperation = (step: Step): step is CommitStep & { readonly do: Kind } =>
  step.do === "add" || step.do === "remove" || step.do === "rekey"

/**
 * The encryptions of a mix of operations by the composition's own engine, in a group in which every parent has a key to begin with and whose founders sit in the tree in an
 * order by lot: whoever adds, removes or updates most often is no neighbour of the others that do.
 */
export const mixEncryptions = Effect.fnUntraced(function* ({
  composed,
  managers = new Set(),
  seed,
  suite,
  workload
}: Mixing): Effect.fn.Return<MixEncryptions, ScaleRefused> {
  const steps = seated(applyPolicy(workload, neverPolicy, seed), seed)
  const spent: Record<Kind, number> = { add: 0, remove: 0, rekey: 0 }
  const times: Record<Kind, number> = { add: 0, remove: 0, rekey: 0 }
  const ever = new Set<string>(workload.header.members)
  let byManagers = 0
  let before = 0
  yield* scaleCell({
    composed,
    suite,
    history: { name: workload.header.name, steps },
    seed,
    founded: "filled",
    joiners: 0,
    receivers: false,
    onProgress: (done, _total, { adds, ciphertexts }) => {
      const step = steps[done - 1]
      const sealed = ciphertexts + adds - before
      before += sealed
      if (step === undefined || !isOperation(step)) return
      spent[step.do] += sealed
      times[step.do]++
      for (const name of step.add) ever.add(name)
      if (managers.has(step.by)) byManagers += sealed
    }
  })
  const all = spent.add + spent.remove + spent.rekey
  const operations = times.add + times.remove + times.rekey
  const encryptions: MixEncryptions = {
    operations,
    perOperation: all / operations,
    perAdd: spent.add / times.add,
    perRemove: spent.remove / times.remove,
    perUpdate: spent.rekey / times.rekey,
    members: ever.size,
    perMember: all / ever.size,
    perManager: managers.size === 0 ? 0 : byManagers / managers.size,
    perOther: (all - byManagers) / (ever.size - managers.size)
  }
  return encryptions
})

/** The same steps, with the founders in the tree's leaves by lot. */
const seated = (steps: ReadonlyArray<Step>, seed: string): ReadonlyArray<Step> => {
  const [create, ...rest] = steps
  if (create?.do !== "create") return steps
  const [by = "", ...others] = seeded(seed, "places").shuffled([create.by, ...create.with])
  return [{ ...create, by, with: others }, ...rest]
}
