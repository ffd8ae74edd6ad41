import { makeWorkload, parsePolicy } from "@copath/lab-core"
import { Effect, Result, Schema } from "effect"
import { Composition, wantedOf } from "../../compositions.ts"
import { BadConfiguration } from "../../configuration.ts"
import { figure } from "../../figure.ts"
import { NotMeasured } from "../../notMeasured.ts"
import { inThreads } from "../../threads.ts"
import { drawn } from "./drawn.ts"
import type policy from "./policy.ts"
import { columns, type SleepRow } from "./table.ts"

const Configuration = Schema.Struct({
  composition: Composition,
  /** A named workload in which members go offline and come back. */
  workload: Schema.Struct({ name: Schema.NonEmptyString, set: Schema.Array(Schema.String) }),
  /** Texts of policies, as after `lab run --policy`. */
  policies: Schema.NonEmptyArray(Schema.NonEmptyString),
  seed: Schema.NonEmptyString
})
type Configuration = typeof Configuration.Type

/** Sleeps of which the key numbers are told, in days: from, and to before. */
const lengths: ReadonlyArray<readonly [from: number, to: number]> = [
  [1, 2],
  [4, 8],
  [8, Number.POSITIVE_INFINITY]
]

const mean = (values: ReadonlyArray<number>): number | undefined =>
  values.length === 0 ? undefined : values.reduce((sum, n) => sum + n, 0) / values.length

/** Exposure against the length of sleeps. */
export const sleep = figure({
  id: "sleep",
  title: "What a device in a drawer gives away",
  question: "How much does a sleeping device's state give away, by the length of its sleep, and what does it help to remove it?",
  configuration: Configuration,
  short: {
    composition: "rfc9420",
    workload: { name: "sleepy-devices", set: ["members=6", "days=4", "perDay=12", "sleepers=0.5", "sleep=1"] },
    policies: ["rekey.every=1d", "rekey.every=12h,evict.idle=1d"],
    seed: "short"
  },
  columns,
  measure: Effect.fnUntraced(function* ({ composition, policies, seed, workload }: Configuration, { file, jobs, progress }) {
    const wrong = (field: string) => (error: { readonly message: string }) => new BadConfiguration({ file, field, detail: error.message })
    yield* Effect.fromResult(Result.mapError(makeWorkload(workload.name, seed, workload.set), wrong("workload")))
    for (const [i, text] of policies.entries()) yield* Effect.fromResult(Result.mapError(parsePolicy(text), wrong(`policies[${i}]`)))
    const [wanted] = yield* wantedOf(file, "composition", [composition])
    const inputs = policies.map((text) => ({ wanted: wanted!, workload, policy: text, seed }))
    const onDone = (done: number, index: number) => progress(`${done} of ${policies.length}: ${policies[index]}`)
    const outputs = yield* inThreads<typeof policy>(new URL("policy.ts", import.meta.url), inputs, { jobs, onDone })
    const rows: Array<SleepRow> = []
    for (const [i, output] of outputs.entries()) {
      const text = policies[i]!
      if (output.refused !== undefined) return yield* new NotMeasured({ file, what: text, reason: output.refused })
      const { bytes, messages, removed, sleeps } = output
      for (const { woke, ...slept } of sleeps)
        rows.push({ composition, policy: text, ...slept, woke: woke ? "yes" : "no", all: messages, bytes, removed })
    }
    return rows
  }),
  draw: (rows) => [{ name: "sleep", svg: drawn(rows) }],
  keyNumbers: (rows) => ({
    columns: [
      "policy",
      ...lengths.map(([from, to]) =>
        to === Number.POSITIVE_INFINITY ? `read, slept ${from} days and more` : `read, slept ${from} to ${to} days`
      ),
      "removals",
      "bytes per member and day"
    ],
    rows: [...new Set(rows.map(({ policy: text }) => text))].map((text) => {
      const own = rows.filter((row) => row.policy === text)
      return [
        `\`${text}\``,
        ...lengths.map(([from, to]) => {
          const found = own.filter(({ days }) => days >= from && days < to)
          const share = mean(found.map(({ all, read }) => read / all))
          return share === undefined ? "–" : `${(100 * share).toFixed(1)} % (${found.length})`
        }),
        String(own[0]?.removed ?? 0),
        Math.round(own[0]?.bytes ?? 0).toLocaleString("en-US")
      ]
    })
  })
})
