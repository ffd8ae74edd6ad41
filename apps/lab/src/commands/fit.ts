import { countWorkload, type Fit, fitWorkload, formatDuration, formatWorkload, parseDuration, synthesize } from "@copath/lab-core"
import { Effect, Option } from "effect"
import { Argument, Command } from "effect/cli"
import { badInput, orBadInput } from "../badInput.ts"
import { checkTarget, print, writeText } from "../files.ts"
import { workloadsOf } from "../run/workloads.ts"
import { maybe, maybeWhole, text, toggle } from "./flags.ts"

const number = (x: number): string =>
  x !== 0 && Math.abs(x) < 1_000 ? String(Number(x.toPrecision(3))) : Math.round(x).toLocaleString("en-US")
/** Two digits of the unit that fits: `25s`, `2.1m`. */
const time = (ms: number): string => {
  const unit =
    (
      [
        ["d", 86_400_000],
        ["h", 3_600_000],
        ["m", 60_000],
        ["s", 1_000]
      ] as const
    ).find(([, size]) => ms >= size) ?? (["ms", 1] as const)
  return `${Number((ms / unit[1]).toPrecision(3))} ${unit[0]}`
}
const list = (weights: ReadonlyArray<number>): string => weights.map((weight) => String(Number(weight.toPrecision(2)))).join(" ")

/** A line for each parameter: name, value, what it says. */
const table = ({ dated, days, gaps, membership, messages, perDay, rhythm, s, shape, speakers }: Fit): string => {
  const { length, pause, size, turn } = shape
  const rows: ReadonlyArray<readonly [name: string, value: string]> = [
    ["length", `${number(days)} days`],
    ["members", `${number(membership.mean)} at a time, ${number(membership.ever)} ever, ${number(speakers)} of whom speak`],
    ["messages", `${number(messages)}, ${number(perDay)} a day`],
    ["speakers", `Zipf, s = ${number(s)}`],
    ["conversations", `${number(length)} messages on average`],
    ["gaps: turns", gaps < 20 ? "too few to fit" : `log-normal, median ${time(turn.median)}, sigma ${number(turn.sigma)}`],
    [
      "gaps: pauses",
      gaps < 20 ? "too few to fit" : `${number(100 * pause.share)} %, Pareto from ${time(pause.least)}, alpha = ${number(pause.alpha)}`
    ],
    ["sizes", `log-normal, median ${number(size.median)} bytes, sigma ${number(size.sigma)}, at most ${number(size.most)}`],
    ["joins", `${number(100 * membership.joins)} % of members a day`],
    ["leaves", `${number(100 * membership.leaves)} % of members a day`],
    [dated ? "hours (UTC, 0 to 23)" : "hours from the start", list(rhythm.hours)],
    [dated ? "days (Mon to Sun)" : "days from the start", list(rhythm.week)]
  ]
  const column = 2 + Math.max(...rows.map(([name]) => name.length))
  return `${rows.map(([name, value]) => `${name.padEnd(column)}${value}`).join("\n")}\n`
}

const positive = (flag: string, text: string): Effect.Effect<number, ReturnType<typeof badInput>> => {
  const ms = parseDuration(text)
  return ms === undefined || ms < 1_000
    ? Effect.fail(badInput(`--${flag} ${text}: a duration of a second at least, such as ${formatDuration(1_800_000)} or 2h, is expected`))
    : Effect.succeed(ms)
}

export const fit = Command.make(
  "fit",
  {
    workload: Argument.String("workload").pipe(Argument.withDescription("A workload or a trace, as lab run takes it")),
    members: maybeWhole("members", "Make a workload of this many members with the same parameters"),
    days: maybeWhole("days", "How long it is; as long as the history by default"),
    seed: text("seed", "text", "copath", "Equal seeds give equal workloads"),
    silence: text("silence", "30m", "30m", "A conversation ends after so long a silence"),
    json: toggle("json", "The parameters as JSON"),
    out: maybe("out", "w.jsonl", "Where the workload of --members goes; standard output by default, and the parameters to standard error")
  },
  Effect.fnUntraced(function* ({ days, json, members, out, seed, silence, workload: name }) {
    if (Option.isNone(members)) {
      const idle = Option.isSome(out) ? `--out ${out.value}` : Option.isSome(days) ? `--days ${days.value}` : undefined
      if (idle !== undefined) return yield* badInput(`${idle}: only with --members, which says how large a workload to make`)
    }
    const to = Option.getOrElse(out, () => "-")
    yield* checkTarget("--out", to)
    const silenceMs = yield* positive("silence", silence)
    const [history] = yield* workloadsOf(name, [], seed, 1)
    if (history === undefined) return
    const found = yield* orBadInput(fitWorkload(history, { silenceMs }), `${name}: `)
    const shown = json ? `${JSON.stringify(found, null, 1)}\n` : table(found)
    if (Option.isNone(members)) return yield* print(shown)
    const made = yield* orBadInput(
      synthesize(found, { members: members.value, seed, ...(Option.isSome(days) ? { days: days.value } : {}) }),
      `--members ${members.value}${Option.isSome(days) ? ` --days ${days.value}` : ""}, ${name}: `
    )
    yield* to === "-" ? Effect.sync(() => void process.stderr.write(shown)) : print(shown)
    yield* writeText(to, formatWorkload(made))
    const { atOnce, ever, messages } = countWorkload(made)
    const told = `${made.header.name}: ${ever} members ever, at most ${atOnce} at once, ${messages} messages\n`
    yield* Effect.sync(() => void process.stderr.write(told))
  })
).pipe(
  Command.withDescription(
    "Fits the parameters of the generator of chats to a history: who speaks how much, how conversations go, when they begin, how long texts are, who comes and " +
      "goes. With --members it makes a history of another size with them. Who is online when is not fitted."
  ),
  Command.withShortDescription("A history's parameters, and a history of another size with them"),
  Command.withExamples([
    { command: "lab fit chat.jsonl", description: "What kind of chat this is" },
    {
      command: "lab fit chat.jsonl --members 5000 --days 28 --out large.jsonl",
      description: "The same kind of chat among 5,000 for four weeks"
    }
  ])
)
