import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { count } from "../numbers.ts"
import { type Workload, workload, WorkloadError, type WorkloadEvent } from "./workload.ts"
import { flat, parseLine } from "./line.ts"

const Seconds = Schema.Finite.pipe(Schema.check(Schema.isGreaterThanOrEqualTo(0)))
const traceSchemas = {
  join: Schema.Struct({ t: Seconds, type: Schema.Literal("join"), actor: Schema.NonEmptyString }),
  message: Schema.Struct({
    t: Seconds,
    type: Schema.Literal("message"),
    actor: Schema.NonEmptyString,
    bytes: count
  }),
  leave: Schema.Struct({ t: Seconds, type: Schema.Literal("leave"), actor: Schema.NonEmptyString })
} as const
const decoders = {
  join: Schema.decodeUnknownResult(traceSchemas.join),
  message: Schema.decodeUnknownResult(traceSchemas.message),
  leave: Schema.decodeUnknownResult(traceSchemas.leave)
}
type TraceEvent = { readonly [K in keyof typeof traceSchemas]: (typeof traceSchemas)[K]["Type"] }[keyof typeof traceSchemas]

const parseEvent = (raw: Readonly<Record<string, unknown>>, line: number): Result.Result<TraceEvent, WorkloadError> => {
  const { type } = raw
  if (type !== "join" && type !== "message" && type !== "leave") {
    const detail = `unknown type of event ${JSON.stringify(type)}; the types of a trace are ${Object.keys(decoders).join(", ")}`
    return Result.fail(new WorkloadError({ reason: "Kind", line, detail }))
  }
  const decode: (raw: unknown) => Result.Result<TraceEvent, Schema.SchemaError> = decoders[type]
  return Result.mapError(decode(raw), (error) => new WorkloadError({ reason: "Field", line, detail: `${type}: ${flat(error)}` }))
}

/**
 * Reads a trace: `{"t":seconds,"type":"join"|"message"|"leave","actor","bytes"}`, no header. The first join is the create, and so is one into a group
 * that everybody has left; each other join is an add by nobody in particular, each leave a leave.
 */
export const parseTraceLines = (lines: ReadonlyArray<string>, name: string): Result.Result<Workload, WorkloadError> => {
  const events: Array<WorkloadEvent> = []
  const members = new Set<string>()
  for (const [i, text] of lines.entries()) {
    const parsed = Result.flatMap(parseLine(text, i + 1), (raw) => parseEvent(raw, i + 1))
    if (Result.isFailure(parsed)) return Result.fail(parsed.failure)
    const one = parsed.success
    const t = Math.round(one.t * 1_000)
    if (one.type === "message") events.push({ t, do: "say", by: one.actor, size: one.bytes })
    else if (one.type === "leave") events.push({ t, do: "leave", by: one.actor })
    else if (members.size === 0) events.push({ t, do: "create", by: one.actor, with: [] })
    else events.push({ t, do: "add", who: [one.actor] })
    if (one.type === "join") members.add(one.actor)
    if (one.type === "leave") members.delete(one.actor)
  }
  const [first] = events
  const founder = first?.do === "create" ? [first.by] : []
  return workload({ lab: "workload/1", name, members: founder }, events, 1)
}
