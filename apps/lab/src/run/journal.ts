import {
  canonicalJson,
  Cell,
  type CellOutcome,
  type Environment,
  formatWorkload,
  Refused,
  type Task,
  type Workload
} from "@copath/lab-core"
import { Effect, Schema } from "effect"
import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { appendFileSync, readFileSync } from "node:fs"
import { type BadInput, badInput } from "../badInput.ts"
import { kindOf, readText, writeText } from "../files.ts"

/**
 * Cells of a run as they finish, so that a run that was interrupted goes on where it was. JSON Lines: a header, then one outcome a line under
 * the hash of everything that it depends on.
 *
 * ```
 * {"lab":"journal/1"}
 * {"key":"5f0c…","outcome":{"_tag":"cell","cell":{…}}}
 * ```
 */
export interface Journal {
  /** The outcome of the task with this index, if it is there. */
  readonly kept: (index: number) => CellOutcome | undefined
  /** Writes an outcome down at once. */
  readonly keep: (index: number, outcome: CellOutcome) => Effect.Effect<void, BadInput>
}

/** A run without a journal. */
export const noJournal: Journal = { kept: () => undefined, keep: () => Effect.void }

const header = { lab: "journal/1" }

const isEntry = Schema.is(
  Schema.Struct({
    key: Schema.String,
    outcome: Schema.Union([
      Schema.Struct({ _tag: Schema.Literal("cell"), cell: Cell }),
      Schema.Struct({ _tag: Schema.Literal("refused"), refused: Refused })
    ])
  })
)

/** Opens a journal, or begins it. A line that was torn when the run was interrupted counts as absent; a file of another kind is refused. */
export const openJournal = Effect.fnUntraced(function* (path: string, keys: ReadonlyArray<string>): Effect.fn.Return<Journal, BadInput> {
  const kept = new Map<string, CellOutcome>()
  if (kindOf(path) === "nothing") yield* writeText(path, `${JSON.stringify(header)}\n`)
  const text = yield* readText(path)
  const [first = "", ...lines] = text.split("\n")
  if (canonicalJson(parsed(first)) !== canonicalJson(header)) {
    return yield* badInput(
      `--resume ${path}: not a journal of lab run, which would begin with ${JSON.stringify(header)}; name another file`
    )
  }
  for (const line of lines) {
    const entry = parsed(line)
    if (isEntry(entry) && !kept.has(entry.key)) kept.set(entry.key, entry.outcome)
  }
  // What was torn must not take the next line with it.
  let gap = text.endsWith("\n") ? "" : "\n"
  return {
    kept: (index) => kept.get(keys[index] ?? ""),
    keep: (index, outcome) =>
      Effect.try({
        try: () => {
          appendFileSync(path, `${gap}${JSON.stringify({ key: keys[index], outcome })}\n`)
          gap = ""
        },
        catch: (cause) => badInput(`--resume ${path}: cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`)
      })
  }
})

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

const hash = (text: string | Uint8Array): string => createHash("sha256").update(text).digest("hex")

/**
 * What each outcome depends on, as a hash: the task, the versions of the packages and the state of their source, the plug-ins' files; and, for the
 * sake of times, the machine. What a plug-in's file imports is not looked at.
 */
export const journalKeys = (
  tasks: ReadonlyArray<Task>,
  plugins: ReadonlyArray<string>,
  environment: Environment
): ReadonlyArray<string> => {
  const { cpu, lab, os, parts, runtime } = environment
  const common = { cpu, lab, os, parts, runtime, source: sourceState(), plugins: plugins.map(pluginState) }
  const workloads = new Map<Workload, string>()
  return tasks.map((task) => {
    const { workload } = task
    const content = workloads.get(workload) ?? hash(formatWorkload(workload))
    workloads.set(workload, content)
    // A name is for people.
    return hash(canonicalJson({ ...common, ...task, name: undefined, workload: content })).slice(0, 32)
  })
}

/** What a plug-in is, as far as one can tell: a file by a hash of what it holds, a package by its name. */
export const pluginState = (plugin: string): string => (kindOf(plugin) === "file" ? hash(readFileSync(plugin)) : plugin)

/** What the cells are computed by: every package's source but that of reports. */
const SOURCES = [":(top,glob)packages/*/src/**", ":(top)apps/lab/src/run", ":(top)pnpm-lock.yaml", ":(top,exclude)packages/lab-report"]

/** The content of the source, where this is a clone: versions do not tell one edit from the next. New files count once git knows them. */
export const sourceState = (): string => {
  const git = (...args: ReadonlyArray<string>): string =>
    execFileSync("git", ["-C", import.meta.dirname, ...args, "--", ...SOURCES], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      maxBuffer: 2 ** 28
    })
  try {
    return hash(git("ls-files", "--stage") + git("diff"))
  } catch {
    return ""
  }
}
