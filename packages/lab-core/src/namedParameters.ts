import * as Data from "effect/Data"
import * as Result from "effect/Result"
import type { Workload } from "./workload.ts"

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
}

/** A workload that cannot be made: no such name, or no such parameter or value. */
export class NamedWorkloadError extends Data.TaggedError("NamedWorkloadError")<{
  readonly reason: "Name" | "Parameter" | "Value"
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

/** Ties a generator to its parameters, so that it may count on each of them. */
export const named = <K extends string>(
  name: string,
  about: string,
  parameters: Readonly<Record<K, Parameter>>,
  make: (seed: string, values: Readonly<Record<K, number>>) => Workload
): NamedWorkload => {
  const complete = (values: Readonly<Record<string, number>>): Readonly<Record<K, number>> => {
    const all: Partial<Record<K, number>> = {}
    for (const key in parameters) all[key] = values[key] ?? parameters[key].value
    return all as Record<K, number>
  }
  return { name, about, parameters, make: (seed, values) => make(seed, complete(values)) }
}

/** Reads settings such as `days=7`. */
export const parseValues = (
  { name, parameters }: NamedWorkload,
  settings: ReadonlyArray<string>
): Result.Result<Readonly<Record<string, number>>, NamedWorkloadError> => {
  const values: Record<string, number> = {}
  for (const text of settings) {
    const equals = text.indexOf("=")
    const [key, value] = equals < 0 ? [text.trim(), ""] : [text.slice(0, equals).trim(), text.slice(equals + 1).trim()]
    const parameter = Object.hasOwn(parameters, key) ? parameters[key] : undefined
    if (parameter === undefined) {
      const detail = `${name} has no parameter ${key}; it has ${Object.keys(parameters).join(", ")}`
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
  return Result.succeed(values)
}
