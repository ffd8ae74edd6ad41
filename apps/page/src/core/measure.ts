import { isSuiteId } from "@copath/contracts"
import { calibrate, type Calibration, type Clock, check, errorsOf } from "@copath/lab-scale"
import type { Catalog } from "@copath/profile-lab"
import { Effect, Result } from "effect"
import type { Complaint } from "./wish.ts"

/** How much is measured. `check`: sizes of real groups that are timed afterwards, to see how far off predictions are. */
interface Effort {
  readonly about: string
  readonly samples: number
  readonly sizes: ReadonlyArray<number>
  readonly repeats: number
  readonly check: ReadonlyArray<number>
}

/** How thoroughly a device is measured, from a first try to what the command line does. */
export const efforts = {
  short: { about: "a few seconds: to try it out", samples: 3, sizes: [4, 8, 16], repeats: 3, check: [] },
  usual: { about: "a minute or so", samples: 12, sizes: [4, 6, 8, 12, 20, 32, 48], repeats: 6, check: [16, 48] },
  thorough: {
    about: "some minutes: as lab calibrate does",
    samples: 40,
    sizes: [4, 6, 8, 12, 20, 32, 48, 80, 128, 200],
    repeats: 9,
    check: [16, 64]
  }
} as const satisfies Readonly<Record<string, Effort>>
/** The name of an effort. */
export type EffortName = keyof typeof efforts

/** What is to be measured, as a form gives it. */
export interface Order {
  readonly suite: number
  readonly effort: EffortName
  /** What the device is to be called. */
  readonly device: string
}

/** How far a measurement is. */
export interface Measuring {
  readonly kind: "primitives" | "groups" | "predictions"
  readonly done: number
  readonly total: number
}

/** A calibration, and the clock that it was made with: nanoseconds from one value to the next. */
export interface Measured {
  readonly calibration: Calibration
  readonly tick: number
}

/** Wall time: a page is not told its processor time. */
const clock: Clock = () => performance.now() * 1e6

/** The least step of the clock, in nanoseconds: the smallest of many differences. */
const tickOf = (): number => {
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < 50; i++) {
    const from = clock()
    let now = clock()
    while (now === from) now = clock()
    least = Math.min(least, now - from)
  }
  return least
}

/** Measures this device: the primitives in JavaScript, then what groups take beside them. */
export const measure: (
  parts: Catalog,
  order: Order,
  runtime: string,
  cpu: string,
  onProgress: (measuring: Measuring) => void
) => Effect.Effect<Result.Result<Measured, Complaint>> = Effect.fnUntraced(function* (
  parts,
  { device, effort, suite },
  runtime,
  cpu,
  onProgress
) {
  if (!isSuiteId(suite)) return Result.fail({ field: "measure.suite", text: "no such cipher suite" })
  if (device.trim() === "")
    return Result.fail({ field: "measure.device", text: "give the device a name: it stands in the file and in tables" })
  const { check: checked, repeats, samples, sizes } = efforts[effort]
  const composed = (provider: string) => Result.getOrThrow(parts.compose({ provider }))
  const tick = tickOf()
  const input = {
    measured: composed("noble"),
    counting: composed("counting"),
    suite,
    on: { device: device.trim(), runtime, cpu, clock, tick },
    samples,
    sizes,
    repeats,
    onProgress: (kind: Measuring["kind"], done: number, total: number) => onProgress({ kind, done, total })
  }
  // The strict composition cannot be refused.
  const made = yield* Effect.orDie(calibrate(input))
  const rows = yield* Effect.orDie(check(input, made, checked))
  return Result.succeed({ tick, calibration: rows.length === 0 ? made : { ...made, errors: errorsOf(rows) } })
})
