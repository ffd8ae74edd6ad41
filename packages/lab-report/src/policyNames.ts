import { type Cell, neverPolicy, policyValues } from "@copath/lab-core"

type Policy = Cell["policy"]

/** What a policy's text leaves out stands for these. */
const defaults: Policy["values"] = policyValues(neverPolicy)

/** Whether a policy has no name but its settings. */
const isText = ({ name }: Policy): boolean => name.includes("=")

const shown = (values: Policy["values"], keep: (key: string) => boolean): ReadonlyArray<string> =>
  Object.entries(values).flatMap(([key, value]) => (keep(key) ? [`${key}=${value}`] : []))

/**
 * What policies are called beside each other: one with a name by it, one without by the settings in which it differs from the others, or where there is no other, from the
 * defaults. The whole text where names would coincide without, or nothing would be left.
 */
export const policyNames = (policies: ReadonlyArray<Policy>): ReadonlyArray<string> => {
  const differs = (key: string): boolean => new Set(policies.map(({ values }) => values[key] ?? defaults[key])).size > 1
  const several = new Set(policies.map(({ name }) => name)).size > 1
  const isDefault = ({ values }: Policy, key: string): boolean => values[key] === defaults[key]
  const short = policies.map((policy) => {
    if (!isText(policy)) return policy.name
    return shown(policy.values, (key) => (several ? differs(key) : !isDefault(policy, key))).join(", ") || policy.name
  })
  return new Set(short).size === new Set(policies.map(({ name }) => name)).size ? short : policies.map(({ name }) => name)
}

/** A policy's name with what it stands for, without what is as it always is: `default (rekey.everyMessages=25, rekey.onReturn=30d)`. */
export const policyText = (policy: Policy): string => {
  const values = shown(policy.values, (key) => policy.values[key] !== defaults[key])
  if (isText(policy)) return values.join(", ") || policy.name
  return values.length === 0 ? policy.name : `${policy.name} (${values.join(", ")})`
}
