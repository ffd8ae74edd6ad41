import * as Data from "effect/Data"
import * as Result from "effect/Result"
import { perhaps } from "../../nearest.ts"
import type { Workload } from "../workload.ts"

/** A parameter of a named workload. */
export interface Parameter {
  /** Taken unless the settings say otherwise. */
  readonly value: number
  /** The smallest value accepted. */
  readonly least: number
  /** The largest value accepted. */
  readonly most: number
  /** Whether fractions are refused. */
  readonly whole: boolean
  /** One line for people: what it sets, and its unit. */
  readonly about: string
  /** What the value 0 stands for, where it is not nothing: `10 × members`. */
  readonly zero?: string
}

/** A generator of workloads with parameters; equal seeds and values give equal workloads. */
export interface NamedWorkload {
  /** What a command line takes. */
  readonly name: string
  /** One line for people: whom it imitates. */
  readonly about: string
  /** By the key of a setting: `days=7` sets `days`. */
  readonly parameters: Readonly<Record<string, Parameter>>
  /** Makes the workload; a value that is left out is its parameter's own. Values are not judged here. */
  readonly make: (seed: string, values: Readonly<Record<string, number>>) => Workload
  /** About how many events that will be; the same values as for `make`. */
  readonly expected: (values: Readonly<Record<string, number>>) => number
  /** The values of a parameter that the literature's figures go through, each a workload of its own. */
  readonly sweep?: Sweep
}

/** One parameter's values, one workload each. */
export interface Sweep {
  /** The parameter's key. */
  readonly key: string
  /** In ascending order. */
  readonly values: ReadonlyArray<number>
}

/** More events than this are refused: a workload stands in memory as a whole. */
export const MOST_EVENTS = 4_000_000

/** A workload that cannot be made: no such name, or no such parameter or value. */
export class NamedWorkloadError extends Data.TaggedError("NamedWorkloadError")<{
  readonly reason: "Name" | "Parameter" | "Value" | "Size"
  readonly text: string
  readonly detail: string
}> {
  /** The name or setting at fault, and the complaint. */
  override get message(): string {
    return `workload ${JSON.stringify(this.text)}: ${this.detail}`
  }
}

/** A whole number. */
export const whole = (value: number, about: string, least = 0, most = 1_000_000): Parameter => ({ value, about, least, most, whole: true })
/** Any number in a range. */
export const real = (value: number, about: string, least = 0, most = 1_000_000): Parameter => ({ value, about, least, most, whole: false })

/** How long the workloads are that imitate people; the literature's have no clock. */
export const days: Parameter = whole(28, "length in days", 1, 3_650)
/** Of the gaps between messages, for all workloads with conversations. */
export const alpha: Parameter = real(1.5, "tail exponent of the gaps between messages", 0.1, 10)
/** 0: everybody says as much. */
export const zipfOf = (value: number, who = "the speakers"): Parameter => real(value, `Zipf exponent of ${who}`, 0, 5)

/** A generator as it is declared, with all its parameters at hand. */
interface Declared<K extends string> {
  readonly name: string
  readonly about: string
  readonly parameters: Readonly<Record<K, Parameter>>
  readonly expected: (values: Readonly<Record<K, number>>) => number
  readonly make: (seed: string, values: Readonly<Record<K, number>>) => Workload
  readonly sweep?: Sweep & { readonly key: NoInfer<K> }
}

/** Ties a generator to its parameters, so that it may count on each of them. */
export const named = <K extends string>({ about, expected, make, name, parameters, sweep }: Declared<K>): NamedWorkload => {
  const complete = (values: Readonly<Record<string, number>>): Readonly<Record<K, number>> => {
    const all: Partial<Record<K, number>> = {}
    for (const key in parameters) all[key] = values[key] ?? parameters[key].value
    return all as Record<K, number>
  }
  return {
    name,
    about,
    parameters,
    make: (seed, values) => make(seed, complete(values)),
    expected: (values) => expected(complete(values)),
    ...(sweep === undefined ? {} : { sweep })
  }
}

/** Reads settings such as `days=7`. */
export const parseValues = (
  { expected, name, parameters }: NamedWorkload,
  settings: ReadonlyArray<string>
): Result.Result<Readonly<Record<string, number>>, NamedWorkloadError> => {
  const values: Record<string, number> = {}
  for (const text of settings) {
    const equals = text.indexOf("=")
    const [key, value] = equals < 0 ? [text.trim(), ""] : [text.slice(0, equals).trim(), text.slice(equals + 1).trim()]
    const parameter = Object.hasOwn(parameters, key) ? parameters[key] : undefined
    if (parameter === undefined) {
      const known = Object.keys(parameters)
      const detail = `${name} has no parameter ${key}${perhaps(known, key)}; it has ${known.join(", ")}`
      return Result.fail(new NamedWorkloadError({ reason: "Parameter", text, detail }))
    }
    const number = Number(value)
    const { least, most } = parameter
    if (value === "" || !(number >= least && number <= most) || (parameter.whole && !Number.isInteger(number))) {
      const detail = `${key} takes ${parameter.whole ? "a whole number" : "a number"} from ${least} to ${most}`
      return Result.fail(new NamedWorkloadError({ reason: "Value", text, detail }))
    }
    if (Object.hasOwn(values, key)) return Result.fail(new NamedWorkloadError({ reason: "Parameter", text, detail: `${key} is set twice` }))
    values[key] = number
  }
  const events = Math.round(expected(values))
  if (events > MOST_EVENTS) {
    const detail = `these settings of ${name} make about ${events} events, more than ${MOST_EVENTS}; take fewer days, members or messages`
    return Result.fail(new NamedWorkloadError({ reason: "Size", text: settings.join(" "), detail }))
  }
  return Result.succeed(values)
}
