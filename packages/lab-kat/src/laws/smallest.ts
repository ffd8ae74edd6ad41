import { type Workload, workload, type WorkloadEvent } from "@copath/lab-core"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"

/** A history on which something is wrong, and what. */
export interface Wrong {
  /** What happens. */
  readonly workload: Workload
  /** What was found. */
  readonly found: string
}

/** A history without some of its events, or without a member; `undefined` if it is none any more. */
const rebuilt = ({ header }: Workload, events: ReadonlyArray<WorkloadEvent>): Workload | undefined => {
  const [first] = events
  if (first?.do !== "create") return undefined
  return Result.getOrUndefined(workload({ ...header, members: [first.by, ...first.with] }, events))
}

const without = (name: string, events: ReadonlyArray<WorkloadEvent>): ReadonlyArray<WorkloadEvent> =>
  events.flatMap((event): ReadonlyArray<WorkloadEvent> => {
    if ("by" in event && event.by === name) return []
    if (event.do === "create") return [{ ...event, with: event.with.filter((one) => one !== name) }]
    if (event.do !== "add" && event.do !== "remove") return [event]
    const who = event.who.filter((one) => one !== name)
    return who.length === 0 ? [] : [{ ...event, who }]
  })

/** Everybody but the creator, in the order in which they came. */
const namesIn = ({ events }: Workload): ReadonlyArray<string> =>
  events.flatMap((event) => (event.do === "create" ? event.with : event.do === "add" ? event.who : []))

const sizeOf = (workload: Workload): number => workload.events.length + namesIn(workload).length

/** Less of a history on which the same is still wrong, until nothing more can be left out, or `tries` histories were played. */
export const smallest = Effect.fnUntraced(function* (
  wrong: Wrong,
  check: (workload: Workload) => Effect.Effect<string | undefined>,
  tries: number
) {
  let [best, left] = [wrong, tries]
  /** Whether less is wrong as well; then it is the best from now on. */
  const tried = Effect.fnUntraced(function* (events: ReadonlyArray<WorkloadEvent>) {
    const cut = rebuilt(best.workload, events)
    if (cut === undefined || left <= 0) return false
    left--
    // A history that these parts cannot play shows nothing.
    const found = yield* Effect.catchCause(check(cut), () => Effect.succeed(undefined))
    if (found === undefined) return false
    best = { workload: cut, found }
    return true
  })
  for (let [before, chunk] = [Infinity, best.workload.events.length >> 1]; sizeOf(best.workload) < before; chunk = 1) {
    before = sizeOf(best.workload)
    for (const name of namesIn(best.workload).toReversed()) yield* tried(without(name, best.workload.events))
    // The boldest cuts first: each half, each quarter and so on; at last one event after the other.
    for (let size = Math.max(1, chunk); size >= 1; size >>= 1) {
      for (let at = 1; at < best.workload.events.length;) {
        const { events } = best.workload
        if (!(yield* tried([...events.slice(0, at), ...events.slice(at + size)]))) at += size
      }
    }
  }
  return best
})

/** A history for people, a line a state. */
export const toldHistory = ({ events }: Workload): ReadonlyArray<string> =>
  events.map((event, state) => `${state}. ${"by" in event && event.by !== undefined ? `${event.by} ` : ""}${deed(event)}`)

const listed = (names: ReadonlyArray<string>): string => names.join(" and ")

const deed = (event: WorkloadEvent): string => {
  switch (event.do) {
    case "create":
      return event.with.length === 0 ? "creates a group alone" : `creates a group with ${listed(event.with)}`
    case "say":
      return "speaks"
    case "rekey":
      return "renews its keys"
    case "add":
      return `adds ${listed(event.who)}`
    case "remove":
      return `removes ${listed(event.who)}`
    case "offline":
      return "falls asleep"
    case "online":
      return "wakes up"
    default:
      return event.do
  }
}
