import * as Data from "effect/Data"
import * as Result from "effect/Result"
import { pseudonyms } from "./importPseudonym.ts"
import { DAY } from "./policy.ts"
import { type Workload, workload, type WorkloadEvent } from "./workload.ts"

/** The arguments after `git` that print what {@link importGit} reads. */
export const gitLogArguments: ReadonlyArray<string> = ["log", "--all", "--format=%at%x00%ae%x00%B%x01"]

/** A history that makes no workload. */
export class ImportError extends Data.TaggedError("ImportError")<{
  readonly reason: "NoHistory" | "Malformed" | "TooFewAuthors"
  readonly detail: string
}> {
  /** The complaint; no name or address of the history. */
  override get message(): string {
    return `import from git: ${this.detail}`
  }
}

/** How a history becomes a workload, and under which pseudonyms. */
export interface ImportGitOptions {
  /** 16 bytes: from the platform's generator, or from `keyFromSeed`. */
  readonly key: Uint8Array
  /** The workload's name. Default: `git`. */
  readonly name?: string
  /** Who has been silent for so long after the last message has left. Milliseconds. Default: 180 days. */
  readonly leaveAfterMs?: number
}

/** Fewer make no group worth comparing. */
export const LEAST_AUTHORS = 4

interface Message {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly by: string
  readonly size: number
}

const utf8 = new TextEncoder()
const malformed = (record: number, detail: string) =>
  Result.fail(new ImportError({ reason: "Malformed", detail: `record ${record} of the log ${detail}` }))

const parseMessages = (text: string): Result.Result<ReadonlyArray<Message>, ImportError> => {
  const records = text.split("\u0001")
  if (records.pop()?.trim() !== "" || records.length === 0) {
    const detail = `there is no history; expected is the output of git ${gitLogArguments.join(" ")} in a clone`
    return Result.fail(new ImportError({ reason: "NoHistory", detail }))
  }
  const messages: Array<Message> = []
  for (const [i, record] of records.entries()) {
    const [at, author, ...body] = record.trimStart().split("\0")
    if (at === undefined || author === undefined || body.length === 0)
      return malformed(i + 1, "lacks a field: time, author and text are expected")
    if (!/^-?\d{1,12}$/.test(at)) return malformed(i + 1, `begins with ${JSON.stringify(at.slice(0, 40))}, where a time in seconds belongs`)
    // One line end stands after each text, whether its author wrote one or not.
    messages.push({
      at: Number(at) * 1_000,
      by: author.trim().toLowerCase(),
      size: utf8.encode(body.join("\0").replace(/\n+$/, "")).length
    })
  }
  // The log is newest first; at equal times the older commit stays first.
  return Result.succeed(messages.toReversed().toSorted((a, b) => a.at - b.at))
}

/**
 * Makes a workload of a repository's history: who wrote when, and how many bytes. Names become pseudonyms and texts their sizes. Joins (at the first
 * message) and departures (after long silence) are inferred, and marked so; nobody is said to have added or removed anybody.
 */
export const importGit = (text: string, options: ImportGitOptions): Result.Result<Workload, ImportError> =>
  Result.flatMap(parseMessages(text), (messages) => {
    const { leaveAfterMs = 180 * DAY, name = "git" } = options
    const lastAt = new Map(messages.map(({ at, by }) => [by, at]))
    if (lastAt.size < LEAST_AUTHORS) {
      const detail = `${lastAt.size} author${lastAt.size === 1 ? "" : "s"}; a group takes ${LEAST_AUTHORS} at least`
      return Result.fail(new ImportError({ reason: "TooFewAuthors", detail }))
    }
    const start = messages[0]?.at ?? 0
    const end = messages.at(-1)?.at ?? 0
    const departures = [...lastAt].map(([by, at]) => ({ by, at: at + leaveAfterMs })).filter(({ at }) => at <= end)
    const leaves = departures.toSorted((a, b) => a.at - b.at)

    const alias = pseudonyms(options.key)
    const events: Array<WorkloadEvent> = []
    const members = new Set<string>()
    const leaveUntil = (at: number): void => {
      for (let next = leaves[0]; next !== undefined && next.at <= at; next = leaves[0]) {
        leaves.shift()
        members.delete(next.by)
        events.push({ t: next.at - start, do: "leave", by: alias(next.by), inferred: true })
      }
    }
    for (const { at, by, size } of messages) {
      leaveUntil(at)
      const t = at - start
      if (members.size === 0) events.push({ t, do: "create", by: alias(by), with: [], inferred: true })
      else if (!members.has(by)) events.push({ t, do: "add", who: [alias(by)], inferred: true })
      members.add(by)
      events.push({ t, do: "say", by: alias(by), size })
    }
    const founder = alias(messages[0]?.by ?? "")
    const header = { lab: "workload/1", name, members: [founder], start: new Date(start).toISOString() } as const
    return Result.mapError(workload(header, events), ({ detail }) => new ImportError({ reason: "Malformed", detail }))
  })
