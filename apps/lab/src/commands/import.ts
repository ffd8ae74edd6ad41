import { countWorkload, formatWorkload, parseDuration } from "@copath/lab-core"
import {
  type Columns,
  importDefaults,
  importHistory,
  type Imported,
  type ImportInput,
  type ImportKind,
  importKinds,
  importLimits,
  keyFromSeed,
  parseColumns
} from "@copath/lab-import"
import { Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { randomBytes } from "node:crypto"
import { basename, resolve } from "node:path"
import { type BadInput, badInput, orBadInput } from "../badInput.ts"
import { checkTarget, readBytes, writeText } from "../files.ts"
import { gitLog } from "../git.ts"
import { many, maybe, text, toggle } from "./flags.ts"

export { importKinds } from "@copath/lab-import"

const contentOf = (as: ImportKind, file: string): Effect.Effect<ImportInput, BadInput> =>
  as === "git" ? gitLog(file) : readBytes(file, importLimits.file)

/** A chat's file often has people's names in its own; so it gives its name to the workload only where names stay, or were none. */
const nameOf = (as: ImportKind, file: string, keepNames: boolean): string =>
  keepNames || as === "git" || as === "trace" ? basename(resolve(file)).replace(/\.(jsonl?|git|csv|txt|log|mbox|zip)$/, "") : as

const durationOf = (flag: string, text: Option.Option<string>, least: 0 | 1, others = ""): Effect.Effect<number | undefined, BadInput> => {
  if (Option.isNone(text)) return Effect.undefined
  const ms = parseDuration(text.value)
  return ms === undefined || ms < least
    ? Effect.fail(badInput(`--${flag} ${text.value}: a duration such as 180d or 12h${others} is expected`))
    : Effect.succeed(ms)
}

const columnsOf = (as: ImportKind, maps: ReadonlyArray<string>): Effect.Effect<Columns | undefined, BadInput> => {
  if (maps.length === 0) return Effect.undefined
  const map = maps.join(",")
  return as === "csv" || as === "json"
    ? orBadInput(parseColumns(as, map), `--map ${map}: `)
    : Effect.fail(badInput(`--map ${map}: only csv and json have columns, not ${as}`))
}

/** The fields that have a value. */
const given = <T extends object>(fields: { readonly [K in keyof T]: T[K] | undefined }): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T

const days = (ms: number): number => Math.round(ms / 86_400_000)

const summary = ({ inferred, notes, workload }: Imported): string => {
  const { atOnce, departures, ever, events, messages, span } = countWorkload(workload)
  const lines = [
    `${workload.header.name}: ${ever} members ever, at most ${atOnce} at once, ${messages} messages, ${departures} departures, ${events} events in ${days(span)} days`,
    `inferred: ${inferred.joins} joins, ${inferred.leaves} departures; ${inferred.presence} times somebody goes offline or comes back`,
    ...(notes.size === 0 ? [] : [`left out or guessed: ${[...notes].map(([what, times]) => `${times} ${what}`).join("; ")}`])
  ]
  return `${lines.join("\n")}\n`
}

const flags = {
  as: Flag.Literals(
    "as",
    importKinds.map(({ kind }) => kind)
  ).pipe(Flag.withDescription("What is read")),
  out: text("out", "w.jsonl", "-", "Where the workload goes; - is standard output"),
  name: maybe("name", "text", "The workload's name; by default the kind, and the file's name for git, trace and --keep-names"),
  map: many("map", "timestamp=ts,user=from", "csv, json: which column is timestamp, user, event, size, text, whom (repeatable)"),
  channel: maybe("channel", "NAME", "slack-export, telegram-json: which channel or chat"),
  leaveAfter: maybe(
    "leave-after",
    "180d",
    `Whoever is silent for longer has left; ${days(importDefaults.leaveAfterMs)}d by default, never for trace, which says who leaves`
  ),
  lead: maybe("lead", "1h", "A member is online for so long before all that it does; 1h by default"),
  lag: maybe("lag", "12h", "And for so long after it; 12h by default. always: nobody goes offline"),
  fromStart: toggle("from-start", "Whose join is not recorded was there from the beginning, not since the first message"),
  keepNames: toggle("keep-names", "Names stay as they are, for histories that are public"),
  key: maybe("key", "TEXT", "The key of the pseudonyms comes from this, so that whoever has it can repeat the import; else from the system")
}

export const importCommand = Command.make(
  "import",
  { file: Argument.String("file").pipe(Argument.withDescription("A clone's folder for git, else a file")), ...flags },
  Effect.fnUntraced(function* ({ as, channel, file, fromStart, keepNames, key, map, out, ...asked }) {
    if (keepNames && Option.isSome(key)) return yield* badInput("--key: no names are replaced with --keep-names")
    const always = Option.contains(asked.lag, "always")
    const options = given<Omit<Parameters<typeof importHistory>[2], "key">>({
      name: Option.getOrElse(asked.name, () => nameOf(as, file, keepNames)),
      leaveAfterMs: yield* durationOf("leave-after", asked.leaveAfter, 1),
      leadMs: yield* durationOf("lead", asked.lead, 0),
      lagMs: always ? "always" : yield* durationOf("lag", asked.lag, 0, ", or always,"),
      columns: yield* columnsOf(as, map),
      channel: Option.getOrUndefined(channel),
      fromStart,
      keepNames
    })
    yield* checkTarget("--out", out)
    const content = yield* contentOf(as, file)
    const made = Option.match(key, { onNone: () => new Uint8Array(randomBytes(16)), onSome: keyFromSeed })
    const imported = yield* Effect.result(importHistory(as, content, { ...options, key: made }))
    const { inferred, notes, workload } = yield* orBadInput(imported, `${file}: `)
    yield* writeText(out, formatWorkload(workload))
    yield* Effect.sync(() => process.stderr.write(summary({ inferred, notes, workload })))
  })
).pipe(
  Command.withDescription("Makes a workload of a real group's history, for lab run: names become pseudonyms, texts sizes."),
  Command.withShortDescription("Make a workload of a real group's history"),
  Command.withExamples([
    { command: "lab import ../project --as git --out project.jsonl", description: "A project's authors as a group" },
    { command: "lab import chat.csv --as csv --map timestamp=ts,user=from --out chat.jsonl", description: "A table of messages" },
    { command: "lab import export.zip --as slack-export --channel general --out general.jsonl", description: "A channel of a workspace" }
  ])
)
