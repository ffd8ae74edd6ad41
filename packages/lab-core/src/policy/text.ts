import * as Data from "effect/Data"
import * as Result from "effect/Result"
import { nearest, perhaps } from "../nearest.ts"
import { DAY, HOUR, MINUTE } from "../durations.ts"
import { answers, committers, namedPolicies, neverPolicy, type Policy } from "./policy.ts"

/** A text that is no policy. */
export class PolicyError extends Data.TaggedError("PolicyError")<{
  readonly reason: "Name" | "Key" | "Value" | "Sweep"
  /** The part of the text that is wrong. */
  readonly text: string
  readonly detail: string
}> {
  /** The wrong part of the text, and the complaint. */
  override get message(): string {
    return `policy ${JSON.stringify(this.text)}: ${this.detail}`
  }
}

/** A policy and the shortest name for it: its own, or its text. */
export interface NamedPolicy {
  /** A key of `namedPolicies`, or the text that `formatPolicy` gives. */
  readonly name: string
  /** Every setting, those that the text leaves out included. */
  readonly policy: Policy
}

type Value = string | number | boolean
/** One setting: how its text is read into a policy, and how the policy's value is shown; `undefined` for one that is absent. */
interface Setting {
  readonly takes: string
  /** All that it takes, where that is words. */
  readonly words?: ReadonlyArray<string>
  readonly read: (policy: Policy, text: string) => Policy | undefined
  readonly show: (policy: Policy) => Value | undefined
}

const units: ReadonlyArray<readonly [string, number]> = [
  ["w", 7 * DAY],
  ["d", DAY],
  ["h", HOUR],
  ["m", MINUTE],
  ["s", 1_000],
  ["ms", 1]
]

/** `30d`, `1.5h`, `250ms`; a bare number is milliseconds. */
export const parseDuration = (text: string): number | undefined => {
  const match = /^(\d+(?:\.\d+)?)(ms|[wdhms])?$/.exec(text)
  if (match === null) return undefined
  const unit = units.find(([name]) => name === (match[2] ?? "ms"))?.[1] ?? 1
  const ms = Math.round(Number(match[1]) * unit)
  return Number.isSafeInteger(ms) ? ms : undefined
}

/** The shortest exact text of a number of milliseconds; weeks are shown as days. */
export const formatDuration = (ms: number): string => {
  const unit = units.find(([name, size]) => name !== "w" && ms % size === 0 && ms >= size) ?? (["ms", 1] as const)
  return `${ms / unit[1]}${unit[0]}`
}

const parseCount = (text: string): number | undefined => (/^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined)
const positive = (text: string): number | undefined => {
  const ms = parseDuration(text)
  return ms === 0 ? undefined : ms
}
const duration = "a duration such as 30d, 12h, 5m, 10s or 250ms"

type Rekey = Policy["rekey"]
const rekeyNumber = (
  key: "everyMessages" | "everyMs" | "onReturnAfterMs",
  takes: string,
  parse: (text: string) => number | undefined,
  show: (n: number) => Value
): Setting => ({
  takes: `${takes}, or never`,
  read: (policy, text) => {
    const { [key]: _old, ...others } = policy.rekey
    if (text === "never") return { ...policy, rekey: others }
    const value = parse(text)
    return value === undefined ? undefined : { ...policy, rekey: { ...others, [key]: value } satisfies Rekey }
  },
  show: ({ rekey }) => (rekey[key] === undefined ? undefined : show(rekey[key]))
})

const isCommitter = (text: string): text is Policy["commit"]["who"] => committers.some((who) => who === text)
const isAnswer = (text: string): text is Policy["retry"]["onReject"] => answers.some((answer) => answer === text)
const settings: Readonly<Record<string, Setting>> = {
  "rekey.everyMessages": rekeyNumber("everyMessages", "a whole number from 1", parseCount, (n) => n),
  "rekey.every": rekeyNumber("everyMs", duration, positive, formatDuration),
  "rekey.onReturn": rekeyNumber("onReturnAfterMs", duration, positive, formatDuration),
  "rekey.firstInEpoch": {
    takes: "true or false",
    read: (policy, text) => {
      const { beforeFirstSendInEpoch: _old, ...others } = policy.rekey
      if (text === "true") return { ...policy, rekey: { ...others, beforeFirstSendInEpoch: true } }
      return text === "false" || text === "never" ? { ...policy, rekey: others } : undefined
    },
    show: ({ rekey }) => (rekey.beforeFirstSendInEpoch === true ? true : undefined)
  },
  "commit.who": {
    takes: committers.join(", "),
    words: committers,
    read: (policy, who) => (isCommitter(who) ? { ...policy, commit: { ...policy.commit, who } } : undefined),
    show: ({ commit }) => commit.who
  },
  "commit.batch": {
    takes: `${duration}, or 0`,
    read: (policy, text) => {
      const batchMs = parseDuration(text)
      return batchMs === undefined ? undefined : { ...policy, commit: { ...policy.commit, batchMs } }
    },
    show: ({ commit }) => (commit.batchMs === 0 ? undefined : formatDuration(commit.batchMs))
  },
  "evict.idle": {
    takes: `${duration}, or never`,
    read: (policy, text) => {
      const { evict: _old, ...others } = policy
      if (text === "never") return others
      const idleMs = positive(text)
      return idleMs === undefined ? undefined : { ...others, evict: { idleMs } }
    },
    show: ({ evict }) => (evict === undefined ? undefined : formatDuration(evict.idleMs))
  },
  "retry.onReject": {
    takes: answers.join(" or "),
    words: answers,
    read: (policy, text) => (isAnswer(text) ? { ...policy, retry: { ...policy.retry, onReject: text } } : undefined),
    show: ({ retry }) => (retry.onReject === neverPolicy.retry.onReject ? undefined : retry.onReject)
  },
  "retry.maxTries": {
    takes: "a whole number from 1",
    read: (policy, text) => {
      const maxTries = parseCount(text)
      return maxTries === undefined ? undefined : { ...policy, retry: { ...policy.retry, maxTries } }
    },
    show: ({ retry }) => (retry.maxTries === neverPolicy.retry.maxTries ? undefined : retry.maxTries)
  }
}
/** The fields' names in a policy file are understood too. */
const aliases: Readonly<Record<string, string>> = {
  "rekey.everyMs": "rekey.every",
  "rekey.onReturnAfterMs": "rekey.onReturn",
  "rekey.beforeFirstSendInEpoch": "rekey.firstInEpoch",
  "commit.batchMs": "commit.batch",
  "evict.idleMs": "evict.idle"
}
const keys = Object.keys(settings)
const settingOf = (key: string): string => (Object.hasOwn(aliases, key) ? (aliases[key] ?? key) : key)

