import { html } from "@copath/lab-report"
import { catalog } from "@copath/profile-lab"
import { Effect, Result } from "effect"
import { plan } from "../core/plan.ts"
import { run } from "../core/run.ts"

/** Three people, one of whom comes later, an adversary who looks on: a run whose report has every kind of figure. */
const everything = {
  workload: { kind: "named", name: "decentral-4op", settings: { members: "3", repetitions: "1" } },
  events: "",
  profiles: ["rfc9420"],
  vary: [],
  policy: "default",
  base: "symbolic",
  suite: 1,
  seed: "",
  adversary: true
} as const

const nowhere = { lab: "", runtime: "", os: "", cpu: "", cores: 0, memory: 0, parts: {} }

/**
 * The hashes of the scripts that a report may have, as its own policy names them. A frame inherits the policy of the page around it, and so that must allow
 * them too.
 */
export const reportScripts = async (): Promise<ReadonlyArray<string>> => {
  const parts = catalog()
  const made = await Effect.runPromise(run(parts, Result.getOrThrow(plan(parts, everything)), nowhere, () => {}))
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html(made))?.[1] ?? ""
  return policy.match(/'sha256-[^']+'/g) ?? []
}
