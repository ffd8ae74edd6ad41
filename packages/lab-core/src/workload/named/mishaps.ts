import * as Result from "effect/Result"
import { type NamedWorkload, type Parameter, whole } from "./parameters.ts"
import { seeded } from "../../randomness.ts"
import { type Workload, workload, type WorkloadEvent } from "../workload.ts"

/** What may befall the members of any made workload, beside what they do. */
const parameters = {
  devices: whole(1, "devices of each member", 1, 16),
  losses: whole(0, "times that somebody's devices lose everything but who they are", 0, 10_000),
  misses: whole(0, "texts that somebody cannot open", 0, 100_000)
} satisfies Readonly<Record<string, Parameter>>

/** The generator with members of several devices who lose things. With the parameters' own values its workloads are what they were. */
export const withMishaps = (made: NamedWorkload): NamedWorkload => ({
  ...made,
  parameters: withOwn(made),
  expected: (values) => made.expected(values) + (values["losses"] ?? 0) + (values["misses"] ?? 0),
  make: (seed, values) => {
    const { devices, losses, misses } = withOwn(made)
    return befall(made.make(seed, values), seed, {
      devices: values["devices"] ?? devices.value,
      losses: values["losses"] ?? losses.value,
      misses: values["misses"] ?? misses.value
    })
  }
})

/** A workload's parameters and these; where it has one of these itself, its own. */
const withOwn = (made: NamedWorkload): Readonly<Record<string, Parameter>> & typeof parameters => ({
  ...made.parameters,
  ...parameters,
  ...made.parameters
})

interface Mishaps {
  readonly devices: number
  readonly losses: number
  readonly misses: number
}

/** Somebody who is there after each of the events drawn; the first member is spared, so that there is always somebody to ask. */
const befall = (before: Workload, seed: string, { devices, losses, misses }: Mishaps): Workload => {
  if (devices === 1 && losses === 0 && misses === 0) return before
  const said = before.events.flatMap((event, i) => (event.do === "say" ? [i] : []))
  const drawn = (purpose: string, times: number, among: ReadonlyArray<number>): ReadonlyMap<number, number> => {
    const lots = seeded(seed, "mishaps", purpose)
    const at = new Map<number, number>()
    for (let i = 0; i < times && among.length > 0; i++) {
      const event = among[lots.below(among.length)] ?? 0
      at.set(event, (at.get(event) ?? 0) + 1)
    }
    return at
  }
  const losing = drawn("losses", losses, [...before.events.keys()].slice(1))
  const missing = drawn("misses", misses, said)
  const whom = seeded(seed, "mishaps", "whom")
  const members: Array<string> = []
  const events: Array<WorkloadEvent> = []
  const befallen = (kind: "lose" | "miss", t: number, times: number, speaker: string | undefined): void => {
    if (times === 0) return
    const candidates = members.slice(1).filter((name) => name !== speaker)
    for (let i = 0; i < times; i++) {
      const by = candidates[whom.below(Math.max(1, candidates.length))]
      if (by !== undefined) events.push({ t, do: kind, by })
    }
  }
  for (const [i, event] of before.events.entries()) {
    befallen("miss", event.t, missing.get(i) ?? 0, event.do === "say" ? event.by : undefined)
    events.push(event)
    if (event.do === "create") members.splice(0, members.length, event.by, ...event.with)
    if (event.do === "add") members.push(...event.who)
    const leaving = event.do === "remove" ? event.who : event.do === "leave" ? [event.by] : []
    for (const name of leaving) members.splice(members.indexOf(name), 1)
    befallen("lose", event.t, losing.get(i) ?? 0, undefined)
  }
  const header = devices === 1 ? before.header : { ...before.header, devices }
  return Result.getOrThrow(workload(header, events, before.firstLine))
}