/** What can be set in a policy's text: key, and what values it takes. */
export const policySettings: ReadonlyArray<readonly [key: string, takes: string]> = Object.entries(settings).map(([key, { takes }]) => [
  key,
  takes
])

/** A policy's settings, without those that are absent or as in `never`; `commit.who` always stands. */
export const policyValues = (policy: Policy): Readonly<Record<string, Value>> => {
  const shown: Record<string, Value> = {}
  for (const [key, { show }] of Object.entries(settings)) {
    const value = show(policy)
    if (value !== undefined) shown[key] = value
  }
  return shown
}

/** The text of a policy, or its name if it has one. `parsePolicy` reads it back. */
export const formatPolicy = (policy: Policy): string => {
  const text = textOf(policy)
  const name = Object.entries(namedPolicies).find(([, named]) => textOf(named) === text)?.[0]
  return name ?? text
}
const textOf = (policy: Policy): string =>
  Object.entries(policyValues(policy))
    .map(([key, value]) => `${key}=${value}`)
    .join(",")

/** The valid word that a wrong one may stand for, where words are taken. */
const meant = ({ words = [] }: Setting, value: string): string => {
  const near = nearest(words, value)
  return near === undefined ? "" : `; did you mean ${near}?`
}

const apply = (policy: Policy, key: string, value: string): Result.Result<Policy, PolicyError> => {
  const name = settingOf(key)
  const setting = Object.hasOwn(settings, name) ? settings[name] : undefined
  const text = `${key}=${value}`
  if (setting === undefined) {
    return Result.fail(
      new PolicyError({
        reason: "Key",
        text,
        detail: `unknown setting ${key}${perhaps([...keys, ...Object.keys(aliases)], key)}; the settings are ${keys.join(", ")}`
      })
    )
  }
  const next = setting.read(policy, value)
  return next === undefined
    ? Result.fail(new PolicyError({ reason: "Value", text, detail: `${key} takes ${setting.takes}${meant(setting, value)}` }))
    : Result.succeed(next)
}

/**
 * Reads one or several policies: `default`, or `rekey.everyMessages=25,rekey.onReturn=30d,commit.who=actor`. A name may come first and be changed
 * by what follows; without one the text begins from `never`. A value without a key is one more value of the key before it, and so one more
 * policy: `rekey.every=1h,1d,never` is three.
 */
export const parsePolicies = (text: string): Result.Result<ReadonlyArray<NamedPolicy>, PolicyError> => {
  const [head = "", ...tail] = text.split(",").map((part) => part.trim())
  const named = head.includes("=") ? undefined : head
  if (named !== undefined && !Object.hasOwn(namedPolicies, named)) {
    const names = Object.keys(namedPolicies)
    const detail = `${named === "" ? "no policy" : "no policy of this name"}${perhaps([...names, ...keys], named)}; the names are ${names.join(", ")}, and the settings ${keys.join(", ")}`
    return Result.fail(new PolicyError({ reason: "Name", text: named, detail }))
  }
  let found: ReadonlyArray<Policy> = [(named === undefined ? undefined : namedPolicies[named]) ?? neverPolicy]
  const choices: Array<{ readonly key: string; readonly values: Array<string> }> = []
  for (const part of named === undefined ? [head, ...tail] : tail) {
    const equals = part.indexOf("=")
    if (equals >= 0) choices.push({ key: part.slice(0, equals).trim(), values: [part.slice(equals + 1).trim()] })
    else if (choices.length > 0) choices.at(-1)?.values.push(part)
    else
      return Result.fail(
        new PolicyError({ reason: "Key", text: part, detail: "a setting has the form key=value; a name stands first and alone" })
      )
  }
  const settled = new Set<string>()
  for (const { key, values } of choices) {
    const name = settingOf(key)
    if (settled.has(name)) {
      const detail = `${name} is set twice; several values stand together, as in ${name}=a,b`
      return Result.fail(new PolicyError({ reason: "Key", text: `${key}=${values.join(",")}`, detail }))
    }
    settled.add(name)
    const next = Result.all(found.flatMap((policy) => values.map((value) => apply(policy, key, value))))
    if (Result.isFailure(next)) return Result.fail(next.failure)
    found = next.success
  }
  return Result.succeed(found.map((policy) => ({ name: formatPolicy(policy), policy })))
}

/** Reads exactly one policy. */
export const parsePolicy = (text: string): Result.Result<Policy, PolicyError> =>
  Result.flatMap(parsePolicies(text), (found) => {
    const [first] = found
    return found.length === 1 && first !== undefined
      ? Result.succeed(first.policy)
      : Result.fail(new PolicyError({ reason: "Sweep", text, detail: `${found.length} policies, where one is asked for` }))
  })
