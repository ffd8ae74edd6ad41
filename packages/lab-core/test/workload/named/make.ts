import * as Result from "effect/Result"
import { makeWorkload, type Workload } from "../../../src/index.ts"

/** A named workload with these settings. */
export const make = (name: string, seed: string, ...settings: ReadonlyArray<string>): Workload =>
  Result.getOrThrow(makeWorkload(name, seed, settings))

const settings: Readonly<Record<string, ReadonlyArray<string>>> = {
  "pair-to-eight": ["days=2"],
  "team-50": ["members=8", "days=4"],
  "family-years": ["members=5", "days=10", "perDay=8", "phoneYears=0.01"],
  "community-1k": ["members=10", "days=4", "perDay=10", "churn=0.1"],
  "channel-50k": ["members=20", "days=4", "authors=3", "perDay=10", "comments=4", "readOnly=0.5", "churn=0.05", "together=3"],
  "sleepy-devices": ["members=10", "days=6", "perDay=6", "sleepers=0.4", "sleep=1"],
  "key-rotation-daily": ["members=6", "days=3", "perDay=6"],
  churn: ["members=4"],
  "admin-churn": ["members=6", "admins=2"],
  "mass-removal": ["members=16", "removed=0.75"],
  "propose-commit": ["members=6", "commits=12", "k=2"],
  "decentral-4op": ["members=5", "repetitions=4"],
  "setup-and-talk": ["members=5", "messages=12"],
  storm: ["members=8", "committers=4", "storms=2"]
}

/** Settings that keep a named workload's character and make it small enough to be played by real members. */
export const small = (name: string): ReadonlyArray<string> => settings[name] ?? []

/** How often each name occurs. */
export const tally = (names: ReadonlyArray<string>): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return counts
}

/** The events of one kind. */
export const only = <K extends Workload["events"][number]["do"]>(
  { events }: Workload,
  kind: K
): ReadonlyArray<Extract<Workload["events"][number], { readonly do: K }>> =>
  events.filter((event): event is Extract<Workload["events"][number], { readonly do: K }> => event.do === kind)
