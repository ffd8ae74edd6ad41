import { CipherSuite, suiteIds, suiteNames } from "@copath/contracts"
import type { Role } from "@copath/lab-core"
import { type Calibration, decodeCalibration, hidden, meanError, type ScaleRun, untimed } from "@copath/lab-scale"
import { catalog, type Composed, type Contestant } from "@copath/profile-lab"
import { Effect, Result } from "effect"
import { badInput, orBadInput } from "../badInput.ts"
import { readText } from "../files.ts"

/** A calibration, held against the compositions of a run. */
interface Fitted {
  /** As it was read. */
  readonly made: Calibration
  /** Whether a composition computes with the suite that was measured. */
  readonly fits: (composed: Composed) => boolean
  /** Suites of compositions that do not, with its own. */
  readonly others: ReadonlyArray<string>
}

/** Reads a calibration; it must have been measured for what at least one of the compositions computes with, or its times would be another's. */
export const readCalibration = Effect.fnUntraced(function* (file: string, compared: ReadonlyArray<Contestant>, suite: number) {
  const made = yield* orBadInput(decodeCalibration(yield* readText(file)), `${file}: `)
  const names = new Map<Composed, string>()
  for (const { composed } of compared) names.set(composed, yield* suiteNameOf(composed, suite))
  const others = [...new Set(names.values())].filter((name) => name !== made.suite)
  if (![...names.values()].includes(made.suite)) {
    const own = suiteIds.find((id) => id !== suite && suiteNames[id] === made.suite)
    const way = own === undefined ? "leave it out, or" : `take --suite ${own}, or`
    return yield* badInput(
      `--calibration ${file}: measured for ${made.suite}, and what is counted computes with ${others.join(", ")}; ${way} another calibration (lab calibrate --suite)`
    )
  }
  const fitted: Fitted = { made, fits: (composed) => names.get(composed) === made.suite, others }
  return fitted
})

/** A cipher suite by name, and what of it a composition replaces: that would take another time. */
const suiteNameOf = Effect.fnUntraced(function* (composed: Composed, suite: number) {
  const [own, plain] = [yield* suiteOf(composed, suite), yield* suiteOf(registered, suite)]
  const replaced = [
    ...(own.signature.id === plain.signature.id ? [] : [own.signature.id]),
    ...(own.aead.id === plain.aead.id ? [] : [own.aead.id])
  ]
  return [own.name, ...replaced].join(" with ")
})

/** RFC 9420's parts alone: the suites are as they are registered. */
const registered = Result.getOrThrow(catalog().compose({ provider: "counting" }))

const suiteOf = (composed: Composed, suite: number) =>
  Effect.provide(
    Effect.map(CipherSuite, (own) => own),
    composed.suite(suite)
  )

/** What stands beside times: on what they were measured, how far off such predictions were, and which are left out. */
export const aboutTimes = ({ made, others }: Fitted, runs: ReadonlyArray<ScaleRun>): ReadonlyArray<string> => {
  const roles: ReadonlyArray<Role> = ["committer", "member", "removed", "joiner", "sender", "receiver"]
  const there = roles.filter((role) => runs.some(({ cell }) => cell.work.has(role)))
  const errors = there.flatMap((role) => {
    const error = meanError(made, role)
    return error === undefined ? [] : [`${role} ${Math.round(error * 100)} %`]
  })
  const left = there.flatMap((role) => {
    const why = hidden(made, role)
    return why === undefined ? [] : [`times of a ${role} are left out: ${why}`]
  })
  const unchecked = "this calibration was not checked (lab calibrate --check)"
  const warnings = [
    ...(made.errors === undefined ? [unchecked] : []),
    ...left,
    ...untimed(made, runs),
    ...others.map((name) => `there are no times of what computes with ${name}`)
  ]
  return [
    `Times: foretold for ${made.device}, ${made.suite} by ${made.provider}.${errors.length === 0 ? "" : ` Mean error of such predictions: ${errors.join(", ")}.`}`,
    ...warnings.map((warning) => `warning: ${warning}.`)
  ]
}
