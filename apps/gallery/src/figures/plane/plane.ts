import { makeWorkload, parsePolicy } from "@copath/lab-core"
import { Effect, Result, Schema } from "effect"
import { Composition, wantedOf } from "../../compositions.ts"
import { BadConfiguration } from "../../configuration.ts"
import { figure } from "../../figure.ts"
import { NotMeasured } from "../../notMeasured.ts"
import { inThreads } from "../../threads.ts"
import type cell from "./cell.ts"
import type { PlaneInput } from "./cell.ts"
import { drawn } from "./drawn.ts"
import { columns, fronts, type PlaneRow } from "./table.ts"

const Configuration = Schema.Struct({
  /** Named workloads with their settings, one panel each. */
  workloads: Schema.NonEmptyArray(Schema.Struct({ name: Schema.NonEmptyString, set: Schema.Array(Schema.String) })),
  compositions: Schema.NonEmptyArray(Composition),
  /** Texts of policies, as after `lab run --policy`. */
  policies: Schema.NonEmptyArray(Schema.NonEmptyString),
  seed: Schema.NonEmptyString,
  /** Above so many states that differ, a sample of them is seized, and the exposure has an interval. */
  seizures: Schema.Int.pipe(Schema.check(Schema.isBetween({ minimum: 100, maximum: 200_000 })))
})
type Configuration = typeof Configuration.Type

/** Every cell, once it is known that there is nothing wrong with any. */
const inputsOf = Effect.fnUntraced(function* ({ compositions, policies, seed, seizures, workloads }: Configuration, file: string) {
  const wrong = (field: string) => (error: { readonly message: string }) => new BadConfiguration({ file, field, detail: error.message })
  for (const [i, { name, set }] of workloads.entries())
    yield* Effect.fromResult(Result.mapError(makeWorkload(name, seed, set), wrong(`workloads[${i}]`)))
  for (const [i, text] of policies.entries()) yield* Effect.fromResult(Result.mapError(parsePolicy(text), wrong(`policies[${i}]`)))
  const wanted = yield* wantedOf(file, "compositions", compositions)
  return workloads.flatMap((workload) =>
    wanted.flatMap((one) => policies.map((policy): PlaneInput => ({ wanted: one, workload, policy, seed, seizures })))
  )
})

const called = ({ policy, wanted, workload }: PlaneInput): string => `${workload.name}, ${wanted.name}, ${policy}`

/** The workload with what was set, as a reader reads it. */
const titleOf = ({ name, set }: PlaneInput["workload"]): string => [name, ...set].join(" ")

/** What a group pays, and what it gives away: every composition under every policy. */
export const plane = figure({
  id: "plane",
  title: "What a group pays, and what a thief reads",
  question: "How much of a group's talk does one seizure give away, and what does it cost to give away less?",
  configuration: Configuration,
  short: {
    workloads: [{ name: "team-50", set: ["members=6", "days=1"] }],
    compositions: ["rfc9420", "cgka=mkem"],
    policies: ["never", "rekey.every=2h"],
    seed: "short",
    seizures: 20_000
  },
  columns,
  measure: Effect.fnUntraced(function* (configuration: Configuration, { file, jobs, progress }) {
    const inputs = yield* inputsOf(configuration, file)
    const onDone = (done: number, index: number) => progress(`${done} of ${inputs.length}: ${called(inputs[index]!)}`)
    const outputs = yield* inThreads<typeof cell>(new URL("cell.ts", import.meta.url), inputs, { jobs, onDone })
    const rows: Array<PlaneRow> = []
    for (const [i, output] of outputs.entries()) {
      const input = inputs[i]!
      if (output.refused !== undefined) return yield* new NotMeasured({ file, what: called(input), reason: output.refused })
      const { bytes, commits, exposure, members, messages, sound } = output
      rows.push({
        workload: titleOf(input.workload),
        composition: input.wanted.name,
        policy: input.policy,
        members,
        messages,
        commits,
        bytes,
        exposure: exposure.share,
        lo: exposure.lo,
        hi: exposure.hi,
        sound: sound ? "yes" : "no"
      })
    }
    return rows
  }),
  draw: (rows) => [{ name: "plane", svg: drawn(rows, fronts(rows)) }],
  keyNumbers: (rows) => {
    const policies = [...new Set(rows.map(({ policy }) => policy))]
    const groups = [...new Set(rows.map(({ composition, workload }) => `${workload}\n${composition}`))]
    const front = fronts(rows)
    const bytes = (n: number): string => Math.round(n).toLocaleString("en-US")
    return {
      columns: ["exposure / bytes per member and day", ...policies.map((policy) => `\`${policy}\``)],
      rows: groups.map((group) => {
        const [workload, composition] = group.split("\n")
        const own = policies.map((policy) =>
          rows.find((row) => row.workload === workload && row.composition === composition && row.policy === policy)
        )
        const text = (row: PlaneRow): string => `${row.exposure.toFixed(3)} / ${bytes(row.bytes)}`
        return [
          `\`${workload}\`, \`${composition}\``,
          ...own.map((row) => (row === undefined ? "–" : front.has(row) ? `**${text(row)}**` : text(row)))
        ]
      })
    }
  }
})
