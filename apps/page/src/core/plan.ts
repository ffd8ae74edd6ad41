import { isSuiteId, type SuiteId } from "@copath/contracts"
import { defaultSuite, idleSetting, type NamedPolicy, parsePolicies, type Task, type Workload } from "@copath/lab-core"
import { type Catalog, combinations, type Contestant, profiles } from "@copath/profile-lab"
import { Result } from "effect"
import { most, TooLarge } from "./limits.ts"
import type { Complaint, Wish } from "./wish.ts"
import { type Fitting, workloadWished } from "./workloadWished.ts"

/** What will be run: one task for each composition under each policy. */
export interface Plan {
  readonly tasks: ReadonlyArray<Task>
  readonly compared: ReadonlyArray<Contestant>
  readonly workload: Workload
  readonly seed: string
  /** The command that makes the same result. */
  readonly argv: ReadonlyArray<string>
  /** What the workload is called as a file. */
  readonly fileName: string
  /** Whether that command reads the file. */
  readonly needsFile: boolean
}

/** Reads and judges all that was asked; nothing is run. Every field that is wrong is named. */
export const plan = (parts: Catalog, wish: Wish): Result.Result<Plan, ReadonlyArray<Complaint>> => {
  const workload = workloadWished(wish)
  const compared = contestants(parts, wish)
  const policies = policiesOf(wish.policy)
  const suite: Result.Result<SuiteId, Complaint> = isSuiteId(wish.suite)
    ? Result.succeed(wish.suite)
    : Result.fail({ field: "suite", text: "no such cipher suite" })
  if (Result.isFailure(workload) || Result.isFailure(compared) || Result.isFailure(policies) || Result.isFailure(suite))
    return Result.fail([...complaint(workload), ...complaint(compared), ...complaint(policies), ...complaint(suite)])
  const cells = compared.success.length * policies.success.length
  if (cells > most.cells) return Result.fail([{ field: "compositions", text: new TooLarge({ what: "cells", found: cells }).message }])
  return Result.succeed(planned(wish, workload.success, compared.success, policies.success, suite.success))
}

const complaint = (found: Result.Result<unknown, Complaint>): ReadonlyArray<Complaint> => (Result.isFailure(found) ? [found.failure] : [])

const planned = (
  wish: Wish,
  { arguments: named, fileName, needsFile, workload }: Fitting,
  compared: ReadonlyArray<Contestant>,
  policies: ReadonlyArray<NamedPolicy>,
  suite: SuiteId
): Plan => ({
  compared,
  workload,
  seed: wish.seed,
  fileName,
  needsFile,
  argv: ["lab", "run", ...named, ...flags(wish)],
  tasks: policies.flatMap(({ name, policy }) =>
    compared.map(({ composed, spec }): Task => ({
      spec,
      name: policies.length > 1 ? `${composed.name}, ${name}` : composed.name,
      suite,
      workload,
      policy,
      seed: wish.seed,
      repeat: 0,
      assume: [],
      adversary: wish.adversary,
      trees: true
    }))
  )
})

const contestants = (parts: Catalog, { base, profiles: names, vary }: Wish): Result.Result<ReadonlyArray<Contestant>, Complaint> => {
  const varied = vary.filter(({ ids }) => ids.length > 0)
  if (names.length === 0 && varied.length === 0)
    return Result.fail({ field: "compositions", text: "choose one profile at least, or parts of an axis to compare" })
  const bases = names.length === 0 ? [{}] : profiles.filter(({ name }) => names.includes(name)).map(({ spec }) => spec)
  // So many would be composed before they are counted.
  const combined = varied.reduce((product, { ids }) => product * ids.length, bases.length)
  if (combined > most.cells) return Result.fail({ field: "compositions", text: new TooLarge({ what: "cells", found: combined }).message })
  return Result.mapError(combinations(parts, bases, varied, { provider: base }), ({ message }) => ({
    field: "compositions",
    text: message
  }))
}

const policiesOf = (text: string): Result.Result<ReadonlyArray<NamedPolicy>, Complaint> =>
  Result.gen(function* () {
    const found = new Map<string, NamedPolicy>()
    for (const one of yield* Result.mapError(parsePolicies(text), ({ message }) => ({ field: "policy", text: message }))) {
      const idle = idleSetting(text, one)
      if (idle !== undefined) return yield* Result.fail({ field: "policy", text: idle })
      found.set(one.name, one)
    }
    return [...found.values()]
  })

/** The flags of a command line that asks for the same. */
const flags = ({ adversary, base, policy, profiles: names, seed, suite, vary }: Wish): ReadonlyArray<string> => [
  ...(names.length === 0 ? [] : ["--profile", profiles.flatMap(({ name }) => (names.includes(name) ? [name] : [])).join()]),
  ...vary.flatMap(({ axis, ids }) => (ids.length === 0 ? [] : ["--vary", `${axis}=${ids.join()}`])),
  "--provider",
  base,
  ...(suite === defaultSuite ? [] : ["--suite", String(suite)]),
  ...(policy === "default" ? [] : ["--policy", policy]),
  "--seed",
  seed,
  // With an adversary trees are filmed unless one says otherwise.
  adversary ? "--adversary" : "--trees"
]
