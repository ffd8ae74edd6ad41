import { traceRun, type TracedRun } from "@copath/lab-adversary"
import type { LabResult } from "@copath/lab-core"
import { Effect, Option, Result } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { type Answer, answerOf, overviewOf, runLine } from "../attack/answer.ts"
import { forms, inRun, parseAttacker } from "../attack/named.ts"
import { askedBy, chosen, isResult } from "../attack/source.ts"
import { badInput, NotSound } from "../badInput.ts"
import { print } from "../files.ts"
import type { Asked } from "../run/plan.ts"
import { makeProgress } from "../run/progress.ts"
import { deletionForms, parseDeletion } from "../run/seizing.ts"
import { stopwatch } from "../run/stopwatch.ts"
import { maybe, maybeWhole, toggle, whole } from "./flags.ts"
import { flags as runFlags } from "./run.ts"

const { assume, plugin, policy, profile, progress, provider, seed, set, spec, suite, vary } = runFlags

const flags = {
  source: Argument.String("result.json|workload").pipe(
    Argument.withDescription(
      "A result of lab run --json, of which a cell is run again; or a workload as for lab run, with the flags that name one cell"
    )
  ),
  as: Flag.String("as").pipe(
    Flag.withMetavar("attacker"),
    Flag.withDescription(`Who attacks: ${forms}. M is a member's name or number, S a state`)
  ),
  message: maybeWhole("message", "The message in question, from 0; without it, all that falls is listed"),
  deletion: maybe("deletion", "how", `How well members delete what they drop: ${deletionForms}; as in the result, or ideal`),
  explain: toggle("explain", "Show how the message falls, and do it again with the real provider from the attacker's bytes"),
  composition: maybe("composition", "name", "Which cell, if there are several"),
  repeat: whole("repeat", 1, "Which repeat of it, from 1"),
  assume,
  plugin,
  policy,
  profile,
  progress,
  provider,
  seed,
  set,
  spec,
  suite,
  vary
}

/** Flags that a result answers itself. */
const own = ["vary", "profile", "spec", "policy", "set", "plugin", "assume"] as const

/** Says where a run of now is another than the one that the result tells of. */
const apart = (result: LabResult, { cell }: Extract<TracedRun, { _tag: "traced" }>): string | undefined => {
  const { agreement, composition, policy: under, repeat, workload } = cell
  const twin = result.cells.find(
    (one) =>
      one.composition.id === composition.id &&
      one.workload.hash === workload.hash &&
      one.policy.name === under.name &&
      one.repeat === repeat
  )
  if (twin === undefined) return "its workload or its parts are not what they were"
  return twin.agreement.secretFingerprint === agreement.secretFingerprint
    ? undefined
    : "it ends with another epoch secret, so the parts behave differently now"
}

export const attack = Command.make(
  "attack",
  flags,
  Effect.fnUntraced(function* ({ as, composition, deletion, explain, message, repeat, source, ...asked }) {
    const named = yield* Effect.fromResult(parseAttacker(as))
    const wished = Option.isNone(deletion) ? undefined : yield* Effect.fromResult(parseDeletion(deletion.value))
    const result = yield* isResult(source)
    const given = own.find((flag) => asked[flag].length > 0)
    if (result !== undefined && given !== undefined)
      return yield* badInput(`--${given}: a result says itself what was run; name one of its cells with --composition`)
    const fresh: Asked = { ...asked, workload: source, sweep: [], seeds: repeat, jobs: 1, adversary: true }
    const { catalog, task } = yield* chosen(result === undefined ? fresh : yield* askedBy(source, result), { composition, repeat })
    const composed = Result.getOrThrow(catalog.compose(task.spec))
    const { provider: computing } = composed.parts
    if (computing.base === "counting")
      return yield* badInput(
        `--provider ${computing.id}: its secrets cannot be told apart, so nothing can be said of them; take symbolic or node`
      )
    const bar = makeProgress(asked.progress, [{ name: task.name, work: 1 }])
    const onProgress = (done: number, total: number): void => bar.update(0, done, total)
    const traced = yield* Effect.ensuring(
      traceRun({ ...task, composed, stopwatch, onProgress, stateSizes: false }),
      Effect.sync(() => bar.close())
    )
    if (traced._tag === "refused") return yield* badInput(`${composed.name}: ${traced.refused.reason}`)
    const { recording } = traced
    const { trace } = recording
    const difference = result === undefined ? undefined : apart(result, traced)
    if (difference !== undefined) return yield* badInput(`${source}: this cell cannot be had again: ${difference}`)
    const attacker = yield* Effect.fromResult(inRun(named, trace, task.seizing?.takes))
    const deleting = wished ?? task.seizing?.deletion ?? "ideal"
    const which = Option.getOrUndefined(message)
    if (which !== undefined && trace.messages[which] === undefined)
      return yield* badInput(
        trace.messages.length === 0
          ? `--message ${which}: nobody says anything in this run`
          : `--message ${which}: the run has messages 0 to ${trace.messages.length - 1}`
      )
    if (which === undefined && explain) return yield* badInput("--explain: name the message with --message")
    const { lines, replayed }: Answer =
      which === undefined
        ? overviewOf(recording, attacker, deleting)
        : yield* answerOf(recording, attacker, deleting, which, explain).pipe(Effect.provide(composed.suite(task.suite)))
    yield* print(`${[runLine(traced.cell, trace), ...lines].join("\n")}\n`)
    if (replayed === false) return yield* new NotSound({ lines: ["the derivation does not do what it says: a defect of the adversary"] })
  })
).pipe(
  Command.withDescription(
    "Asks whether one attacker reads one message, and why. A cell of a result is run again, by the same command and seed, and looked upon; it must end with the same " +
      "epoch secret. With --explain the shortest way from what the attacker has to the text is shown, and done again with the cell's own provider from " +
      "the attacker's bytes and the wire. Exit code: 0 whether it falls or not; 1 when a way that was shown does not lead there; 2 for bad input."
  ),
  Command.withShortDescription("Ask why a message falls to an attacker"),
  Command.withExamples([
    { command: "lab attack r.json --as seize:p03@41 --message 60 --explain", description: "A cell of a result, as its page shows it" },
    {
      command: "lab attack team-50 --set days=2 --set leaves=40 --vary cgka=art --as ex:p11",
      description: "What somebody reads who was removed"
    },
    {
      command: "lab attack team-50 --set days=2 --profile rfc9420 --as seize:p03@41,no-signing-keys+seize:p07@90 --deletion none",
      description: "Two devices, one of them with its signature keys in hardware, whose owners delete nothing"
    }
  ])
)
