import { type Workload, workload, type WorkloadEvent } from "@copath/lab-core"
import * as Result from "effect/Result"
import type { History, HistoryRecord } from "./history.ts"
import { ImportError } from "./importError.ts"
import { Membership } from "./people/membership.ts"
import { type PresenceOptions, presenceOf } from "./people/presence.ts"
import { pseudonyms } from "./people/pseudonym.ts"

const HOUR = 3_600_000

/** What an import infers unless it is told otherwise, in milliseconds: 180 days of silence; an hour before and twelve after each act. */
export const importDefaults = { leaveAfterMs: 180 * 24 * HOUR, leadMs: HOUR, lagMs: 12 * HOUR } as const

/** How a history becomes a workload. */
export interface ImportOptions {
  /** 16 bytes: from the platform's generator, or from `keyFromSeed`. */
  readonly key: Uint8Array
  /** The workload's name. Default: the kind. */
  readonly name?: string
  /** Whoever is silent for longer has left. Milliseconds. Default: `importDefaults`; never, where the history records all departures. */
  readonly leaveAfterMs?: number
  /** A member is online for so long before each act of its own. Milliseconds. */
  readonly leadMs?: number
  /** And for so long after it. `always`: nobody goes offline. */
  readonly lagMs?: number | "always"
  /** Those whose join is not recorded were there from the beginning, rather than since they first appear. */
  readonly fromStart?: boolean
  /** Names stay. For histories that are public. */
  readonly keepNames?: boolean
}

/** A workload, and what in it nobody wrote down. */
export interface Imported {
  /** What they do. */
  readonly workload: Workload
  /** What the history does not say, and was read out of it. */
  readonly inferred: {
    /** Members whose joining is not recorded. */
    readonly joins: number
    /** Departures after silence. */
    readonly leaves: number
    /** Times that somebody goes offline or comes back. */
    readonly presence: number
  }
  /** What was left out or guessed in reading, and how many times. */
  readonly notes: ReadonlyMap<string, number>
}

/** Milliseconds from 1970: some 126,000 years, which leaves the difference of two times exact. */
const MOST = 4e15
const isTime = (t: number): boolean => Number.isSafeInteger(t) && Math.abs(t) <= MOST
const isDuration = (ms: number): boolean => ms >= 0 && (Number.isSafeInteger(ms) || ms === Number.POSITIVE_INFINITY)

/**
 * Makes a workload of what people did: names become pseudonyms, joins (at the first appearance), departures (after long silence) and times online are
 * inferred where they are not recorded. A function of its arguments alone. Of texts there is nothing here but their sizes.
 */
export const toWorkload = (history: History, options: ImportOptions): Result.Result<Imported, ImportError> => {
  const wrong = check(history, options)
  if (wrong !== undefined) return Result.fail(wrong)
  const sorted = history.records.toSorted((a, b) => a.t - b.t)
  const [start, end] = [sorted[0]?.t ?? 0, sorted.at(-1)?.t ?? 0]
  const { fromStart = false, lagMs = importDefaults.lagMs, leadMs = importDefaults.leadMs } = options
  const leaveAfterMs = options.leaveAfterMs ?? (history.complete ? Number.POSITIVE_INFINITY : importDefaults.leaveAfterMs)
  const membership = new Membership({ leaveAfterMs, founders: fromStart ? withoutJoin(sorted) : [] })
  for (const record of sorted) membership.take(record)

  const { kind, least } = history
  const people = new Set(membership.stays.map(({ user }) => user)).size
  if (people < least) {
    const found = people === 1 ? "one person" : `${people} people`
    return Result.fail(new ImportError({ reason: "TooFewMembers", kind, found, expected: `${least} at least, or it is no group` }))
  }
  const presence = lagMs === "always" ? [] : presenceEvents(membership, end, { leadMs, lagMs })
  const alias = options.keepNames === true ? (name: string) => name : pseudonyms(options.key)
  const events = inOrder(membership.events, presence).map((event) => renamed(event, event.t - start, alias))
  const [first] = events
  const members = first?.do === "create" ? [first.by, ...first.with] : []
  const since = history.relative ? {} : { start: new Date(start).toISOString() }
  const header = { lab: "workload/1", name: options.name ?? kind, members, ...since } as const
  // Whatever the file was, these events are in order and their actors members; anything else is a defect of this package.
  const made = Result.getOrThrow(workload(header, events))
  return Result.succeed({ workload: made, inferred: { ...membership.inferred, presence: presence.length }, notes: history.notes })
}

