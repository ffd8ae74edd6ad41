import * as Data from "effect/Data"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { count, share } from "../numbers.ts"

const Name = Schema.NonEmptyString
const Names = Schema.Array(Name)
/** Milliseconds of virtual time since the workload's start. */
const Time = count
const inferred = { inferred: Schema.optionalKey(Schema.Boolean) }

/** The kinds of events. What an event does not say (who commits, when keys are renewed) is for the policy. */
export const eventSchemas = {
  create: Schema.Struct({ t: Time, do: Schema.Literal("create"), by: Name, with: Names, ...inferred }).annotate({
    description: "A group begins; only where there is none."
  }),
  say: Schema.Struct({ t: Time, do: Schema.Literal("say"), by: Name, size: count }).annotate({
    description: "Somebody says something of `size` bytes."
  }),
  add: Schema.Struct({ t: Time, do: Schema.Literal("add"), by: Schema.optionalKey(Name), who: Names, ...inferred }).annotate({
    description: "Members join. Without `by` nobody in particular adds them."
  }),
  remove: Schema.Struct({ t: Time, do: Schema.Literal("remove"), by: Schema.optionalKey(Name), who: Names, ...inferred }).annotate({
    description: "Members are removed. Without `by` nobody in particular removes them."
  }),
  leave: Schema.Struct({ t: Time, do: Schema.Literal("leave"), by: Name, ...inferred }).annotate({
    description: "A member leaves of its own accord."
  }),
  offline: Schema.Struct({ t: Time, do: Schema.Literal("offline"), by: Name }).annotate({
    description: "From here on what is sent waits for this member."
  }),
  online: Schema.Struct({ t: Time, do: Schema.Literal("online"), by: Name }).annotate({
    description: "A member is back, and takes in what waited."
  }),
  rekey: Schema.Struct({ t: Time, do: Schema.Literal("rekey"), by: Name }).annotate({
    description: "A member wishes for new keys; policies add wishes of their own."
  }),
  propose: Schema.Struct({ t: Time, do: Schema.Literal("propose"), by: Name }).annotate({
    description: "A member wishes for new keys, and leaves it to the next commit of another to put them in force."
  }),
  miss: Schema.Struct({ t: Time, do: Schema.Literal("miss"), by: Name }).annotate({
    description: "The next text that somebody says does not open at this member."
  }),
  lose: Schema.Struct({ t: Time, do: Schema.Literal("lose"), by: Name }).annotate({
    description: "A member's devices lose everything but who they are."
  }),
  compromise: Schema.Struct({
    t: Time,
    do: Schema.Literal("compromise"),
    by: Name,
    until: Schema.optionalKey(Time),
    takes: Schema.optionalKey(Schema.Literals(["state", "withoutSigningKeys", "signingKeysOnly"]))
  }).annotate({
    description:
      "Pins an attacker to a member's devices: it copies their state, or, with `until`, sits on them from here on. `takes` says what of a copied state; all, unless it is said."
  }),
  partition: Schema.Struct({ t: Time, do: Schema.Literal("partition"), parts: Schema.Array(Names), until: Time }).annotate({
    description: "Until a time, what is said in one part does not reach the others."
  }),
  expect: Schema.Struct({
    t: Time,
    do: Schema.Literal("expect"),
    exposed: Schema.optionalKey(Schema.Struct({ from: Time, to: Time, share: Schema.Tuple([share, share]) }))
  }).annotate({
    description:
      "Makes the file a test: of the messages that are said from one time to another, what share may fall to whoever was pinned before, all together; where nobody was, in the mean over all seizures."
  })
} as const

/** One thing that people do, or that befalls them. */
export type WorkloadEvent = { readonly [K in keyof typeof eventSchemas]: (typeof eventSchemas)[K]["Type"] }[keyof typeof eventSchemas]
/** The `do` of an event: the keys of `eventSchemas`. */
export type EventKind = WorkloadEvent["do"]

/** The first line of a workload file. */
export const WorkloadHeader = Schema.Struct({
  lab: Schema.Literal("workload/1"),
  name: Name,
  /** What a made workload was drawn from. */
  seed: Schema.optionalKey(Schema.String),
  /** Everybody in the group at its beginning. */
  members: Names,
  /** Devices of each member; 1 unless it is said. */
  devices: Schema.optionalKey(Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 1, maximum: 16 })))),
  /** Milliseconds that what is sent is under way: whoever commits so soon after another commits without knowing of it. 0 unless it is said. */
  delay: Schema.optionalKey(Time),
  /** The moment of t = 0. */
  start: Schema.optionalKey(Schema.String),
  notes: Schema.optionalKey(Schema.String)
})
/** A workload file's first line, decoded. */
export type WorkloadHeader = typeof WorkloadHeader.Type

