import type { ByRole, Cell, CostMetric, Kind, Role } from "@copath/lab-core"
import { roles, summarize } from "@copath/lab-core"
import { policyNames } from "./policyNames.ts"

/** One composition in one setting, with all its repeats. */
export interface Contender {
  readonly composition: Cell["composition"]
  /** What the report calls it: as `names` says. */
  readonly name: string
  readonly cells: ReadonlyArray<Cell>
  /** Whether it may win: everybody agrees, nobody was lost and nothing failed, in every repeat. */
  readonly sound: boolean
  /** The median over the repeats. */
  readonly value: (of: (cell: Cell) => number) => number
}

/** Whatever has cells: a result, or a study of several. */
export interface Cells {
  readonly cells: ReadonlyArray<Cell>
}

/** Compositions are compared only inside a setting: one workload under one policy. */
export interface Setting {
  readonly id: string
  readonly workload: Cell["workload"]
  /** `called`: what it is called beside the others that are compared. */
  readonly policy: Cell["policy"] & { readonly called: string }
  readonly contenders: ReadonlyArray<Contender>
}

/** The settings of a result, each with its contenders, in the order of the result's cells. */
export const settings = ({ cells: all }: Cells): ReadonlyArray<Setting> => {
  const groups = grouped(all, (cell) => `${cell.workload.name} ${cell.policy.name} ${JSON.stringify(cell.policy.values)}`)
  const policies = policyNames(groups.flatMap(([cell]) => cell?.policy ?? []))
  return groups.flatMap((cells, index) => {
    const [first] = cells
    if (first === undefined) return []
    // What was only counted is no repeat of what was run.
    const compared = grouped(cells, ({ base, composition }) => `${base} ${composition.id}`)
    const bases = new Set(cells.map(({ base }) => base)).size
    const called = names(compared.map(([cell]) => cell?.composition.name ?? "")).map((name, i) =>
      bases === 1 ? name : `${name} (${compared[i]?.[0]?.base ?? ""})`
    )
    const contenders = compared.flatMap((own, i) => contender(own, called[i] ?? ""))
    const policy = { ...first.policy, called: policies[index] ?? first.policy.name }
    return [{ id: `setting-${index + 1}`, workload: first.workload, policy, contenders }]
  })
}

/** The sum of a cost over its roles, or over those given. */
export const costTotal = (cell: Cell, metric: CostMetric, of: ReadonlyArray<Role> = roles): number => rolesTotal(cell.cost[metric], of)

export const rolesTotal = (byRole: ByRole | undefined, of: ReadonlyArray<Role> = roles): number =>
  of.reduce((sum, role) => sum + (byRole?.[role]?.total ?? 0), 0)

/** The cost of one envelope of a kind, in bytes: the median of the role that sends it most. */
export const envelopeBytes = (cell: Cell, kind: Kind): number => {
  const senders = roles.flatMap((role) => cell.cost[`sent.${kind}`]?.[role] ?? [])
  return senders.toSorted((a, b) => b.n - a.n)[0]?.median ?? 0
}

/** Whether times may be ranked: one run's time is no evidence that another composition is slower. */
export const enoughRuns = (contenders: ReadonlyArray<Contender>): boolean => contenders.every(({ cells }) => cells.length >= 3)

/**
 * Names short enough for rows and legends: `cgka=art,protection=group-chain` is `art, group-chain`, for part names are telling and the axes
 * are spelt out with the parts. The axes other than `tellingAxes` keep their name, since what their value means is not clear from the value alone. All
 * keep it if names would coincide without.
 */
export const names = (whole: ReadonlyArray<string>): ReadonlyArray<string> => {
  const full = withoutProvider(whole)
  const short = full.map((name) => (assignments.test(name) ? name.split(",").map(withoutAxis).join(", ") : name))
  return new Set(short).size === new Set(full).size ? short : full
}

/** Who computes is no part of a protocol: where one computes for all, names are without it. */
const withoutProvider = (full: ReadonlyArray<string>): ReadonlyArray<string> => {
  const common = /,provider=[^,]+$/.exec(full[0] ?? "")?.[0]
  return common !== undefined && full.every((name) => name.endsWith(common)) ? full.map((name) => name.slice(0, -common.length)) : full
}

const assignments = /^[\w-]+=[^=,]+(,[\w-]+=[^=,]+)*$/
/** Axes that most comparisons are about, and whose values are names of their own. */
const tellingAxes: ReadonlySet<string> = new Set(["cgka", "protection", "signature"])
const withoutAxis = (assignment: string): string => {
  const [axis = "", value = ""] = assignment.split("=")
  return tellingAxes.has(axis) ? value : assignment
}

const contender = (cells: ReadonlyArray<Cell>, name: string): ReadonlyArray<Contender> => {
  const [first] = cells
  if (first === undefined) return []
  const sound = cells.every(({ agreement, health }) => agreement.agreed && health.lostMembers === 0 && health.failures.length === 0)
  return [{ composition: first.composition, name, cells, sound, value: (of) => summarize(cells.map(of)).median }]
}

/** Runs of items with equal keys, in order of first appearance. */
export const grouped = <A>(items: ReadonlyArray<A>, key: (item: A) => string): ReadonlyArray<ReadonlyArray<A>> => {
  const groups = new Map<string, Array<A>>()
  for (const item of items) {
    const group = groups.get(key(item))
    if (group === undefined) groups.set(key(item), [item])
    else group.push(item)
  }
  return [...groups.values()]
}
