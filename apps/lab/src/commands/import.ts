import { countWorkload, formatWorkload, importGit, keyFromSeed, parseDuration, parseWorkload, type Workload } from "@copath/lab-core"
import { Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { randomBytes } from "node:crypto"
import { basename, resolve } from "node:path"
import { type BadInput, badInput, orBadInput } from "../badInput.ts"
import { readText, writeText } from "../files.ts"
import { gitLog } from "../git.ts"

/** What `lab import` reads. */
export const importKinds = [
  {
    kind: "git",
    about: "A clone's history: each author's commits are messages; joins and leaves are inferred, names hashed, texts reduced to sizes"
  },
  { kind: "trace", about: "Joins, messages and leaves with their times in seconds, as JSON Lines" }
] as const

interface Asked {
  readonly file: string
  readonly name: string
  readonly leaveAfter: Option.Option<string>
  readonly seed: Option.Option<string>
}

const fromGit = Effect.fnUntraced(function* ({ file, leaveAfter, name, seed }: Asked) {
  const key = Option.match(seed, { onNone: () => randomBytes(16), onSome: keyFromSeed })
  const leaveAfterMs = Option.isNone(leaveAfter) ? undefined : parseDuration(leaveAfter.value)
  if (Option.isSome(leaveAfter) && (leaveAfterMs === undefined || leaveAfterMs === 0)) {
    return yield* badInput(`--leave-after ${leaveAfter.value}: a duration such as 180d or 12h is expected`)
  }
  const log = yield* gitLog(file)
  return yield* orBadInput(importGit(log, { key, name, ...(leaveAfterMs === undefined ? {} : { leaveAfterMs }) }), `${file}: `)
})

const fromTrace = Effect.fnUntraced(function* ({ file, leaveAfter, name, seed }: Asked) {
  const given = [...(Option.isSome(leaveAfter) ? ["--leave-after"] : []), ...(Option.isSome(seed) ? ["--seed"] : [])]
  if (given.length > 0) return yield* badInput(`${given.join(" and ")}: only for --as git; a trace says who leaves, and its names stay`)
  return yield* orBadInput(parseWorkload(yield* readText(file), { name }), `${file}, `)
})

const readers: { readonly [K in (typeof importKinds)[number]["kind"]]: (asked: Asked) => Effect.Effect<Workload, BadInput> } = {
  git: fromGit,
  trace: fromTrace
}

const summary = (workload: Workload): string => {
  const { atOnce, departures, ever, events, messages, span } = countWorkload(workload)
  const days = Math.round(span / 86_400_000)
  return `${workload.header.name}: ${ever} members ever, at most ${atOnce} at once, ${messages} messages, ${departures} departures, ${events} events in ${days} days\n`
}

export const importCommand = Command.make(
  "import",
  {
    file: Argument.String("file").pipe(Argument.withDescription("A clone's folder for git, a file for trace")),
    as: Flag.Literals(
      "as",
      importKinds.map(({ kind }) => kind)
    ).pipe(Flag.withDescription("What is read")),
    out: Flag.String("out").pipe(
      Flag.withMetavar("w.jsonl"),
      Flag.withDescription("Where the workload goes; - is standard output"),
      Flag.withDefault("-")
    ),
    name: Flag.String("name").pipe(Flag.withDescription("The workload's name; from the file's by default"), Flag.optional),
    leaveAfter: Flag.String("leave-after").pipe(
      Flag.withMetavar("180d"),
      Flag.withDescription("git: whoever is silent for so long has left; 180d by default"),
      Flag.optional
    ),
    seed: Flag.String("seed").pipe(
      Flag.withDescription("git: the key of the pseudonyms comes from this, so that others can repeat the import; else from the system"),
      Flag.optional
    )
  },
  Effect.fnUntraced(function* ({ as, file, leaveAfter, name, out, seed }) {
    const own = basename(resolve(file)).replace(/\.(jsonl?|git)$/, "")
    const workload = yield* readers[as]({ file, leaveAfter, seed, name: Option.getOrElse(name, () => own) })
    yield* writeText(out, formatWorkload(workload))
    yield* Effect.sync(() => process.stderr.write(summary(workload)))
  })
).pipe(
  Command.withDescription("Makes a workload of a real group's history, for lab run."),
  Command.withShortDescription("Make a workload of a real group's history"),
  Command.withExamples([{ command: "lab import ../project --as git --out project.jsonl", description: "A project's authors as a group" }])
)