/** What people do: who is there and who says how much, never epochs or keys. */
export interface Workload {
  /** Its name, first members, and when it begins. */
  readonly header: WorkloadHeader
  /** In order of time. */
  readonly events: ReadonlyArray<WorkloadEvent>
  /** The line of the first event in its file, from 1; the others follow. */
  readonly firstLine: number
}

/** A file that is no workload: where, and what is wrong there. */
export class WorkloadError extends Data.TaggedError("WorkloadError")<{
  readonly reason: "Empty" | "Json" | "Header" | "Kind" | "Field" | "Order" | "Member"
  /** From 1. */
  readonly line: number
  readonly detail: string
}> {
  /** The line and the complaint. */
  override get message(): string {
    return `line ${this.line}: ${this.detail}`
  }
}

/** When a workload begins that does not say it, in milliseconds since 1970: a Monday morning. */
export const defaultStart = Date.parse("2026-01-05T08:00:00Z")

/** When a workload begins, in milliseconds since 1970. */
export const startOf = ({ header: { start } }: Workload): number => (start === undefined ? defaultStart : Date.parse(start))

/** The line in its file of the event with this index. */
export const lineOf = (workload: Pick<Workload, "firstLine">, index: number): number => workload.firstLine + index

/** The first name that stands there a second time. */
const doubled = (names: ReadonlyArray<string>): string | undefined => {
  const seen = new Set<string>()
  return names.find((name) => seen.size === seen.add(name).size)
}

/** What lasts must not be over before it begins. */
const ends = ({ t, until }: { readonly t: number; readonly until?: number }): string | undefined =>
  until !== undefined && until < t ? `until is ${until}, before t, which is ${t}` : undefined

/** Everybody named must be a member, or must not be. The set is the one before the event, and afterwards the one after it. */
const follow = (members: Set<string>, event: WorkloadEvent): string | undefined => {
  const stranger = (names: ReadonlyArray<string>): string | undefined => {
    const found = names.find((name) => !members.has(name))
    return found === undefined ? undefined : `${found} is not a member at this point`
  }
  switch (event.do) {
    case "create": {
      if (members.size > 0) return "a group exists already; create begins one where there is none"
      const all = [event.by, ...event.with]
      const twice = doubled(all)
      if (twice !== undefined) return `${twice} is named twice`
      for (const name of all) members.add(name)
      return undefined
    }
    case "add": {
      if (members.size === 0) return "there is no group yet; the first event must be create"
      const by = event.by === undefined ? undefined : stranger([event.by])
      if (by !== undefined) return by
      const known = event.who.find((name) => members.has(name)) ?? doubled(event.who)
      if (known !== undefined) return `${known} is a member already`
      for (const name of event.who) members.add(name)
      return undefined
    }
    case "remove": {
      const wrong = stranger([...(event.by === undefined ? [] : [event.by]), ...event.who])
      if (wrong !== undefined) return wrong
      const twice = doubled(event.who)
      if (twice !== undefined) return `${twice} is named twice`
      if (event.by !== undefined && event.who.includes(event.by)) return `${event.by} cannot remove itself; use leave`
      for (const name of event.who) members.delete(name)
      return undefined
    }
    case "partition": {
      const twice = doubled(event.parts.flat())
      if (twice !== undefined) return `${twice} is named twice`
      return stranger(event.parts.flat()) ?? ends(event)
    }
    case "expect": {
      const { from, share, to } = event.exposed ?? { from: 0, share: [0, 1], to: 0 }
      if (to < from) return `it ends at ${to}, before it begins at ${from}`
      return share[0] > share[1] ? `from ${share[0]} to ${share[1]} there is no share; the smaller one stands first` : undefined
    }
    case "compromise":
      if (event.until !== undefined && event.takes !== undefined && event.takes !== "state")
        return "takes says what is copied of a state, once; whoever stays until a later time has everything, so one of the two is left out"
      return stranger([event.by]) ?? ends(event)
    default: {
      const wrong = stranger([event.by])
      if (wrong === undefined && event.do === "leave") members.delete(event.by)
      return wrong
    }
  }
}

/** A workload whose events are in the order of time and whose actors are members when they act; or where the first is not. */
export const workload = (
  header: WorkloadHeader,
  events: ReadonlyArray<WorkloadEvent>,
  firstLine = 2
): Result.Result<Workload, WorkloadError> => {
  const members = new Set<string>()
  let last = 0
  for (const [i, event] of events.entries()) {
    const line = firstLine + i
    if (event.t < last) {
      return Result.fail(new WorkloadError({ reason: "Order", line, detail: `t is ${event.t}, but ${last} went before` }))
    }
    last = event.t
    const wrong = follow(members, event)
    if (wrong !== undefined) return Result.fail(new WorkloadError({ reason: "Member", line, detail: `${event.do}: ${wrong}` }))
  }
  return Result.succeed({ header, events, firstLine })
}
