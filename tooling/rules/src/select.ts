import type { Rule } from "./rule.ts"

/** What `pnpm rules:mutate` was asked for. */
export interface Options {
  /** Ids; empty for all. */
  readonly rules: ReadonlyArray<string>
  /** Numbers of groups; empty for all. */
  readonly groups: ReadonlyArray<number>
  /** How many rules to draw at random from the others' choice; all if `undefined`. */
  readonly sample: number | undefined
  /** Take a rule's checks away one by one, not all at once. */
  readonly apart: boolean
  /** Print the results as JSON. */
  readonly json: boolean
  /** A file to keep results in, and to read them from: what was red stays red while the sources are the same. */
  readonly resume: string | undefined
  /** How many copies of the repository are at work at once. */
  readonly copies: number
  /** The longest a run of tests may take, in seconds. */
  readonly seconds: number
}

const usage = `usage: rules:mutate [--rule V043,V044] [--group 3] [--sample N] [--apart] [--json] [--resume FILE] [--copies N] [--seconds N]`

/** Reads the command line; a string is what to say about a wrong one. */
export const optionsFrom = (args: ReadonlyArray<string>): Options | string => {
  const given = new Map<string, string>()
  const flags = new Set<string>()
  for (let i = 0; i < args.length; i++) {
    const name = args[i] as string
    if (name === "--apart" || name === "--json") flags.add(name)
    else if (["--rule", "--group", "--sample", "--resume", "--copies", "--seconds"].includes(name) && args[i + 1] !== undefined) {
      given.set(name, args[++i] as string)
    } else return usage
  }
  const number = (name: string): number | undefined => (given.has(name) ? Number(given.get(name)) : undefined)
  const numbers = ["--sample", "--copies", "--seconds"].map(number)
  if (numbers.some((n) => n !== undefined && !(Number.isInteger(n) && n > 0))) return usage
  return {
    rules: given.get("--rule")?.split(",") ?? [],
    groups: given.get("--group")?.split(",").map(Number) ?? [],
    sample: number("--sample"),
    apart: flags.has("--apart"),
    json: flags.has("--json"),
    resume: given.get("--resume"),
    copies: number("--copies") ?? 1,
    seconds: number("--seconds") ?? 120
  }
}

/** The rules asked for, in order. `random` gives numbers from 0 to 1. */
export const chosen = (rules: ReadonlyArray<Rule>, { groups, rules: ids, sample }: Options, random: () => number): ReadonlyArray<Rule> => {
  const asked = rules.filter(({ group, id }) => (ids.length === 0 || ids.includes(id)) && (groups.length === 0 || groups.includes(group)))
  if (sample === undefined) return asked
  const drawn = asked
    .map((rule) => ({ rule, lot: random() }))
    .toSorted((a, b) => a.lot - b.lot)
    .slice(0, sample)
  return asked.filter((rule) => drawn.some((one) => one.rule === rule))
}
