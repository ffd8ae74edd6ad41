import { suiteIds, suiteNames } from "@copath/contracts"
import { namedPolicies, namedWorkloads, type Parameter, policySettings, policyValues } from "@copath/lab-core"
import { type Axis, axes, type Catalog, profiles } from "@copath/profile-lab"
import { axisTitles } from "./axisTitles.ts"
import { most } from "./limits.ts"
import { efforts } from "./measure.ts"
import { presets } from "./presets.ts"

/** One setting of a named workload, as a form shows it. */
export interface OfferedSetting extends Parameter {
  readonly key: string
  /** What it begins with in a page; the parameter's own value is in `value`. */
  readonly begins: number
}

/** Everything that can be chosen: what the form is made of. Plain data. */
export interface Offer {
  readonly workloads: ReadonlyArray<{ readonly name: string; readonly about: string; readonly settings: ReadonlyArray<OfferedSetting> }>
  readonly profiles: ReadonlyArray<{ readonly name: string; readonly title: string; readonly differs: string }>
  readonly axes: ReadonlyArray<{ readonly axis: Axis; readonly title: string; readonly parts: ReadonlyArray<OfferedPart> }>
  readonly policies: ReadonlyArray<{ readonly name: string; readonly text: string }>
  /** Keys of a policy's text, with what they take. */
  readonly policySettings: ReadonlyArray<readonly [key: string, takes: string]>
  readonly suites: ReadonlyArray<{ readonly id: number; readonly name: string }>
  /** How thoroughly a device can be measured. */
  readonly efforts: ReadonlyArray<{ readonly name: string; readonly about: string }>
}

/** One part of an axis. */
export interface OfferedPart {
  readonly id: string
  readonly title: string
  readonly source: string
}

/** The axis of who computes: that is asked for by itself. */
const provider: Axis = "provider"

const settingsOf = (workload: string, parameters: Readonly<Record<string, Parameter>>): ReadonlyArray<OfferedSetting> =>
  Object.entries(parameters).map(([key, parameter]) => ({
    ...parameter,
    key,
    begins: presets[workload]?.[key] ?? parameter.value,
    most: key === "members" ? Math.min(parameter.most, most.members) : parameter.most
  }))

const listed = (values: Readonly<Record<string, unknown>>): string =>
  Object.entries(values)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(", ")

/** What a catalog and the lab have to offer in a page. */
export const offerOf = (parts: Catalog): Offer => ({
  workloads: namedWorkloads.map(({ about, name, parameters }) => ({ name, about, settings: settingsOf(name, parameters) })),
  profiles: profiles.map(({ name, spec, title }) => ({ name, title, differs: listed(spec) })),
  axes: axes
    .filter((axis) => axis !== provider)
    .map((axis) => ({ axis, title: axisTitles[axis], parts: parts.of(axis).map(({ id, source, title }) => ({ id, title, source })) })),
  policies: Object.entries(namedPolicies).map(([name, policy]) => ({ name, text: listed(policyValues(policy)) })),
  policySettings,
  suites: suiteIds.map((id) => ({ id, name: suiteNames[id] })),
  efforts: Object.entries(efforts).map(([name, { about }]) => ({ name, about }))
})