const check = ({ kind, records }: History, options: ImportOptions): ImportError | undefined => {
  const { key, lagMs = 0, leadMs = 0, leaveAfterMs = 0, name } = options
  const option = (found: string, expected: string) => new ImportError({ reason: "Option", kind, found, expected })
  if (options.keepNames !== true && key.length !== 16) return option(`a key of ${key.length} bytes`, "16 bytes")
  if (name === "") return option("an empty name", "a name for the workload")
  const durations = { leaveAfterMs, leadMs, lagMs: lagMs === "always" ? 0 : lagMs }
  const bad = Object.entries(durations).find(([, ms]) => !isDuration(ms))
  if (bad !== undefined) return option(`${bad[0]} is ${bad[1]}`, "a whole number of milliseconds, not negative")
  if (records.length === 0) {
    return new ImportError({ reason: "Empty", kind, found: "nothing that anybody did", expected: "messages with a time and a sender" })
  }
  for (const [i, record] of records.entries()) {
    const complaint = wrongRecord(record)
    if (complaint === undefined) continue
    return new ImportError({ reason: "Malformed", kind, place: `record ${i + 1}`, found: complaint[0], expected: complaint[1] })
  }
  return undefined
}

const wrongRecord = (record: HistoryRecord): readonly [found: string, expected: string] | undefined => {
  if (!isTime(record.t)) return [`the time ${record.t}`, "whole milliseconds, not beyond a calendar's reach"]
  const names = "whom" in record ? [...(record.user === undefined ? [] : [record.user]), ...record.whom] : [record.user]
  if (names.includes("")) return ["an empty name", "a name"]
  if (record.what === "say" && !(Number.isSafeInteger(record.size) && record.size >= 0))
    return [`a text of ${record.size} bytes`, "its size"]
  return undefined
}

/** Whoever first appears otherwise than by joining or being added, in the order of appearance. */
const withoutJoin = (records: ReadonlyArray<HistoryRecord>): ReadonlyArray<string> => {
  const seen = new Map<string, boolean>()
  const see = (names: ReadonlyArray<string | undefined>, was: boolean): void => {
    for (const name of names) if (name !== undefined && !seen.has(name)) seen.set(name, was)
  }
  for (const record of records) {
    const joins = record.what === "join" || record.what === "create" || record.what === "add"
    if ("whom" in record) {
      if (!(joins && record.user !== undefined && record.whom.includes(record.user))) see([record.user], true)
      see(record.whom, !joins)
    } else see([record.user], !joins)
  }
  return [...seen].filter(([, was]) => was).map(([name]) => name)
}

const presenceEvents = (membership: Membership, end: number, options: PresenceOptions): ReadonlyArray<WorkloadEvent> =>
  membership.stays.flatMap((stay) => presenceOf(stay, end, options))

/** At one moment people come online before anything happens, and go offline after it. */
const inOrder = (events: ReadonlyArray<WorkloadEvent>, presence: ReadonlyArray<WorkloadEvent>): ReadonlyArray<WorkloadEvent> =>
  [...presence.filter((event) => event.do === "online"), ...events, ...presence.filter((event) => event.do === "offline")].toSorted(
    (a, b) => a.t - b.t
  )

const renamed = (event: WorkloadEvent, t: number, alias: (name: string) => string): WorkloadEvent => {
  switch (event.do) {
    case "create":
      return { ...event, t, by: alias(event.by), with: event.with.map(alias) }
    case "add":
    case "remove":
      return { ...event, t, who: event.who.map(alias), ...(event.by === undefined ? {} : { by: alias(event.by) }) }
    case "partition":
    case "expect":
      return { ...event, t }
    default:
      return { ...event, t, by: alias(event.by) }
  }
}
