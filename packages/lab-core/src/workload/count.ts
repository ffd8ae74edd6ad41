import type { Workload } from "./workload.ts"

/** How large a workload is, whatever the policy. */
export interface WorkloadCount {
  /** All of them, whatever their kind. */
  readonly events: number
  /** How many different people were ever members. */
  readonly ever: number
  /** The most members at one time. */
  readonly atOnce: number
  /** Times that somebody says something. */
  readonly messages: number
  /** Each message once for everybody else who is a member when it is said. */
  readonly deliveries: number
  /** Those who are there when the group begins included; whoever comes back counts again. */
  readonly joins: number
  /** People removed, and people who leave. */
  readonly departures: number
  /** Wishes for new keys in the workload itself, those that another's commit is to fulfil included. */
  readonly rekeys: number
  /** Milliseconds from the first event to the last. */
  readonly span: number
}

/** Counts a workload's people, messages and deliveries. */
export const countWorkload = ({ events }: Workload): WorkloadCount => {
  const members = new Set<string>()
  const ever = new Set<string>()
  let [atOnce, messages, deliveries, joins, departures, rekeys] = [0, 0, 0, 0, 0, 0]
  const join = (names: ReadonlyArray<string>): void => {
    for (const name of names) {
      members.add(name)
      ever.add(name)
      joins++
    }
    atOnce = Math.max(atOnce, members.size)
  }
  const depart = (names: ReadonlyArray<string>): void => {
    for (const name of names) members.delete(name)
    departures += names.length
  }
  for (const event of events) {
    if (event.do === "create") join([event.by, ...event.with])
    else if (event.do === "add") join(event.who)
    else if (event.do === "remove") depart(event.who)
    else if (event.do === "leave") depart([event.by])
    else if (event.do === "rekey" || event.do === "propose") rekeys++
    else if (event.do === "say") {
      messages++
      deliveries += members.size - 1
    }
  }
  const span = (events.at(-1)?.t ?? 0) - (events[0]?.t ?? 0)
  return { events: events.length, ever: ever.size, atOnce, messages, deliveries, joins, departures, rekeys, span }
}
