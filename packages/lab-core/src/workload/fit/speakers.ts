import { exp, ln } from "../../randomness.ts"
import type { WorkloadEvent } from "../workload.ts"

/** The largest exponent that is looked for: beyond it one person says everything. */
const MOST = 6

/** The indices of the messages before which nothing was said for so long. */
const opening = (events: ReadonlyArray<WorkloadEvent>, silenceMs: number): ReadonlySet<number> => {
  const opens = new Set<number>()
  let last = Number.NEGATIVE_INFINITY
  for (const [i, event] of events.entries()) {
    if (event.do !== "say") continue
    if (event.t - last >= silenceMs) opens.add(i)
    last = event.t
  }
  return opens
}

/** Somebody who ever belonged. */
interface Person {
  messages: number
  /** Milliseconds that this one belonged, all in all. */
  stay: number
  since: number | undefined
}

/** With fewer conversations than this, every message counts. */
const ENOUGH = 50

/**
 * The Zipf exponent of the speakers by maximum likelihood: whoever begins a conversation is one of those who are there, drawn with weight 1/rank^s, and the
 * likeliest `s` is that under which the logarithm of the speaker's rank is as expected on average. Later turns do not count, for many of them go to who spoke
 * before. Ranks are over all who ever belonged, by messages for the time of belonging; as they come from the same messages, a few messages of even habits look
 * somewhat uneven. A conversation begins after `silenceMs` without a message.
 */
export const fitSpeakers = (events: ReadonlyArray<WorkloadEvent>, silenceMs: number): number => {
  const logs = logRanks(events)
  if (logs.size < 2) return 0
  const openers = opening(events, silenceMs)
  const counts = openers.size < ENOUGH ? opening(events, 0) : openers
  let [low, high] = [0, MOST]
  for (let i = 0; i < 30; i++) {
    const s = (low + high) / 2
    if (surplus(events, counts, logs, s) > 0) low = s
    else high = s
  }
  return (low + high) / 2
}

/** The logarithm of each one's rank. */
const logRanks = (events: ReadonlyArray<WorkloadEvent>): ReadonlyMap<string, number> => {
  const people = new Map<string, Person>()
  const end = events.at(-1)?.t ?? 0
  const enter = (who: string, t: number): void => {
    const person = people.get(who) ?? { messages: 0, stay: 0, since: undefined }
    person.since = t
    people.set(who, person)
  }
  const exit = (who: string, t: number): void => {
    const person = people.get(who)
    if (person?.since === undefined) return
    person.stay += t - person.since
    person.since = undefined
  }
  for (const event of events) {
    if (event.do === "say") {
      const person = people.get(event.by)
      if (person !== undefined) person.messages++
    } else if (event.do === "create") for (const who of [event.by, ...event.with]) enter(who, event.t)
    else if (event.do === "add") for (const who of event.who) enter(who, event.t)
    else if (event.do === "remove") for (const who of event.who) exit(who, event.t)
    else if (event.do === "leave") exit(event.by, event.t)
  }
  for (const who of people.keys()) exit(who, end)
  const all = [...people.values()]
  const total = (of: (person: Person) => number): number => all.reduce((sum, person) => sum + of(person), 0)
  // Whoever came yesterday and spoke at once is not the most talkative of all: everybody is taken to have said half a message more, at the usual rate.
  const half =
    total(({ stay }) => stay) /
    (2 *
      Math.max(
        1,
        total(({ messages }) => messages)
      ))
  const rate = ({ messages, stay }: Person): number => (messages + 0.5) / (stay + half + 1)
  const ranked = [...people].map(([who, person]) => ({ who, rate: rate(person) })).toSorted((a, b) => b.rate - a.rate)
  return new Map(ranked.map(({ who }, i) => [who, ln(i + 1)]))
}

/** By how much the expected logarithms of the speakers' ranks exceed those that were seen, over the messages that count. */
const surplus = (
  events: ReadonlyArray<WorkloadEvent>,
  counts: ReadonlySet<number>,
  logs: ReadonlyMap<string, number>,
  s: number
): number => {
  const weights = new Map([...logs].map(([who, log]) => [who, exp(-s * log)]))
  const there = new Set<string>()
  let [mass, sum, difference] = [0, 0, 0]
  const turn = (who: string, comes: boolean): void => {
    if (there.has(who) === comes) return
    if (comes) there.add(who)
    else there.delete(who)
    const weight = (weights.get(who) ?? 0) * (comes ? 1 : -1)
    mass += weight
    sum += weight * (logs.get(who) ?? 0)
  }
  for (const [i, event] of events.entries()) {
    if (event.do === "say") {
      turn(event.by, true)
      if (counts.has(i)) difference += sum / mass - (logs.get(event.by) ?? 0)
    } else if (event.do === "create") for (const who of [event.by, ...event.with]) turn(who, true)
    else if (event.do === "add") for (const who of event.who) turn(who, true)
    else if (event.do === "remove") for (const who of event.who) turn(who, false)
    else if (event.do === "leave" || event.do === "offline") turn(event.by, false)
    else if (event.do === "online") turn(event.by, true)
  }
  return difference
}
