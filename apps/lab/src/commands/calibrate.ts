import { isSuiteId, suiteIds } from "@copath/contracts"
import { defaultSuite, MOST_ERROR } from "@copath/lab-core"
import { type Calibrating, type Calibration, calibrate as measure, check as checked, errorsOf, timedOperations } from "@copath/lab-scale"
import { catalog } from "@copath/profile-lab"
import { Effect, Option, Result } from "effect"
import { Command, Flag } from "effect/cli"
import { hostname } from "node:os"
import { badInput } from "../badInput.ts"
import { checkTarget, print, writeText } from "../files.ts"
import { environment } from "../run/environment.ts"
import { makeProgress, type Progress } from "../run/progress.ts"
import { aligned } from "../scale/text.ts"
import { flags as runFlags } from "./run.ts"

/** Sizes of the groups that a calibration is checked with. */
const SIZES = [16, 64, 256, 1000]

/** Processor time of the whole process in nanoseconds: what others do on the same machine is none of it. */
const clock = (): number => {
  const { system, user } = process.cpuUsage()
  return (system + user) * 1000
}

const ms = (ns: number): string => (ns / 1e6).toPrecision(3)

const percent = (share: number): string => `${Math.round(share * 100)} %`

/** What is done in turn, with about how many seconds it takes. */
const parts = [
  { name: "primitives", work: 10 },
  { name: "groups", work: 10 }
]
const checking = { name: "predictions", work: 10 }

/** Each kind of work is a line of its own. */
const shownBy =
  ({ finish, update }: Progress): NonNullable<Calibrating["onProgress"]> =>
  (kind, done, total) => {
    const index = [...parts, checking].findIndex(({ name }) => name === kind)
    if (done < total) return update(index, done, total)
    update(index, total, total)
    finish(index, false)
  }

export const calibrate = Command.make(
  "calibrate",
  {
    suite: Flag.Int("suite").pipe(Flag.withDescription("Cipher suite (see lab list)"), Flag.withDefault(defaultSuite)),
    provider: Flag.String("provider").pipe(Flag.withMetavar("node|noble"), Flag.withDescription("Who computes"), Flag.withDefault("node")),
    device: Flag.String("device").pipe(Flag.withDescription("What this machine is to be called"), Flag.withDefault(hostname())),
    check: Flag.Boolean("check").pipe(
      Flag.withDescription(`Time real groups of ${SIZES.join(", ")} too, and keep how far off predictions are`),
      Flag.withDefault(false)
    ),
    progress: runFlags.progress,
    out: Flag.String("out").pipe(Flag.withMetavar("file|-"), Flag.withDescription("Where the calibration goes"), Flag.optional)
  },
  Effect.fnUntraced(function* ({ check, device, out, progress, provider, suite }) {
    if (!isSuiteId(suite)) return yield* badInput(`--suite ${suite}: no such cipher suite; there is: ${suiteIds.join(", ")}`)
    const to = Option.getOrUndefined(out)
    if (to !== undefined) yield* checkTarget("--out", to)
    const { compose } = catalog()
    const composed = (id: string) =>
      Result.mapError(compose({ provider: id }), (error) => badInput(`--provider ${provider}: ${error.message}`))
    const [measured, counting] = [yield* Effect.fromResult(composed(provider)), yield* Effect.fromResult(composed("counting"))]
    if (provider === "counting" || provider === "symbolic")
      return yield* badInput(`--provider ${provider}: it only stands in; take node or noble`)
    const machine = environment()
    const on = { device, runtime: machine.runtime, cpu: machine.cpu, clock }
    const input = { measured, counting, suite, on, onProgress: shownBy(makeProgress(progress, check ? [...parts, checking] : parts)) }
    const made = yield* Effect.mapError(measure(input), (error) => badInput(error.message))
    const rows = check ? yield* Effect.mapError(checked(input, made, SIZES), (error) => badInput(error.message)) : []
    const calibration: Calibration = check ? { ...made, errors: errorsOf(rows) } : made
    if (to !== "-") yield* print(`${text(calibration)}\n`)
    if (rows.length > 0 && to !== "-") {
      const lines = rows.map((row) => [row.operation, String(row.members), ms(row.predicted), ms(row.took)])
      yield* print(`\n${aligned([["operation", "n", "foretold, ms", "took, ms"], ...lines])}\n\n${errorsText(calibration)}\n`)
    }
    if (to !== undefined) yield* writeText(to, `${JSON.stringify(calibration, null, 1)}\n`)
  })
).pipe(
  Command.withDescription(
    "Measures what this machine takes for each primitive of a cipher suite, and for what is done around them, in processor time: a median of interleaved calls, a + b × bytes by " +
      "least squares, overheads from ten small groups. Other work on the machine is corrected for by a probe beside each sample, and still shows."
  ),
  Command.withShortDescription("Measure this machine, for times at scale"),
  Command.withExamples([{ command: "lab calibrate --check --out laptop.json", description: "With the errors of its predictions" }])
)

const text = ({ device, ops, overhead, provider, suite }: Calibration): string => {
  const lines = Object.entries(ops).map(([primitive, { ns }]) => [
    primitive,
    `${(ns[0] / 1000).toPrecision(3)} µs`,
    `${ns[1].toPrecision(3)} ns/B`
  ])
  const rest = Object.entries(overhead).map(([name, ns]) => [name, `${(ns / 1000).toPrecision(3)} µs`, ""])
  return `${device}: ${suite} by ${provider}\n${aligned([...lines, ...rest])}`
}

const errorsText = ({ errors = {} }: Calibration): string =>
  aligned([
    ["operation", "mean absolute error"],
    ...timedOperations.flatMap((operation) => {
      const error = errors[operation]
      if (error === undefined) return []
      return [[operation, percent(error), ...(error > MOST_ERROR ? [`warning: above ${percent(MOST_ERROR)}`] : [])]]
    })
  ])
