import { seeded, type Workload, type WorkloadEvent, zipf } from "@copath/lab-core"

/**
 * The same workload, but who updates follows Zipf's law over ranks that everybody gets by lot, newcomers among all others. (The setting `s` of the mixes ranks by
 * seniority: newcomers hardly ever update, and what their coming has blanked stays so.)
 */
export const rankedByLot = (workload: Workload, s: number, seed: string): Workload => {
  const lots = seeded(seed, "ranks")
  const weights = zipf(workload.header.members.length + workload.events.length, s)
  const sums: Array<number> = []
  for (const weight of weights) sums.push((sums.at(-1) ?? 0) + weight)
  /** Who is present, by rank. */
  const ranks: Array<string> = []
  const come = (name: string): void => void ranks.splice(lots.below(ranks.length + 1), 0, name)
  const went = (name: string): void => void ranks.splice(ranks.indexOf(name), 1)
  const events = workload.events.map((event): WorkloadEvent => {
    if (event.do === "create") for (const name of [event.by, ...event.with]) come(name)
    if (event.do === "add") for (const name of event.who) come(name)
    if (event.do === "remove") for (const name of event.who) went(name)
    return event.do === "rekey" ? { ...event, by: ranks[lots.ranked(sums, ranks.length)] ?? event.by } : event
  })
  return { ...workload, events }
}
