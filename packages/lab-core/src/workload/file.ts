import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { perhaps } from "../nearest.ts"
import { type EventKind, eventSchemas, type Workload, workload, WorkloadError, type WorkloadEvent, WorkloadHeader } from "./workload.ts"
import { flat, parseLine } from "./line.ts"
import { parseTraceLines } from "./trace.ts"

/** What a file may not say of itself. */
export interface ParseOptions {
  /** The name of a trace, whose file has none. Default: `trace`. */
  readonly name?: string
}

const decoders = Object.fromEntries(
  Object.entries(eventSchemas).map(([kind, schema]) => [kind, Schema.decodeUnknownResult(schema as Schema.Decoder<unknown>)])
)
const kinds = Object.keys(eventSchemas) as ReadonlyArray<EventKind>
const decodeHeader = Schema.decodeUnknownResult(WorkloadHeader)

const parseHeader = (raw: Readonly<Record<string, unknown>>): Result.Result<WorkloadHeader, WorkloadError> => {
  const header = (detail: string) => Result.fail(new WorkloadError({ reason: "Header", line: 1, detail }))
  if (raw["lab"] === undefined)
    return header(`neither a workload ("lab":"workload/1" in its first line) nor a trace ("type" in its first line)`)
  if (raw["lab"] !== "workload/1") return header(`lab is ${JSON.stringify(raw["lab"])}; this version reads "workload/1"`)
  const decoded = decodeHeader(raw)
  // The raw object, not the decoded one: unknown fields are kept.
  return Result.isFailure(decoded) ? header(flat(decoded.failure)) : Result.succeed(raw as unknown as WorkloadHeader)
}

const parseEvent = (raw: Readonly<Record<string, unknown>>, line: number): Result.Result<WorkloadEvent, WorkloadError> => {
  const kind = raw["do"]
  const decode = typeof kind === "string" && Object.hasOwn(decoders, kind) ? decoders[kind] : undefined
  if (decode === undefined) {
    const detail = `${kind === undefined ? "no kind of event in do" : `unknown kind of event ${JSON.stringify(kind)}${typeof kind === "string" ? perhaps(kinds, kind) : ""}`}; the kinds are ${kinds.join(", ")}`
    return Result.fail(new WorkloadError({ reason: "Kind", line, detail }))
  }
  const decoded = decode(raw)
  if (Result.isFailure(decoded))
    return Result.fail(new WorkloadError({ reason: "Field", line, detail: `${String(kind)}: ${flat(decoded.failure)}` }))
  return Result.succeed(raw as unknown as WorkloadEvent)
}

/**
 * Reads a workload (JSON Lines: a header, then one event a line), or a trace, which is told apart by the missing header. Unknown fields are kept and
 * ignored; unknown kinds, events out of order and actors who are not members are errors that name the line.
 */
export const parseWorkload = (text: string, options: ParseOptions = {}): Result.Result<Workload, WorkloadError> => {
  const lines = text.split(/\r?\n/)
  while (lines.at(-1)?.trim() === "") lines.pop()
  const [top, ...rest] = lines
  if (top === undefined) return Result.fail(new WorkloadError({ reason: "Empty", line: 1, detail: "the file is empty" }))
  const first = parseLine(top, 1)
  if (Result.isFailure(first)) return Result.fail(first.failure)
  if (first.success["lab"] === undefined && first.success["type"] !== undefined) return parseTraceLines(lines, options.name ?? "trace")
  const header = parseHeader(first.success)
  if (Result.isFailure(header)) return Result.fail(header.failure)
  const events: Array<WorkloadEvent> = []
  for (const [i, one] of rest.entries()) {
    const event = Result.flatMap(parseLine(one, i + 2), (raw) => parseEvent(raw, i + 2))
    if (Result.isFailure(event)) return Result.fail(event.failure)
    events.push(event.success)
  }
  return workload(header.success, events)
}

/** A workload as JSON Lines, with a line end after each; what `parseWorkload` read comes out as it went in. */
export const formatWorkload = ({ events, header }: Workload): string =>
  [header, ...events].map((line) => `${JSON.stringify(line)}\n`).join("")
